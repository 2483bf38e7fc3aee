"""Somebody takes their consent back while a plan runs: what was chosen by facts that are gone never sets out."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.planning.launch import set_out
from service.recipients.facts.fact import ASK, WITHHELD
from service.recipients.models import ProfileFact, Recipient
from service.recipients.special.forgotten import withdraw_consent
from tests.factories import AT, join, make_account, make_campaign, make_fact, make_gift, make_product, make_recipient
from tests.service.gifting.stopping import SWEET, set_sweet_scene


def set_out_after_a_withdrawal() -> tuple[str, RecipientGift, str | None]:
    """A plan by which somebody who avoids milk, as a list says, gets a bar with nuts. They take the consent back, and the wave sets
    out. (id of the bar, their gift, the kind of what it is now)."""
    with transaction() as session:
        scene = set_sweet_scene(session)
        campaign = make_campaign(session, scene.workspace_id, status="running", expires_at=scene.campaign.expires_at)
        person = make_recipient(session, make_account(session, scene.workspace_id, "Sumava"), "Jana")
        make_fact(session, person, "allergen", "milk")
        join(session, campaign, person)
        bar = make_product(session, scene.workspace_id, "Nut bar", kind="edible", category="sweet", allergens=SWEET)
        gift = make_gift(session, campaign, person, bar, wave=1)
    with transaction() as session:
        own = session.get_one(Recipient, person.id)
        assert len(withdraw_consent(session, own, AT)) == 1
        look_at_person(session, own.id, AT)
    set_out.launch_wave(transaction, campaign.id, 1, AT)
    with reading() as session:
        left = sorted(session.scalars(select(ProfileFact.value).where(ProfileFact.recipient_id == person.id)))
        assert left == [ASK, WITHHELD, WITHHELD, WITHHELD]
        now = session.get_one(RecipientGift, gift.id)
        product = session.get(Product, now.product_id) if now.product_id else None
        return bar.id, now, None if product is None else product.kind


def test_what_was_chosen_by_facts_that_are_gone_does_not_set_out(any_database: str) -> None:
    bar_id, gift, kind = set_out_after_a_withdrawal()
    assert (gift.product_id == bar_id, kind == "edible") == (False, False)


def test_without_the_judgement_at_the_launch_it_would(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_out, "_barred", lambda *_: {})
    bar_id, gift, kind = set_out_after_a_withdrawal()
    assert (gift.product_id == bar_id, kind, gift.launched_at) == (True, "edible", AT)
