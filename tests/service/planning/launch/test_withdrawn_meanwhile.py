"""Somebody takes their consent back while a plan runs: what was chosen by facts that are gone never sets out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.decisions.values import Plan
from service.gifting.adopt_plan import adopt_plan
from service.gifting.look_again import look_at_person
from service.gifting.models import DecisionRecord, RecipientGift
from service.planning.launch import set_out
from service.recipients.facts.fact import ASK, WITHHELD
from service.recipients.models import ProfileFact, Recipient
from service.recipients.special.forgotten import withdraw_consent
from tests.factories import AT, join, make_account, make_campaign, make_fact, make_gift, make_product, make_recipient
from tests.service.gifting.stopping import SWEET, set_sweet_scene
from tests.service.gifting.test_adopt_plan import plan


def set_out_after_a_withdrawal(*, is_adopted: bool = True) -> tuple[str, RecipientGift, str | None]:
    """A plan by which somebody who avoids milk, as a list says, gets a bar with nuts. They take the consent back, and the wave sets
    out. `is_adopted` False: they do so between what the plan reads and what it writes down, before they have a gift that could be
    looked at again. (id of the bar, their gift, the kind of what it is now)."""
    with transaction() as session:
        scene = set_sweet_scene(session)
        campaign = make_campaign(session, scene.workspace_id, status="planning", expires_at=scene.campaign.expires_at)
        person = make_recipient(session, make_account(session, scene.workspace_id, "Sumava"), "Jana")
        fact = make_fact(session, person, "allergen", "milk")
        join(session, campaign, person)
        bar = make_product(session, scene.workspace_id, "Nut bar", kind="edible", category="sweet", allergens=SWEET)
        if is_adopted:
            campaign.status = "running"
            make_gift(session, campaign, person, bar, wave=1)
    made = plan({person.id: (bar.id,)})
    with transaction() as session:
        own = session.get_one(Recipient, person.id)
        assert len(withdraw_consent(session, own, AT)) == 1
        look_at_person(session, own.id, AT)
    if not is_adopted:
        _adopt(campaign.id, made, bar.id, fact.id)
    set_out.launch_wave(transaction, campaign.id, 1, AT)
    with reading() as session:
        left = sorted(session.scalars(select(ProfileFact.value).where(ProfileFact.recipient_id == person.id)))
        assert left == [ASK, WITHHELD, WITHHELD, WITHHELD]
        now = session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == person.id)).one()
        product = session.get(Product, now.product_id) if now.product_id else None
        return bar.id, now, None if product is None else product.kind


def _adopt(campaign_id: str, made: Plan, bar_id: str, fact_id: str) -> None:
    """The plan as it was made, written down though what it knew is gone, and put into a wave; its record names nothing that is."""
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        adopt_plan(session, campaign, made, AT)
        gift = session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == campaign_id)).one()
        record = session.scalars(select(DecisionRecord).where(DecisionRecord.gift_id == gift.id)).one()
        assert (gift.product_id, fact_id in str(record.body)) == (bar_id, False)
        campaign.approved_match_run_id, campaign.approved_at = campaign.current_match_run_id, AT
        campaign.status, gift.wave = "running", 1


def test_what_was_chosen_by_facts_that_are_gone_does_not_set_out(any_database: str) -> None:
    bar_id, gift, kind = set_out_after_a_withdrawal()
    assert (gift.product_id == bar_id, kind == "edible") == (False, False)


def test_without_the_judgement_at_the_launch_it_would(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_out, "_barred", lambda *_: {})
    bar_id, gift, kind = set_out_after_a_withdrawal()
    assert (gift.product_id == bar_id, kind, gift.launched_at) == (True, "edible", AT)


def test_taken_back_before_the_plan_was_written_down_it_does_not_set_out_either(any_database: str) -> None:
    bar_id, gift, kind = set_out_after_a_withdrawal(is_adopted=False)
    assert (gift.product_id == bar_id, kind == "edible") == (False, False)


def test_written_down_and_not_judged_at_the_launch_it_would(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_out, "_barred", lambda *_: {})
    bar_id, gift, kind = set_out_after_a_withdrawal(is_adopted=False)
    assert (gift.product_id, kind, gift.launched_at) == (bar_id, "edible", AT)
