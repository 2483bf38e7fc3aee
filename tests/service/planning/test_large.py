"""Figures of a large campaign are counted once in some seconds, those of a small one at every look."""

from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.planning import large
from service.planning.large import counted
from tests.factories import join, make_account, make_campaign, make_recipient, make_workspace

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign() -> Campaign:
    """Two people take part."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running")
        for number in range(2):
            join(session, made, make_recipient(session, make_account(session, made.workspace_id, f"{number}")), number)
    return made


def looks(campaign: Campaign, times: int = 3) -> int:
    """How often the figure was counted."""
    asked: list[int] = []

    def count() -> int:
        asked.append(1)
        return len(asked)

    for _ in range(times):
        with reading() as session:
            counted(session, session.get_one(Campaign, campaign.id), "a figure", count)
    return len(asked)


def test_a_small_campaign_is_counted_at_every_look(campaign: Campaign) -> None:
    assert looks(campaign) == 3


def test_a_large_one_is_counted_once_and_again_after_what_changes_it(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "LARGE", 2)
    assert (looks(campaign), looks(campaign)) == (1, 0)
    for change in ({"reserved_minor": 4400}, {"captured_minor": 4400}, {"status": "paused"}):
        with transaction() as session:
            for name, value in change.items():
                setattr(session.get_one(Campaign, campaign.id), name, value)
        assert looks(campaign) == 1
    with transaction() as session:
        found = session.get_one(Campaign, campaign.id)
        join(session, found, make_recipient(session, make_account(session, found.workspace_id, "new")), 9)
    assert looks(campaign) == 1


def test_nothing_is_kept_for_longer_than_some_seconds(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 2)
    assert looks(campaign) == 1
    assert large.FRESH <= 10
    large._KEPT.expire(large._KEPT.timer() + large.FRESH)
    assert looks(campaign, 1) == 1
