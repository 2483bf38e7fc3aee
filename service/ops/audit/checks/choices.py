"""What was decided, against what stands: every product that a person ever had was chosen in a record, plans count what they
wrote, and the alternatives are those that were chosen with the gift."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.events import EventKind
from service.gifting.models import DecisionRecord, GiftAlternative, GiftEvent, MatchRun, RecipientGift
from service.gifting.transitions import PLANNED
from service.ops.audit.checks.books import Books, all_rows
from service.ops.audit.defect import Defect
from service.ops.audit.rebuild import Life

_SWAPPED: Final = frozenset({EventKind.SWAPPED})
_CHOSEN: Final = frozenset({EventKind.CHOSEN, EventKind.SUBSTITUTED, EventKind.GIVEN})
_RECORDS: Final = {_SWAPPED: frozenset({"swap"}), _CHOSEN: frozenset({"override", "answer", "substitution"})}
"""Events that say a product was chosen -> the kinds of record that say how."""
_OFFERING: Final = frozenset({"plan", "answer", "substitution", "override"})
"""Kinds of record that choose alternatives too."""


def compare_choices(gift: RecipientGift, life: Life, books: Books) -> Iterator[Defect]:
    """One gift's decision records and alternatives."""
    records = books.decisions.get(gift.id, ())
    yield from _compare_records(gift, records, books.events.get(gift.id, ()))
    if not life.is_launched and gift.status in PLANNED:
        yield from _compare_plan(gift, records)
    yield from _compare_alternatives(gift, records, books.alternatives.get(gift.id, ()))


def _compare_records(
    gift: RecipientGift, records: Sequence[DecisionRecord], events: Sequence[GiftEvent]
) -> Iterator[Defect]:
    for kinds, told_by in _RECORDS.items():
        happened = Counter(event.body.get("product_id") for event in events if event.kind in kinds)
        recorded = Counter(row.body.get("product_id") for row in records if row.kind in told_by)
        if happened != recorded:
            sentence = f"its history chose {_products(happened)}, its decision records {_products(recorded)}."
            yield Defect("plan", gift.id, f"Gift {gift.id}: by {' or '.join(sorted(told_by))}, {sentence}")
    first = next((event for event in events if event.kind == EventKind.CREATED), None)
    if first is not None and first.body.get("product_id") not in {row.body.get("product_id") for row in records}:
        yield Defect("plan", gift.id, f"Gift {gift.id}: no decision record says why it was launched with this product.")
    yield from _compare_run_of(gift, records)
    if gift.is_overridden != any(row.kind == "override" for row in records):
        yield Defect("plan", gift.id, f"Gift {gift.id}: its mark of being chosen by hand is {gift.is_overridden}.")


def _compare_run_of(gift: RecipientGift, records: Sequence[DecisionRecord]) -> Iterator[Defect]:
    """A gift belongs to the plan that spoke of it last; each plan speaks of it once."""
    plans = [row for row in records if row.body.get("match_run_id") is not None]
    last = {row.body["match_run_id"] for row in plans if row.created_at == plans[-1].created_at} or {None}
    if gift.match_run_id not in last:
        told = " or ".join(sorted(str(run_id) for run_id in last))
        yield Defect(
            "plan", gift.id, f"Gift {gift.id}: its plan is {gift.match_run_id}; by its decision records, {told}."
        )
    if len({row.body["match_run_id"] for row in plans}) < len(plans):
        yield Defect("plan", gift.id, f"Gift {gift.id}: one plan mentions it twice.")


def _compare_plan(gift: RecipientGift, records: Sequence[DecisionRecord]) -> Iterator[Defect]:
    """A planned product is the one that was decided last; of decisions at one instant any may be."""
    last = [row.body for row in records if row.created_at == records[-1].created_at]
    products = {body.get("product_id"): body.get("price_minor") for body in last} or {None: None}
    if gift.product_id not in products:
        told = " or ".join(sorted(str(product) for product in products if product)) or None
        yield Defect(
            "gift", gift.id, f"Gift {gift.id}: {gift.product_id} is planned, but the last decision was for {told}."
        )
    price = products.get(gift.product_id) if gift.product_id is not None else 0
    if price is not None and gift.price_minor != price:
        yield Defect("gift", gift.id, f"Gift {gift.id}: its price is {gift.price_minor}; it was planned for {price}.")
    extras = {body.get("extra_minor", 0) for body in last if body.get("product_id") == gift.product_id} or {0}
    if gift.extra_minor not in extras:
        told = " or ".join(map(str, sorted(extras)))
        sentence = f"its costs besides the price are {gift.extra_minor}; it was planned for {told}."
        yield Defect("gift", gift.id, f"Gift {gift.id}: {sentence}")


