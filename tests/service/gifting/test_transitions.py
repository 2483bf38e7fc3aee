from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as example_settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.decisions.asking.aside import Aside
from service.errors import BudgetExceeded, Conflict, OutOfStock
from service.gifting.cost import NOTHING, agreed_columns, parcel_sunk, sunk_columns, sunk_note
from service.gifting.expire import expire_gifts
from service.gifting.find import AGAIN_FOR, AWAY_AT_MOST
from service.gifting.incidents import OUTCOMES, Outcome, lose_piece, settle_piece
from service.gifting.models import GiftEvent, Incident, RecipientGift, SetAside
from service.gifting.money_row import MoneyEntry
from service.gifting.set_aside import free_aside, free_ended, kept_for, promise, reserve_asides
from service.gifting.settle import settle_decided
from service.gifting.stop import stop_after_yes, stop_without_piece
from service.gifting.substitute import stop_gift
from service.gifting.transitions import TRANSITIONS, Change, apply, apply_all
from service.gifting.undo import undo_answer
from service.gifting.value import donate_value, keep_value
from service.ops.audit.database import audit_database
from service.workspaces.actor import system
from tests.factories import AT
from tests.service.gifting.scene import kinds, ledger, money, set_scene, stock

UNDO = timedelta(hours=24)
EXPIRES = AT.replace(year=2027)
"""When the scene's campaign ends."""
STATUSES = {
    "draft", "pending_approval", "scheduled", "created", "notified", "opened", "accepted", "donated", "declined",
    "expired", "canceled", "ordered", "shipped", "delivered", "returned", "failed",
}  # fmt: skip
STOPS = {"stop_accepted": "accepted", "stop_ordered": "ordered", "run_out": "ordered"}
GIVES_BACK = {"replace", "break", "send_back"}
LOSES: tuple[Literal["fail", "return", "lose"], ...] = ("fail", "return", "lose")
ASIDES = {"set_aside", "free_aside", "keep_value", "donate_value", "return_value"}
STEPS = sorted(set(TRANSITIONS) - set(OUTCOMES.values()) - ASIDES)
"""Acts upon a gift; what becomes of a stopped piece, and what is kept for an answer, have rules of their own in the machine."""


def test_the_table_knows_every_status_and_no_other() -> None:
    named = {status for rule in TRANSITIONS.values() for status in (*rule.sources, rule.to) if status}

    assert named == STATUSES


def test_nothing_leads_out_of_a_terminal_status_but_a_cancellation_and_what_did_not_arrive_as_promised() -> None:
    reported = {"replace", "break", "send_back"}
    assert {rule.act for rule in TRANSITIONS.values() if "delivered" in rule.sources and rule.to} == reported
    on = [
        rule
        for rule in TRANSITIONS.values()
        if rule.to is not None and not rule.brings_back and rule.act not in reported
    ]
    left = {status for rule in on for status in rule.sources}

    assert STATUSES - left == {"expired", "canceled", "delivered", "returned", "failed"}


def test_stock_and_money_move_together() -> None:
    pairs = {(rule.stock, rule.money) for rule in TRANSITIONS.values()}

    assert pairs == {
        ("none", "none"),
        ("take", "reserve"),
        ("take", "reserve again"),
        ("exchange", "reprice"),
        ("keep", "keep"),
        ("use", "capture"),
        ("put back", "capture the price"),
        ("put back", "release"),
        ("put back if taken", "release if reserved"),
        ("take a choice", "reserve a sum"),
        ("none", "reserve a sum"),
        ("hold no piece", "keep the sum"),
        ("held no piece", "keep the sum"),
        ("put a choice back", "release the sum"),
        ("none", "refund"),
        ("piece back", "piece refunded"),
        ("none", "piece refunded"),
    }


