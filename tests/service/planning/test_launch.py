from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.launch import launch_wave
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def campaign() -> Campaign:
    """One person with a gift in the first wave, one in the second, and three who have none, each for another reason."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running")
        account = make_account(session, made.workspace_id)
        people = [make_recipient(session, account, name) for name in ("Jana", "Jan", "Wanda", "Petr", "Uwe")]
        for row, person in enumerate(people, start=2):
            join(session, made, person, row)
        for wave, person in enumerate(people[:2], start=1):
            make_gift(session, made, person, make_product(session, made.workspace_id, f"Gift {wave}"), wave=wave)
        make_gift(session, made, people[2], None, hold_reason="dietary_unknown")
        make_gift(session, made, people[3], None, hold_reason="font_missing")
        make_gift(session, made, people[4], None, unmatched_reasons=["policy_blocked"])
    return made


def launch(campaign: Campaign, wave: int) -> None:
    with transaction() as session:
        launch_wave(session, campaign.id, wave, AT)


def waits_for_an_answer(campaign: Campaign) -> str:
    with reading() as session:
        return session.scalars(
            select(RecipientGift.id).where(
                RecipientGift.campaign_id == campaign.id, RecipientGift.hold_reason == "dietary_unknown"
            )
        ).one()


def asked() -> list[tuple[str, int, str | None]]:
    with reading() as session:
        rows = session.scalars(select(Job).where(Job.kind == "outreach.ask").order_by(Job.created_at, Job.id))
        return [(job.subject_id, job.version, job.campaign_id) for job in rows]


def test_with_the_first_wave_those_who_wait_for_an_answer_are_asked_and_nobody_else(campaign: Campaign) -> None:
    launch(campaign, 1)

    assert asked() == [(waits_for_an_answer(campaign), 1, campaign.id)]


def test_a_later_wave_asks_nobody_twice_but_who_waits_since(campaign: Campaign) -> None:
    launch(campaign, 1)
    first = waits_for_an_answer(campaign)
    with transaction() as session:
        gift = session.scalars(select(RecipientGift).where(RecipientGift.hold_reason == "font_missing")).one()
        gift.hold_reason = "dietary_unknown"
        since = gift.id
    launch(campaign, 2)

    assert asked() == [(first, 1, campaign.id), (since, 1, campaign.id)]


def test_a_campaign_in_which_nobody_waits_asks_nobody(campaign: Campaign) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, waits_for_an_answer(campaign)).hold_reason = "out_of_stock"
    launch(campaign, 1)

    assert asked() == []