def _compare_alternatives(
    gift: RecipientGift, records: Sequence[DecisionRecord], rows: Sequence[GiftAlternative]
) -> Iterator[Defect]:
    """The alternatives are those of the last decision that chose any; of decisions at one instant any may be the last."""
    offered = [row.product_id for row in rows]
    if len(set(offered)) < len(offered):
        yield Defect("gift", gift.id, f"Gift {gift.id}: an alternative appears twice.")
    if not gift.is_swapped and gift.product_id in offered:
        yield Defect("gift", gift.id, f"Gift {gift.id}: the gift is its own alternative.")
    choosing = [row for row in records if row.kind in _OFFERING and "alternatives" in row.body]
    last = [row for row in choosing if row.created_at == choosing[-1].created_at]
    strange = sorted(set(offered) - {product for row in last for product in row.body["alternatives"]})
    if strange:
        yield Defect("gift", gift.id, f"Gift {gift.id}: nobody chose {', '.join(strange)} as an alternative.")


def compare_plans(session: Session) -> Iterator[Defect]:
    """Every plan's totals, against the records that were written with it."""
    bodies: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for body in session.scalars(select(DecisionRecord.body).where(DecisionRecord.kind == "plan")):
        if (run_id := body.get("match_run_id")) is not None:
            bodies[run_id].append(body)
    for run in all_rows(session, select(MatchRun).order_by(MatchRun.id)):
        yield from _compare_run(run, bodies.pop(run.id, []))
        if min(run.reserved_pieces, run.products_considered) < 0:
            yield Defect("plan", run.id, f"Plan {run.id}: it counts fewer than zero products or items.")
    elsewhere = (
        select(RecipientGift.id)
        .join(MatchRun, MatchRun.id == RecipientGift.match_run_id)
        .where(MatchRun.campaign_id != RecipientGift.campaign_id)
        .order_by(RecipientGift.id)
    )
    for gift_id in session.scalars(elsewhere):
        yield Defect("plan", gift_id, f"Gift {gift_id}: its plan belongs to another campaign.")
    for run_id in sorted(bodies):
        yield Defect("plan", run_id, f"Plan {run_id} is missing, but decision records refer to it.")


def _compare_run(run: MatchRun, bodies: Sequence[dict[str, Any]]) -> Iterator[Defect]:
    without = [body for body in bodies if "product_id" not in body]
    kept = run.reasons.get("kept", {"gifts": 0, "spend_minor": 0})
    told: dict[str, object] = {"chosen": len(bodies) - len(without) + kept["gifts"]}
    stored: dict[str, object] = {"chosen": run.chosen}
    if all("hold_reason" in body for body in without):
        held = Counter(body["hold_reason"] for body in without if body["hold_reason"])
        left = Counter(next(iter(body["reasons"]), "no_products") for body in without if not body["hold_reason"])
        told |= {"held": held.total(), "unmatched": left.total(), "reasons": {"held": held, "unmatched": left}}
        reasons = {kind: run.reasons.get(kind) for kind in ("held", "unmatched")}
        stored |= {"held": run.held, "unmatched": run.unmatched, "reasons": reasons}
    else:
        told["held and unmatched"], stored["held and unmatched"] = len(without), run.held + run.unmatched
    if all("price_minor" in body for body in bodies if "product_id" in body):
        spent = sum(body.get("price_minor", 0) + body.get("extra_minor", 0) for body in bodies)
        told["spend"] = spent + kept["spend_minor"]
        stored["spend"] = run.spend_minor
    for word, count in told.items():
        if stored[word] != count:
            shown = count if isinstance(count, int) else "something else"
            yield Defect("plan", run.id, f"Plan {run.id}: it says {word} {stored[word]}; by its records {shown}.")
    if not _go_together(run):
        sentence = f"its value {run.value} and its limit {run.upper_bound} (gap {run.gap}) don’t match."
        yield Defect("plan", run.id, f"Plan {run.id}: {sentence}")


def _go_together(run: MatchRun) -> bool:
    """The gap is what lies between value and limit, as a share of what the gifts are worth: none of both, or some of both."""
    size = max(1.0, abs(run.upper_bound))
    between = run.upper_bound - run.value
    if run.gap < 0 or between < -_ROUNDING * size:
        return False
    return between <= _UNSEEN * size if run.gap <= _ROUNDING else run.gap <= _UNSEEN or between > _ROUNDING * size


_ROUNDING: Final = 1e-9
_UNSEEN: Final = 1e-6


def _products(found: Counter[object]) -> str:
    return ", ".join(sorted(str(product) for product in found.elements())) or "nothing"
