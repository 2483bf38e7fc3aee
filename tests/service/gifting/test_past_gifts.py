from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.db.connect import transaction
from service.gifting.candidate import candidate_for
from service.gifting.models import RecipientGift
from service.recipients.models import Account
from tests.factories import AT, make_campaign, make_gift
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


def earlier(session: Session, scene: Scene, year: int = 2026, currency: str = "EUR", **gift: Any) -> str:
    """A gift of 40.00 of the scene's person in another campaign; answers the product's id."""
    campaign = make_campaign(
        session, scene.workspace_id, name=f"{year}", deliver_on=date(year, 6, 1), currency=currency
    )
    product = scene.others[0]
    make_gift(session, campaign, scene.people[0], product, **gift)
    return product.id


def cap(session: Session, scene: Scene) -> int | None:
    return candidate_for(session, scene.campaign, scene.gifts[0], AT.date()).cap_minor


@pytest.mark.parametrize(
    ("gift", "is_excluded"),
    [
        ({"status": "delivered"}, True),
        ({"status": "opened", "is_reserved": True}, True),
        ({"status": "declined", "decline_reason": "already_have"}, True),
        ({"status": "declined", "decline_reason": "gift_policy"}, False),
        ({"status": "expired"}, False),
        ({"status": "draft"}, False),
    ],
)
def test_what_was_received_stands_or_was_refused_is_not_given_again(gift: dict[str, Any], is_excluded: bool) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        family = session.get_one(Product, earlier(session, scene, **gift)).family
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], AT.date())
    assert (family in candidate.excluded_products) is is_excluded


def test_what_somebody_swapped_away_is_not_given_again() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        earlier(session, scene, status="accepted", is_swapped=True, original_product_id=scene.others[1].id)
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], AT.date())
    assert candidate.excluded_products == {scene.others[0].family, scene.others[1].family}


def test_the_years_gifts_count_against_the_years_limit() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False, yearly_cap_minor=10_000)
        assert cap(session, scene) == 10_000
        earlier(session, scene, status="delivered")
        assert cap(session, scene) == 6000
        earlier(session, scene, year=2025, status="delivered")
        assert cap(session, scene) == 6000
        earlier(session, scene, status="notified", is_reserved=True)
        earlier(session, scene, status="accepted", is_reserved=True)
        assert cap(session, scene) == 0


def test_a_years_gift_in_other_money_leaves_nothing_of_the_limit() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False, yearly_cap_minor=10_000)
        earlier(session, scene, currency="USD", status="delivered", price_minor=100)
        assert cap(session, scene) == 0


def test_a_companys_own_yearly_limit_binds_as_well_and_the_lowest_counts() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False, yearly_cap_minor=10_000)
        account = session.get_one(Account, scene.people[0].account_id)
        account.gift_policy = {"yearly_cap_minor": 7000, "cap_minor": 5000, "currency": "EUR"}
        assert cap(session, scene) == 5000
        earlier(session, scene, status="delivered")
        assert cap(session, scene) == 3000


def test_people_in_the_public_sector_get_nothing_until_their_limit_is_stated() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        session.get_one(Account, scene.people[0].account_id).gift_policy = {"public_sector": True}
        assert cap(session, scene) == 0
        scene.campaign.public_cap_minor = 2500
        assert cap(session, scene) == 2500


def test_the_history_is_read_as_it_stands_now_whatever_was_loaded_before() -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False, yearly_cap_minor=10_000)
        earlier(session, scene)
        loaded = session.scalars(select(RecipientGift).where(RecipientGift.campaign_id != scene.campaign.id)).one()
        session.execute(
            update(RecipientGift)
            .where(RecipientGift.id == loaded.id)
            .values(is_reserved=True)
            .execution_options(synchronize_session=False)
        )
        assert (loaded.is_reserved, cap(session, scene)) == (False, 6000)
