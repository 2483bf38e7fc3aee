from __future__ import annotations

from hypothesis import HealthCheck
from hypothesis import settings as example_settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from service.db.connect import reading
from service.gifting.models import GiftEvent, RecipientGift
from service.ops.audit.database import audit_books
from service.ops.audit.rebuild import replay
from tests.factories import AT
from tests.service.gifting.test_transitions import LifeOfAGift

PRODUCT = "prd_chess"


def event(kind: str, status: str, *, reserved: bool, stock: dict[str, int], **note: object) -> GiftEvent:
    body = {"status": status, "product_id": PRODUCT, "price_minor": 4400, "is_reserved": reserved, "stock": stock}
    return GiftEvent(kind=kind, body=body | note, at=AT)


CREATED = event("gift.created", "created", reserved=True, stock={PRODUCT: -1})
OPENED = event("gift.opened", "opened", reserved=True, stock={})


def test_a_gift_without_a_history_is_a_draft_that_took_nothing() -> None:
    life = replay([])

    assert (life.status, life.is_reserved, life.is_launched) == ("draft", False, False)
    assert (life.stock, life.entries, life.faults) == ({}, [], [])


def test_a_launch_takes_one_piece_and_its_price() -> None:
    life = replay([CREATED])

    assert (life.status, life.product_id, life.is_reserved, life.is_launched) == ("created", PRODUCT, True, True)
    assert (life.stock, life.entries) == ({PRODUCT: -1}, [("reserved", 4400)])


def test_a_settled_decline_gives_back_both() -> None:
    declined = event("gift.declined", "declined", reserved=True, stock={}, reason="other")
    settled = event("gift.decline_settled", "declined", reserved=False, stock={PRODUCT: 1})
    life = replay([CREATED, OPENED, declined, settled])

    assert (life.decline_reason, life.decided_at, life.faults) == ("other", AT, [])
    assert (life.stock[PRODUCT], life.entries) == (0, [("reserved", 4400), ("released", 4400)])


def test_a_piece_that_is_not_put_back_is_seen_though_the_status_is_right() -> None:
    settled = event("gift.canceled", "canceled", reserved=False, stock={})

    assert replay([CREATED, settled]).faults == ["is wrong about the pieces that canceled moved"]


def test_a_contradiction_is_told_once_and_then_believed() -> None:
    shipped = event("gift.shipped", "shipped", reserved=False, stock={PRODUCT: 1})
    delivered = event("gift.delivered", "delivered", reserved=False, stock={})

    assert replay([CREATED, shipped, delivered]).faults == [
        "goes from created to shipped by shipped, which is not allowed",
        "is wrong about what is set aside after shipped",
    ]


class Audited(LifeOfAGift):
    """Any act at any time; the history always rebuilds status, product, price, shelf and money."""

    @invariant()
    def the_history_rebuilds_the_tables(self) -> None:
        if not hasattr(self, "gift_ids"):
            return
        with reading() as session:
            # The machine drives the table itself: it plans without decisions and sets no times, which only acts do.
            assert [one for one in audit_books(session) if one.kind in {"shelf", "money", "history"}] == []
            for gift_id in self.gift_ids:
                gift = session.get_one(RecipientGift, gift_id)
                events = session.scalars(select(GiftEvent).where(GiftEvent.gift_id == gift_id).order_by(GiftEvent.id))
                life = replay(events)
                assert (life.status, life.is_reserved) == (gift.status, gift.is_reserved)
                if life.is_launched:
                    assert (life.product_id, life.price_minor) == (gift.product_id, gift.price_minor)


def test_whatever_happens_the_history_rebuilds_the_tables(database: str) -> None:
    run_state_machine_as_test(
        Audited,
        settings=example_settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
