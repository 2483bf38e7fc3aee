from __future__ import annotations

from sqlalchemy import select

from service.catalog.models import Product
from service.db.connect import transaction
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.reserve import Missing, launch_gifts
from service.gifting.transitions import apply
from service.jobs.models import Job
from tests.factories import AT
from tests.service.gifting.scene import kinds, ledger, money, set_scene, stock


def test_a_wave_sets_stock_and_money_aside_and_asks_for_its_content(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        result = launch_gifts(session, scene.campaign, [gift.id for gift in scene.gifts], 3, AT)

        assert (sorted(result.launched), result.missing) == (sorted(gift.id for gift in scene.gifts), ())
        assert [(gift.status, gift.wave, gift.launched_at) for gift in scene.gifts] == [("created", 3, AT)] * 2
        assert [stock(session, product) for product in scene.products] == [4, 4]
        assert money(session, scene.campaign) == (8800, 0)
        assert ledger(session, scene.gifts[0]) == [("reserved", 4400)]
        jobs = session.scalars(select(Job.kind).where(Job.subject_id == scene.gifts[0].id).order_by(Job.kind)).all()
        assert jobs == ["content.mail", "content.microsite", "content.statement", "content.video"]


def test_a_wave_leaves_what_the_step_of_the_table_leaves(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        alone, of_a_wave = scene.gifts
        apply(session, alone, "launch", AT, values={"wave": 3}, note={"wave": 3})
        launch_gifts(session, scene.campaign, [of_a_wave.id], 3, AT)

        session.expire_all()
        assert written(alone, scene.products[0]) == written(of_a_wave, scene.products[1])
        assert ledger(session, alone) == ledger(session, of_a_wave)
        assert [stock(session, product) for product in scene.products] == [4, 4]
        events = session.scalars(select(GiftEvent).order_by(GiftEvent.id)).all()
        assert [(event.kind, event.at) for event in events] == [("gift.created", AT)] * 2
        bodies = [{**event.body, "product_id": "", "stock": [*event.body["stock"].values()]} for event in events]
        assert bodies[0] == bodies[1]


def written(gift: RecipientGift, product: Product) -> dict[str, object]:
    """The row but for what is each one's own."""
    own = {"id", "recipient_id", "account_id", "unique_within", "link_hash", "check_hash", "office_hash"}
    assert gift.product_id == gift.original_product_id == product.id
    assert gift.product_family == product.family
    named = {"product_id", "original_product_id", "product_family"}
    return {
        column.name: getattr(gift, column.name)
        for column in RecipientGift.__table__.columns
        if column.name not in own | named
    }


def test_what_has_gone_since_the_plan_is_told_and_nothing_is_set_aside_for_it(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        scene.products[0].stock = 0
        session.flush()
        result = launch_gifts(session, scene.campaign, [gift.id for gift in scene.gifts], 1, AT)

        assert result.launched == (scene.gifts[1].id,)
        assert result.missing == (Missing(scene.gifts[0].id, scene.products[0].id, "out_of_stock"),)
        assert (scene.gifts[0].status, kinds(session, scene.gifts[0])) == ("draft", [])


def test_a_budget_that_ends_in_the_middle_puts_the_rest_back_on_the_shelf(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3, launched=False, budget_minor=9000)
        result = launch_gifts(session, scene.campaign, [gift.id for gift in scene.gifts], 1, AT)

        assert len(result.launched) == 2
        assert [one.hold_reason for one in result.missing] == ["insufficient_funds"]
        assert sorted(stock(session, product) for product in scene.products) == [4, 4, 5]
        assert money(session, scene.campaign) == (8800, 0)


def test_a_gift_is_launched_once_and_a_held_one_not_at_all(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        scene.gifts[1].hold_reason = "font_missing"
        session.flush()
        ids = [gift.id for gift in scene.gifts]

        assert launch_gifts(session, scene.campaign, ids, 1, AT).launched == (scene.gifts[0].id,)
        assert launch_gifts(session, scene.campaign, ids, 2, AT).launched == ()
        assert money(session, scene.campaign) == (4400, 0)
