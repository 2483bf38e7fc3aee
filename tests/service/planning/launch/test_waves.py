from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.planning.launch.waves import ask_waiting, launch_wave
from service.recipients.models import Recipient
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
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
    launch_wave(transaction, campaign.id, wave, AT)
    with transaction() as session:
        ask_waiting(session, campaign.id, wave)


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


def test_who_has_used_up_the_years_limit_elsewhere_since_the_plan_gets_something_cheaper_or_waits(
    campaign: Campaign,
) -> None:
    with transaction() as session:
        first, second = session.scalars(
            select(RecipientGift).where(RecipientGift.wave.is_not(None)).order_by(RecipientGift.wave)
        )
        running = session.get_one(Campaign, campaign.id)
        running.yearly_cap_minor = 10_000
        other = make_campaign(session, campaign.workspace_id, name="Elsewhere", deliver_on=running.deliver_on)
        for gift, price in ((first, 8000), (second, 9000)):
            product = make_product(session, campaign.workspace_id, f"Elsewhere {price}", price_minor=price, stock=0)
            person = session.get_one(Recipient, gift.recipient_id)
            make_gift(session, other, person, product, status="accepted", is_reserved=True)
        cheap = make_product(session, campaign.workspace_id, "Cheap", price_minor=1500, category="cheap")
    launch(campaign, 1)
    launch(campaign, 2)

    with reading() as session:
        one, two = session.get_one(RecipientGift, first.id), session.get_one(RecipientGift, second.id)
        assert (one.product_id, one.status, one.is_reserved) == (cheap.id, "created", True)
        assert (two.status, two.hold_reason, two.is_reserved) == ("draft", "recipient_spend_limit", False)


def test_what_became_unsafe_since_the_plan_does_not_set_out(campaign: Campaign) -> None:
    with transaction() as session:
        gift = session.scalars(select(RecipientGift).where(RecipientGift.wave == 1)).one()
        row = session.get_one(Product, gift.product_id)
        row.kind, row.allergens = "edible", {}
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "allergen", "nuts")
        for product in session.scalars(select(Product).where(Product.id != row.id)):
            product.stock = 0
    launch(campaign, 1)

    with reading() as session:
        gift = session.get_one(RecipientGift, gift.id)
        assert (gift.status, gift.hold_reason, gift.is_reserved) == ("draft", "policy_blocked", False)
