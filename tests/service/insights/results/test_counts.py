"""Who bought, who looked and how long letters waited, of everyone and of a part: recounted by queries apart, or not told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from service.brain.events.models import PersonEvent
from service.brain.experiments.models import Outcome
from service.db.connect import reading, transaction
from service.decisions.forecasting.confidence import Share
from service.gifting.models import RecipientGift
from service.recipients.letters.models import Letter
from service.security.ids import new_id
from tests.console import Console
from tests.factories import AT
from tests.service.insights.results.scene import DAY, Round, make_round, read_round

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def round_of_48() -> Round:
    return make_round()


def _buy(found: Round, before: range, since: range) -> None:
    """These people bought before their gift left, those since: half of it noted, half of it sent in as events."""
    with transaction() as session:
        for days, people in ((-30, before), (30, since)):
            for number in people:
                at, person = AT + days * DAY, found.people[number]
                session.add(
                    Outcome(workspace_id=found.user.workspace_id, recipient_id=person, kind="bought",
                            happened_on=at.date(), noted_at=AT)
                    if number % 2 else
                    PersonEvent(id=new_id("evt"), workspace_id=found.user.workspace_id, recipient_id=person,
                                kind="purchase", external_id=f"shop-{number}-{days}", code="beans", at=at, taken_at=at)
                )  # fmt: skip


def test_who_bought_again_is_the_one_that_a_query_written_apart_gives(round_of_48: Round) -> None:
    _buy(round_of_48, range(20), range(8, 30))
    with reading() as session:
        days = session.execute(text(
            "SELECT recipient_id, CAST(happened_on AS TEXT) FROM outcome WHERE kind = 'bought' UNION ALL "
            "SELECT recipient_id, SUBSTR(CAST(at AS TEXT), 1, 10) FROM person_event WHERE kind = 'purchase'"
        )).all()  # fmt: skip
    before = {person for person, day in days if day < f"{AT:%Y-%m-%d}"}
    since = {person for person, day in days if day >= f"{AT:%Y-%m-%d}"}
    found = read_round(round_of_48)
    assert (found.bought, found.bought_again) == (Share(len(since), 48), Share(len(before & since), len(before)))
    assert (len(since), len(before & since), len(before)) == (22, 12, 20)
    assert found.came_back.again == Share(5, 7), "keeping again is counted apart"
    page = Console(round_of_48.user).get(f"/campaigns/{round_of_48.campaign.id}/results").text
    assert "Bought again" in page and "12 of 20" in page and "22 of 48" in page


@pytest.mark.parametrize(
    ("before", "since", "told"),
    [
        (range(20), range(17, 40), (True, False)),  # three of them both
        (range(20), range(3), (False, False)),
        (range(20), range(19), (True, False)),  # nobody since alone
        (range(46), range(20, 48), (True, False)),  # two who had not bought before
    ],
)
def test_purchases_of_few_are_not_told(
    round_of_48: Round, before: range, since: range, told: tuple[bool, bool]
) -> None:
    _buy(round_of_48, before, since)
    found = read_round(round_of_48)
    assert (found.bought is not None, found.bought_again is not None) == told


def test_what_nobody_sees_by_name_is_told_of_a_part_only_with_as_many_elsewhere(round_of_48: Round) -> None:
    """22 of 48 bought and 6 of the 7 in Germany: one there did not. Of those elsewhere 16 of 41; the same for looks."""
    _buy(round_of_48, range(0), range(1, 23))
    part = read_round(round_of_48, "country:DE")
    assert (part.came_back.bought, part.bought) == (Share(6, 7), None)
    customers = read_round(round_of_48, "segment:customer")
    rest = read_round(round_of_48, "segment:prospect")
    assert (customers.bought, rest.bought) == (Share(15, 32), Share(7, 16))
    assert (customers.funnel.opened, rest.funnel.opened) == (24, 16)
    assert (customers.opened, rest.opened) == (None, None), "every prospect had looked"
    with transaction() as session:
        for gift_id in round_of_48.gifts[0:24:6]:
            gift = session.get_one(RecipientGift, gift_id)
            gift.status, gift.opened_at = "notified", None
    assert read_round(round_of_48, "segment:customer").opened == 24
    assert read_round(round_of_48, "segment:prospect").opened == 12


def test_the_median_time_of_a_part_is_that_of_its_own_letters(round_of_48: Round) -> None:
    with transaction() as session:
        for number in range(40):
            session.add(Letter(
                id=new_id("let"), workspace_id=round_of_48.user.workspace_id, campaign_id=round_of_48.campaign.id,
                recipient_id=round_of_48.people[number % 48], gift_id=round_of_48.gifts[number % 48], writer="person",
                came_by="page", body="How large is it?", at=AT, once_key=str(number), handed_over_at=AT,
                answered_at=AT + timedelta(hours=1 if number % 12 % 3 else 9),
            ))  # fmt: skip
    with reading() as session:
        took = session.execute(text(
            "SELECT a.relationship FROM letter l JOIN gift g ON g.id = l.gift_id JOIN account a ON a.id = g.account_id"
        )).scalars().all()  # fmt: skip
    customers = read_round(round_of_48, "segment:customer").times
    assert (customers.answered, customers.median) == (took.count("customer"), timedelta(hours=1))
    prospects = read_round(round_of_48, "segment:prospect").times
    assert (prospects.answered, prospects.median) == (took.count("prospect"), None), "too few to tell"
    assert read_round(round_of_48).times.median == timedelta(hours=1)