def test_a_step_writes_its_event_with_what_it_took_from_the_shelf(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        event = session.scalars(select(GiftEvent).where(GiftEvent.gift_id == scene.gifts[0].id)).one()

        assert event.kind == "gift.created"
        assert event.body == {
            "status": "created",
            "product_id": scene.products[0].id,
            "price_minor": 4400,
            "is_reserved": True,
            "undo_until": None,
            "stock": {scene.products[0].id: -1},
            "wave": 1,
        }


def test_a_step_that_is_not_allowed_changes_nothing(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    with pytest.raises(Conflict), transaction() as session:
        apply(session, session.get_one(RecipientGift, scene.gifts[0].id), "ship", AT)

    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.is_reserved, kinds(session, gift)) == ("created", True, ["gift.created"])
        assert (stock(session, scene.products[0]), money(session, scene.campaign)) == (4, (4400, 0))


def test_a_gift_read_before_somebody_else_changed_it_is_not_changed_again(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
    with reading() as session:
        stale = session.get_one(RecipientGift, scene.gifts[0].id)
        session.expunge(stale)
    with transaction() as session:
        apply(session, session.get_one(RecipientGift, stale.id), "notify", AT)

    with pytest.raises(Conflict), transaction() as session:
        session.add(stale)
        apply(session, stale, "notify", AT)


def test_many_steps_are_taken_together_or_not_at_all(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2)
    with pytest.raises(Conflict), transaction() as session:
        first, second = (session.get_one(RecipientGift, gift.id) for gift in scene.gifts)
        apply_all(session, [Change(first, "cancel"), Change(second, "ship")], AT)

    with reading() as session:
        statuses = session.scalars(select(RecipientGift.status)).all()
        assert (list(statuses), money(session, scene.campaign)) == (["created", "created"], (8800, 0))


def test_canceling_puts_everything_back_whole(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        apply(session, scene.gifts[0], "cancel", AT)

        assert (scene.gifts[0].status, scene.gifts[0].is_reserved) == ("canceled", False)
        assert stock(session, scene.products[0]) == 5
        assert money(session, scene.campaign) == (0, 0)
        assert ledger(session, scene.gifts[0]) == [("reserved", 4400), ("released", 4400)]


def test_returned_goods_bring_the_money_back(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        for act in ("open", "accept", "order", "ship", "return"):
            apply(session, scene.gifts[0], act, AT)

        assert money(session, scene.campaign) == (0, 0)
        assert ledger(session, scene.gifts[0]) == [("reserved", 4400), ("captured", 4400), ("refunded", 4400)]


@pytest.mark.parametrize(("outcome", "pieces"), [("shelf", 5), ("supplier", 4), ("written_off", 4)])
@pytest.mark.parametrize(("act", "kind"), [("fail", "failed"), ("return", "returned"), ("lose", "lost")])
def test_of_an_order_that_fails_or_comes_back_ops_says_where_the_piece_is_and_the_money_follows(
    database: str, act: Literal["fail", "return", "lose"], kind: str, outcome: Outcome, pieces: int
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        for step in ("open", "accept", "order", *(() if act == "fail" else ("ship",))):
            said = {"open": {"opened_at": AT}, "accept": {"decided_at": AT}}.get(step, {})
            apply(session, scene.gifts[0], step, AT, values=said)
        apply_all(session, [lose_piece(session, scene.gifts[0], act, AT)], AT)
        incident = session.scalars(select(Incident)).one()

        spent = 4400 if act == "fail" else 0
        assert (incident.kind, incident.piece, incident.price_minor) == (kind, "open", spent)
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, spent), 4)
        settle_piece(session, incident, outcome, system(incident.workspace_id), AT)
        left = spent if outcome == "written_off" else 0
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((0, left), pieces)
        back = [] if left else [("refunded", 4400)]
        assert ledger(session, scene.gifts[0]) == [("reserved", 4400), ("captured", 4400), *back]
        with pytest.raises(Conflict, match="already said where this item is"):
            settle_piece(session, incident, "shelf", system(incident.workspace_id), AT)
    assert audit_database() == []


class LifeOfAGift(RuleBasedStateMachine):
    """Two people of one company, three products, a tight budget: any act at any time, and the books always agree."""

    @initialize()
    def begin(self) -> None:
        with transaction() as session:
            scene = set_scene(session, people=2, others=2, other_stock=1, launched=False, budget_minor=9000)
            self.gift_ids = [gift.id for gift in scene.gifts]
            self.products = [product.id for product in (*scene.products, *scene.others)]
            self.pieces = {product.id: product.stock for product in (*scene.products, *scene.others)}
            self.campaign_id = scene.campaign.id
        self.used = dict.fromkeys(self.products, 0)

    @rule(who=st.integers(0, 1), pick=st.integers(0, 99), product=st.integers(0, 3))
    def legal_step(self, who: int, pick: int, product: int) -> None:
        with reading() as session:
            status = session.get_one(RecipientGift, self.gift_ids[who]).status
        legal = sorted(act for act in STEPS if status in TRANSITIONS[act].sources)
        if legal:
            self.any_step(who, legal[pick % len(legal)], product)

    @rule(who=st.integers(0, 1), act=st.sampled_from(STEPS), product=st.integers(0, 3))
    def any_step(self, who: int, act: str, product: int) -> None:
        changes = act in {"choose", "swap", "substitute", "give"}
        cost = agreed_columns(4400, {}) if product < 2 else agreed_columns(4000, {"shipping": 150 * product})
        values: dict[str, Any] = {"product_id": self.products[product], **cost} if changes else {}
        values |= {"product_id": None, **NOTHING} if act in {"stop", *STOPS} else {}
        values |= {"decided_at": AT, "undo_until": AT + UNDO} if act in {"accept", "donate", "decline"} else {}
        with reading() as session:
            before = session.get_one(RecipientGift, self.gift_ids[who])
        try:
            with transaction() as session:
                gift = session.get_one(RecipientGift, self.gift_ids[who])
                if act in LOSES and gift.status in TRANSITIONS[act].sources:
                    apply_all(session, [lose_piece(session, gift, act, AT)], AT)
                elif act in STOPS and gift.status == STOPS[act] and gift.product_id is not None:
                    (stop_without_piece if act == "run_out" else stop_after_yes)(session, gift, AT)
                else:
                    sunk = parcel_sunk(session, gift) if act in GIVES_BACK else 0
                    apply(session, gift, act, AT, values=values | sunk_columns(gift, sunk), note=sunk_note(sunk))
        except (Conflict, OutOfStock, BudgetExceeded):
            with reading() as session:
                after = session.get_one(RecipientGift, self.gift_ids[who])
                assert (after.status, after.product_id) == (before.status, before.product_id)
            return
        assert before.status in TRANSITIONS[act].sources
        assert gift.status == (TRANSITIONS[act].to or before.status)
        if TRANSITIONS[act].stock == "use" and before.product_id:
            self.used[before.product_id] += 1

    @rule(who=st.integers(0, 1), pieces=st.sets(st.integers(0, 3), min_size=1))
    def something_is_kept_for_an_answer(self, who: int, pieces: set[int]) -> None:
        with transaction() as session:
            gift = session.get_one(RecipientGift, self.gift_ids[who])
            if gift.status not in TRANSITIONS["set_aside"].sources or kept_for(session, gift) is not None:
                return
            columns = {gift.recipient_id: {"id": gift.id, "workspace_id": gift.workspace_id}}
            kept = Aside(gift.recipient_id, tuple(self.products[piece] for piece in sorted(pieces)))
            promise(session, self.campaign_id, columns, [kept])
            reserve_asides(session, [gift.id], AT)

    @rule(who=st.integers(0, 1))
    def it_is_kept_no_more(self, who: int) -> None:
        with transaction() as session:
            free_aside(session, session.get_one(RecipientGift, self.gift_ids[who]), AT)

    @rule(who=st.integers(0, 1))
    def nothing_is_right_for_them(self, who: int) -> None:
        """Whoever is without a product after something was freed keeps the sum alone."""
        with transaction() as session:
            gift = session.get_one(RecipientGift, self.gift_ids[who])
            if gift.status not in TRANSITIONS["keep_value"].sources:
                return
            if gift.is_reserved:
                stop_gift(session, gift, "out_of_stock", AT)
            elif gift.product_id is None:
                free_aside(session, gift, AT)
            keep_value(session, gift, AT)

    @rule(who=st.integers(0, 1))
    def the_value_is_donated(self, who: int) -> None:
        try:
            with transaction() as session:
                gift = session.get_one(RecipientGift, self.gift_ids[who])
                donate_value(session, session.get_one(Campaign, self.campaign_id), gift, "clearbrook", AT)
        except Conflict:
            return
        assert (gift.status, gift.product_id, gift.is_reserved) == ("donated", None, True)

    @rule(who=st.integers(0, 1))
    def the_donation_is_taken_back(self, who: int) -> None:
        try:
            with transaction() as session:
                undo_answer(session, session.get_one(RecipientGift, self.gift_ids[who]), AT)
        except (Conflict, OutOfStock, BudgetExceeded, LookupError):
            return

    @rule(pick=st.integers(0, 9), outcome=st.sampled_from(sorted(OUTCOMES)))
    def somebody_says_where_a_piece_is(self, pick: int, outcome: Outcome) -> None:
        with transaction() as session:
            stopped = session.scalars(select(Incident).order_by(Incident.opened_at, Incident.id)).all()
            waiting = [one for one in stopped if one.piece == "open"]
            if waiting:
                incident = waiting[pick % len(waiting)]
                settle_piece(session, incident, outcome, system(incident.workspace_id), AT)
                self.used[incident.product_id] -= outcome == "shelf"

    def teardown(self) -> None:
        """Whatever happened, and though nobody does anything any more: in time everything comes to rest."""
        if not hasattr(self, "gift_ids"):
            return
        for at in (AT + UNDO, EXPIRES, EXPIRES + AGAIN_FOR, EXPIRES + AWAY_AT_MOST):
            settle_decided(at)
            expire_gifts(at)
            free_ended(at)
        with reading() as session:
            for gift in session.scalars(select(RecipientGift)):
                assert not gift.is_reserved
            assert money(session, session.get_one(Campaign, self.campaign_id))[0] == 0

    @invariant()
    def every_piece_is_somewhere(self) -> None:
        if not hasattr(self, "gift_ids"):
            return
        with reading() as session:
            for product_id, pieces in self.pieces.items():
                shelf = session.get_one(Product, product_id).stock
                reserved = session.scalar(
                    select(func.count()).where(RecipientGift.product_id == product_id, RecipientGift.is_reserved)
                )
                asides = session.scalars(select(SetAside.pieces).where(SetAside.is_taken))
                kept = sum(product_id in of for of in asides)
                assert shelf + (reserved or 0) + kept + self.used[product_id] == pieces

    @invariant()
    def the_ledger_adds_up(self) -> None:
        if not hasattr(self, "gift_ids"):
            return
        with reading() as session:
            sums = dict.fromkeys(("reserved", "captured", "released", "refunded"), 0)
            for entry in session.scalars(select(MoneyEntry).where(MoneyEntry.campaign_id == self.campaign_id)):
                sums[entry.kind] += entry.amount_minor
            campaign = session.get_one(Campaign, self.campaign_id)
            held = session.scalar(
                select(func.coalesce(func.sum(RecipientGift.cost_minor), 0)).where(
                    RecipientGift.campaign_id == self.campaign_id, RecipientGift.is_reserved
                )
            )
            held += session.scalar(select(func.coalesce(func.sum(SetAside.amount_minor), 0)).where(SetAside.is_taken))
        assert campaign.reserved_minor == sums["reserved"] - sums["captured"] - sums["released"] == held
        assert campaign.captured_minor == sums["captured"] - sums["refunded"]
        assert campaign.reserved_minor + campaign.captured_minor <= 9000


def test_whatever_happens_only_legal_steps_are_taken_and_the_books_agree(database: str) -> None:
    run_state_machine_as_test(
        LifeOfAGift,
        settings=example_settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
