from __future__ import annotations

from datetime import date, timedelta

import pytest
from cachetools import LRUCache
from sqlalchemy import update

from service.catalog.models import Product
from service.db.connect import transaction
from service.decisions.online import Assortment
from service.gifting import assortment, shelf
from service.gifting.assortment import KEPT, stocked_assortment
from service.gifting.live import offers_of
from tests.factories import AT, make_match_run, make_product
from tests.service.gifting.scene import set_scene

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of campaigns for which the products were laid out anew, in order."""
    calls: list[str] = []
    lay_out = assortment._build

    def counted(session: object, campaign: object, terms: object, prices: object) -> Assortment:
        calls.append(str(campaign.id))  # type: ignore[attr-defined]
        return lay_out(session, campaign, terms, prices)  # type: ignore[arg-type]

    monkeypatch.setattr(assortment, "_build", counted)
    monkeypatch.setattr(assortment, "_kept", LRUCache(KEPT))
    return calls


def test_products_are_laid_out_once_and_stock_is_never_kept(laid_out: list[str]) -> None:
    with transaction() as session:
        scene = set_scene(session)
        first = stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
        assert shelf.take(session, scene.others[0].id, 2)
        again = stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
    assert first.assortment is again.assortment
    assert (first.stock[scene.others[0].id], again.stock[scene.others[0].id]) == (5, 3)
    assert len(laid_out) == 1


def test_whatever_changes_in_the_catalog_is_seen_at_once(laid_out: list[str]) -> None:
    with transaction() as session:
        scene = set_scene(session)
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
        scene.others[0].price_minor = 1234
        session.flush()
        stocked = stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
        assert stocked.assortment.price[stocked.assortment.place[scene.others[0].id]] == 1234
        added = make_product(session, scene.workspace_id, "New")
        assert added.id in stocked_assortment(session, scene.campaign, scene.gifts[0], AT).assortment.place
    assert len(laid_out) == 3


def test_another_plan_or_other_rules_are_another_assortment(laid_out: list[str]) -> None:
    with transaction() as session:
        scene = set_scene(session)
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
        run = make_match_run(session, scene.campaign, prices={"budget": 0.0, "products": {scene.others[0].id: 0.5}})
        scene.gifts[0].match_run_id = run.id
        stocked = stocked_assortment(session, scene.campaign, scene.gifts[0], AT).assortment
        assert stocked.piece[stocked.place[scene.others[0].id]] == 0.5
        scene.campaign.deliver_on = date(2027, 1, 9)
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
    assert len(laid_out) == 3


def test_another_day_or_an_answer_is_another_assortment(laid_out: list[str]) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT + timedelta(hours=1))
        assert len(laid_out) == 1
        stocked_assortment(session, scene.campaign, scene.gifts[0], AT + timedelta(days=1))
        scene.gifts[0].status = "created"
        assert stocked_assortment(session, scene.campaign, scene.gifts[0], AT).assortment.terms.is_answered
    assert len(laid_out) == 3


def test_only_the_latest_campaigns_are_kept() -> None:
    with transaction() as session:
        scene = set_scene(session)
        for day in range(1, KEPT + 3):
            scene.campaign.deliver_on = date(2027, 1, day)
            stocked_assortment(session, scene.campaign, scene.gifts[0], AT)
    assert len(assortment._kept) == KEPT


def test_what_became_unsafe_behind_the_kept_assortment_is_still_not_shown() -> None:
    """A change that does not raise the revision, as by hand in the database: the last look is at the row itself."""
    with transaction() as session:
        scene = set_scene(session)
        assert scene.others[0].id in {o.product.id for o in offers_of(session, scene.campaign, scene.gifts[0], AT)}
        session.execute(update(Product).where(Product.id == scene.others[0].id).values(kind="edible"))
        session.expire_all()
        offers = offers_of(session, scene.campaign, scene.gifts[0], AT)
    assert [offer.product.id for offer in offers] == [scene.others[1].id]
