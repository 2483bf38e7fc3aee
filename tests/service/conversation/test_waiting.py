"""How long letters wait: working days of the campaign's country, a median only from twenty answers, and ops are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from service.campaigns.models import Campaign
from service.conversation.waiting import Times, overdue, times_of
from service.conversation.working_day import country_of, due_at
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.ops.troubles import standing_of, troubles
from service.ops.verdict import reach_verdict
from service.recipients.letters.models import Letter
from tests.console import Console
from tests.service.conversation.talk import Talk


@pytest.mark.parametrize(
    ("country", "handed_over", "due"),
    [
        ("NO", "2026-11-24T10:00", "2026-11-25T10:00"),  # Tuesday, Wednesday
        ("NO", "2026-11-27T10:00", "2026-11-30T10:00"),  # Friday, over the weekend
        ("NO", "2026-11-28T10:00", "2026-11-30T23:00"),  # Saturday: the whole of Monday, in Oslo
        ("NO", "2026-12-24T10:00", "2026-12-28T10:00"),  # Christmas and its second day, then a weekend
        ("JP", "2026-11-27T14:00", "2026-11-29T15:00+00:00"),
        ("", "2026-11-27T10:00", "2026-11-30T10:00"),
    ],
)
def test_one_working_day_is_counted_on_the_clock_of_the_country(country: str, handed_over: str, due: str) -> None:
    at = datetime.fromisoformat(handed_over).replace(tzinfo=UTC)
    wanted = datetime.fromisoformat(due)
    found = due_at(country, at)
    if country == "JP":
        # Friday 23:00 in Tokyo: one hour of Friday, and 23 of Monday.
        assert found == datetime(2026, 11, 30, 14, tzinfo=UTC)
        return
    assert found == wanted.replace(tzinfo=UTC)


@pytest.mark.slow
def test_the_country_is_the_givers_own_else_that_of_most_people(talk: Talk) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, talk.gift.campaign_id)
        people = country_of(session, campaign)
        campaign.sender = campaign.sender | {"city": "0551 Oslo, Norway"}
        session.flush()
        assert (people, country_of(session, campaign)) == (talk.scene.people[0].country, "NO")


@pytest.mark.slow
def test_ops_are_told_after_one_working_day_and_not_before(talk: Talk) -> None:
    letter = talk.say("And was the cocoa grown without child labour?")
    since = datetime(2026, 11, 24, 10, tzinfo=UTC)
    with transaction() as session:
        session.execute(update(Letter).where(Letter.id == letter.id).values(handed_over_at=since))
    with reading() as session:
        before, after = since + timedelta(hours=23), since + timedelta(hours=25)
        assert (overdue(session, before), list(overdue(session, after))) == ({}, [talk.scene.workspace_id])
        kinds = [one.kind for one in troubles(session, after) if one.workspace_id == talk.scene.workspace_id]
        assert "people_waiting" in kinds
        verdict = reach_verdict([], [], True, 0, standing=standing_of(session, talk.scene.workspace_id, after))
    assert verdict.sentence == "1 message has waited more than a working day for an answer."


@pytest.mark.slow
def test_a_median_is_told_from_twenty_answers_on(talk: Talk) -> None:
    at = utc_now()
    with transaction() as session:
        for number in range(20):
            session.add(
                Letter(
                    id=f"ltr_{number}", workspace_id=talk.scene.workspace_id, campaign_id=talk.gift.campaign_id,
                    gift_id=talk.gift.id, recipient_id=talk.gift.recipient_id, writer="person", came_by="page", body="x",
                    once_key=str(number), at=at, handed_over_at=at,
                    answered_at=at + timedelta(hours=number) if number < 19 else None,
                )
            )  # fmt: skip
    with reading() as session:
        campaign = session.get_one(Campaign, talk.gift.campaign_id)
        assert times_of(session, campaign) == Times(20, 19, None)
    assert "19 answered, 1 waiting. The median time appears from 20 answers." in _results(talk)
    with transaction() as session:
        session.get_one(Letter, "ltr_19").answered_at = at + timedelta(hours=19)
    with reading() as session:
        campaign = session.get_one(Campaign, talk.gift.campaign_id)
        assert times_of(session, campaign).median == timedelta(hours=9.5)
    assert "Half of the answers came within 9.5 h." in _results(talk)


def _results(talk: Talk) -> str:
    return Console(talk.nora).get(f"/campaigns/{talk.gift.campaign_id}/results").text
