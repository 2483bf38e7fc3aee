"""One press, everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting import shelf
from service.gifting.incidents import count_open
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.ops.audit.database import audit
from service.outreach.models import Recall
from service.safety.gift_page.seen import others_of
from service.safety.recalls import recall as recall_module
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.recall import CountsChanged, recall_product
from service.workspaces.models import AuditEntry
from tests.factories import make_product
from tests.races import all_at_once
from tests.service.content.leases import lease
from tests.service.safety.recalled import (
    FORM,
    STATES,
    Hands,
    gift,
    in_hands,
    incidents,
    mails,
    notices,
    press_recall,
    recalled,
    work,
)


def test_the_dry_count_is_what_happens(database: str) -> None:
    hands = in_hands()
    with reading() as session:
        count = count_affected(session, hands.product_id)
    assert [(line.group, line.gifts, line.amount_minor) for line in count.lines] == [(name, 1, 4400) for name in STATES]
    assert (count.gifts, count.to_stop, count.have_it, count.campaigns, count.erased) == (6, 4, 2, 1, 0)

    press_recall(hands)
    work()

    stopped = {state: gift(hands, state) for state in STATES[: count.to_stop]}
    assert {row.product_id for row in stopped.values()} == {hands.other_id, None} - {None}
    assert {state: row.status for state, row in stopped.items()} == {
        "planned": "draft",
        "open": "opened",
        "accepted": "opened",
        "ordered": "opened",
    }
    assert len(notices()) == count.have_it
    assert incidents() == {
        hands.gifts["ordered"]: ("stopped", "open"),
        hands.gifts["shipped"]: ("recalled", "none"),
        hands.gifts["delivered"]: ("recalled", "none"),
    }
    with reading() as session:
        assert count_affected(session, hands.product_id).to_stop == 0
        assert [str(defect) for defect in audit(session)] == []


def test_nobody_gets_it_any_more_from_the_moment_of_the_press(database: str) -> None:
    hands = in_hands("open")
    press_recall(hands)
    with transaction() as session:
        assert not shelf.take(session, hands.product_id)
        assert session.get_one(Product, hands.product_id).stock == 9


def test_those_who_had_said_yes_are_told_and_get_to_choose(database: str) -> None:
    hands = recalled("open", "accepted", "ordered")
    assert sorted(mails("chosen_again")) == sorted((hands.gifts[state], "shown") for state in ("accepted", "ordered"))


def test_who_has_it_gets_the_notice_of_the_recall_and_no_other_warning(database: str) -> None:
    hands = recalled("shipped", "delivered")
    assert {notice.gift_id for notice in notices()} == set(hands.gifts.values())
    assert [notice.message_id for notice in notices()] == [None, None]
    assert (mails("safety_notice"), mails("recall")) == ([], [])
    with reading() as session:
        waiting = count_open(session, hands.workspace_id)
    assert (waiting.parcels, waiting.recalled) == (0, 2)


def test_figures_that_have_changed_since_they_were_seen_are_shown_again_first(database: str) -> None:
    hands = in_hands("open", "accepted")
    with pytest.raises(CountsChanged), transaction() as session:
        product = session.get_one(Product, hands.product_id)
        recall_product(session, product, FORM, "0.2.0.0.0.0.1.0", hands.ops, utc_now())
    with reading() as session:
        assert session.get_one(Product, hands.product_id).recalled_at is None
        assert session.scalars(select(Recall)).all() == []
        assert session.scalars(select(Job.id).where(Job.kind == "safety.recall")).all() == []


def test_the_audit_log_says_who_recalled_what_and_how_much_it_reached(database: str) -> None:
    hands = in_hands("open", "delivered")
    press_recall(hands)
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "product.recalled")).one()
        recall = session.scalars(select(Recall)).one()
    assert (entry.user_id, entry.subject_id) == (hands.ops.user_id, hands.product_id)
    assert entry.body == {
        "recall_id": recall.id, "hazard": "allergen", "reach": "product", "campaigns": 1, "planned": 0, "open": 1, "accepted": 0,
        "ordered": 0, "shipped": 0, "delivered": 1,
    }  # fmt: skip


def test_an_import_does_not_lift_a_recall(database: str) -> None:
    hands = in_hands("open")
    press_recall(hands)
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        product.lead_days += 1
        session.flush()
        assert product.recalled_at is not None


def _two_presses(hands: Hands) -> tuple[int, int]:
    """(presses that were not refused, recalls that there are then)."""
    with reading() as session:
        stamp = count_affected(session, hands.product_id).stamp

    def press() -> None:
        with transaction() as session:
            product = session.get_one(Product, hands.product_id)
            recall_product(session, product, FORM, stamp, hands.ops, utc_now())

    pressed = all_at_once([press, press])
    with reading() as session:
        return pressed, len(session.scalars(select(Recall)).all())


@pytest.mark.usefixtures("any_database")
def test_two_presses_at_once_recall_once() -> None:
    assert _two_presses(in_hands("open")) == (1, 1)


@pytest.mark.usefixtures("any_database")
def test_without_the_guard_two_presses_would_recall_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what only looks first lets both through."""

    def mark_unguarded(session: object, product: Product, at: object) -> int:
        return 1

    monkeypatch.setattr(recall_module, "_mark", mark_unguarded)
    assert _two_presses(in_hands("open")) == (2, 2)


def test_recalled_before_is_said(database: str) -> None:
    hands = in_hands("open")
    press_recall(hands)
    with pytest.raises(Conflict, match="already been recalled"):
        press_recall(hands)


def test_the_work_may_run_twice(database: str) -> None:
    hands = recalled("shipped")
    with transaction() as session:
        recall = session.scalars(select(Recall)).one()
    recall_module.recall_job(lease("safety.recall", recall.id))
    work()
    assert (len(notices()), len(incidents())) == (1, 1)
    assert hands.gifts["shipped"] in incidents()


def test_who_has_a_piece_that_was_returned_is_not_written_to(database: str) -> None:
    hands = in_hands("shipped")
    with transaction() as session:
        session.get_one(RecipientGift, hands.gifts["shipped"]).status = "returned"
    press_recall(hands)
    work()
    assert notices() == []


def test_a_recall_of_all_versions_counts_them_together_and_gives_each_its_own(database: str) -> None:
    hands = in_hands("open", "delivered")
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        sister = make_product(session, hands.workspace_id, sku="SISTER-1", family=product.family)
        done = make_product(session, hands.workspace_id, sku="SISTER-2", family=product.family, recalled_at=utc_now())
        sister_id, done_id = sister.id, done.id
    with reading() as session:
        product = session.get_one(Product, hands.product_id)
        others = others_of(session, product)
        assert [other.id for other in others] == [sister_id]
        stamp = count_affected(session, product.id, sister_id).stamp
    with transaction() as session:
        product = session.get_one(Product, hands.product_id)
        recall_product(session, product, FORM, stamp, hands.ops, utc_now(), others=others_of(session, product))
    with reading() as session:
        recalled_ids = set(session.scalars(select(Recall.product_id)))
        assert recalled_ids == {hands.product_id, sister_id}
        assert all(session.get_one(Product, one).recalled_at for one in (hands.product_id, sister_id, done_id))
        looks = select(Job.subject_id).where(Job.kind == "gifting.look_at_product")
        assert set(session.scalars(looks)) >= {hands.product_id, sister_id}
