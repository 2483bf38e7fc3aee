"""What people report of gifts that arrived, in random lives: whatever is said, packed, sent, recalled and let go on in whatever
order, nothing leaves while it is stopped, nothing of a recalled batch leaves, everybody who may have that is told, and the money
adds up.

One life in every run of the tests; forty by hand. The guards below are taken out one by one, and each is missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Final

import pytest
from sqlalchemy import select

from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.fulfilment.packing import pack
from service.gifting import candidate
from service.gifting.address import give_address
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.incidents import take_back
from service.gifting.models import Incident, RecipientGift
from service.gifting.report_problem import report_broken, report_ill, report_wrong
from service.gifting.settle import settle_decided
from service.ops.audit.database import audit
from service.outreach.models import RecallNotice
from service.safety.problems.clear import count_ill, let_go_on
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.recall import recall_product
from tests.service.gifting.stopping import ADDRESS
from tests.service.safety.recalled import FORM, in_hands, work

STEPS: Final = 18
BATCHES: Final = {"one": ("L 1", "l1"), "two": ("L 2", "L-2"), "three": ("L 3", "l.3")}
"""Batch -> how people type it."""


class Broken(AssertionError):
    """A promise did not hold."""


class Life:
    """Three people and one product; the truth is kept apart from the tables."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.hands = in_hands("accepted", "ordered", "shipped", locale="en", stock=9)
        self.halted, self.recalled = False, set[str]()
        self.in_box: dict[str, str] = {}
        self.had: dict[str, set[str]] = {gift_id: set() for gift_id in self.hands.gifts.values()}
        self.days = 0
        with transaction() as session:
            for state in ("accepted", "ordered"):
                give_address(session, session.get_one(RecipientGift, self.hands.gifts[state]), ADDRESS, utc_now())

    def step(self) -> None:
        often = (self._pack, self._ship, self._say)
        acts = (*often, *often, self._arrive, self._look, self._recall, self._settle)
        act = self.dice.choice(acts)
        try:
            act(self.dice.choice(sorted(self.had)))
        except HandpickedError:
            return

    def _pack(self, gift_id: str) -> None:
        batch = self.dice.choice(sorted(BATCHES))
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            pack(session, gift, self.dice.choice(BATCHES[batch]), self.hands.ops, utc_now())
        if batch in self.recalled or self.halted:
            raise Broken(f"batch {batch} was packed")
        self.in_box[gift_id] = batch

    def _ship(self, gift_id: str) -> None:
        with transaction() as session:
            mark_shipped(session, session.get_one(RecipientGift, gift_id), self.hands.ops, utc_now())
        batch = self.in_box.pop(gift_id, "")
        if self.halted or batch in self.recalled or (self.recalled and not batch):
            raise Broken(f"a parcel left with batch {batch or 'unknown'}")
        self.had[gift_id] |= {batch or "unknown"}

    def _arrive(self, gift_id: str) -> None:
        with transaction() as session:
            mark_delivered(session, session.get_one(RecipientGift, gift_id), self.hands.ops, utc_now())

    def _say(self, gift_id: str) -> None:
        said = self.dice.choice(("another", "another", "none", "wrong", "ill"))
        with transaction() as session:
            gift = session.get_one(RecipientGift, gift_id)
            if said == "ill":
                report_ill(session, gift, utc_now())
            elif said == "wrong":
                report_wrong(session, gift, utc_now())
            else:
                report_broken(session, gift, "another" if said == "another" else "none", utc_now())
                self.in_box.pop(gift_id, None)
        self.halted = self.halted or said == "ill"

    def _look(self, _gift_id: str) -> None:
        with transaction() as session:
            wrong = session.scalars(
                select(Incident).where(Incident.kind == "wrong", Incident.closed_at.is_(None))
            ).first()
            if wrong is not None:
                take_back(
                    session, wrong, self.dice.choice(("shelf", "supplier", "written_off")), self.hands.ops, utc_now()
                )
        with transaction() as session:
            product = session.get_one(Product, self.hands.product_id)
            seen = str(count_ill(session, product.id))
            let_go_on(session, product, "maker", seen, self.hands.ops, utc_now())
        self.halted = False

    def _recall(self, _gift_id: str) -> None:
        if self.dice.random() < 0.6:
            return
        batch = self.dice.choice(sorted(BATCHES))
        typed = self.dice.choice(BATCHES[batch])
        form = replace(FORM, batch=typed, reach="batch")
        with transaction() as session:
            product = session.get_one(Product, self.hands.product_id)
            seen = count_affected(session, product.id, batch=typed).stamp
            recall_product(session, product, form, seen, self.hands.ops, utc_now())
        self.recalled.add(batch)
        work()
        self.in_box = {gift_id: one for gift_id, one in self.in_box.items() if one != batch}
        with reading() as session:
            told = set(session.scalars(select(RecallNotice.gift_id)))
            left = ("shipped", "delivered")
            for gift_id, batches in self.had.items():
                has_it = session.get_one(RecipientGift, gift_id).status in left
                if has_it and batches & {batch, "unknown"} and gift_id not in told:
                    raise Broken(f"{gift_id} has batch {batch} and was not told")

    def _settle(self, _gift_id: str) -> None:
        self.days += 2
        settle_decided(utc_now() + timedelta(days=self.days))


def live(seed: int) -> None:
    """One life. Raises Broken, also where the books do not add up at its end."""
    life = Life(seed)
    for _ in range(STEPS):
        life.step()
    with reading() as session:
        if found := [str(defect) for defect in audit(session)]:
            raise Broken("\n".join(found))


@pytest.mark.parametrize("seed", range(1))
def test_nothing_leaves_that_is_stopped_or_recalled_and_the_money_adds_up(database: str, seed: int) -> None:
    live(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 41))
def test_forty_lives_break_no_promise(database: str, seed: int) -> None:
    live(seed)


def _nothing_is_recalled(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("service.fulfilment.packing.is_recalled", lambda *_: False)


def _nobody_asks_at_the_door(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("service.gifting.fulfil.require_batch_not_recalled", lambda *_: None)


def _nothing_stops(patch: pytest.MonkeyPatch) -> None:
    asked = candidate.choice_of
    patch.setattr("service.gifting.guard.choice_of", lambda *given: replace(asked(*given), halted=False))


@pytest.mark.slow
@pytest.mark.parametrize("missing", [_nothing_is_recalled, _nobody_asks_at_the_door, _nothing_stops])
def test_each_guard_is_missed(
    database: str, monkeypatch: pytest.MonkeyPatch, missing: Callable[[pytest.MonkeyPatch], None]
) -> None:
    missing(monkeypatch)
    with pytest.raises(Broken):
        for seed in range(25):
            live(seed)
