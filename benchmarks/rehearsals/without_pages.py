"""The invented people of a rehearsal without pages: the same habits by the same draws, acting on a plan that is held in memory.

What a page would refuse is not asked again, so it is for counting: a test compares it with rehearsals that were really played.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.app.rehearsal.invented.habits import Person, person_of
from service.app.rehearsal.play import STEP
from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.contact.rules import BETWEEN_MESSAGES
from service.decisions.forecasting.reach import NEVER
from service.gifting.models import GiftAlternative, RecipientGift, SetAside
from service.planning.plan.expectation.reached import first_messages
from service.planning.rehearsal.models import Rehearsal

_MINUTE: Final = timedelta(minutes=1)
_STEP: Final = STEP / _MINUTE


@dataclass(frozen=True, slots=True)
class Given:
    """One person of the list: their gift, what they may swap to, and after how many minutes they can be written to. `pieces` are
    what is set aside for somebody who is asked first."""

    number: int
    product_id: str | None
    others: tuple[str, ...]
    first: float
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A plan before its launch. `price` in minor units and `stock` by product; `until` minutes from the start to the end."""

    people: Sequence[Given]
    price: Mapping[str, int]
    stock: Mapping[str, int]
    days_open: float
    until: float


def stage_of(session: Session, rehearsal: Rehearsal, at: datetime) -> Stage:
    """Read from a rehearsal whose plan has been made; `at` by its clock."""
    campaign = session.get_one(Campaign, rehearsal.campaign_id)
    rows = session.execute(
        select(CampaignRecipient.row_number, RecipientGift)
        .join(RecipientGift, (RecipientGift.recipient_id == CampaignRecipient.recipient_id)
              & (RecipientGift.campaign_id == CampaignRecipient.campaign_id))
        .where(CampaignRecipient.campaign_id == campaign.id)
        .order_by(CampaignRecipient.row_number)
    ).all()  # fmt: skip
    others: dict[str, list[str]] = {}
    named = select(GiftAlternative).where(GiftAlternative.workspace_id == campaign.workspace_id)
    for row in session.scalars(named.order_by(GiftAlternative.gift_id, GiftAlternative.rank)):
        others.setdefault(row.gift_id, []).append(row.product_id)
    aside = select(SetAside).where(SetAside.campaign_id == campaign.id)
    pieces = {row.gift_id: tuple(row.pieces) for row in session.scalars(aside)}
    first = first_messages(session, [gift.recipient_id for _, gift in rows], at)
    shelf = session.scalars(select(Product).where(Product.workspace_id == campaign.workspace_id)).all()
    stock = {one.id: one.stock for one in shelf}
    for _, gift in rows:
        if gift.product_id is not None:
            stock[gift.product_id] -= 1
    return Stage(
        [
            Given(number, gift.product_id, tuple(others.get(gift.id, ())), first.get(gift.recipient_id, 0.0),
                  pieces.get(gift.id, ()))
            for number, gift in rows
        ],
        {one.id: one.price_minor for one in shelf}, stock,
        (rehearsal.plays_until - rehearsal.starts_at) / timedelta(days=1),
        (campaign.expires_at - rehearsal.starts_at) / _MINUTE,
    )  # fmt: skip


def run_without_pages(stage: Stage, habits: Mapping[str, Mapping[str, float]], seed: int) -> dict[str, int]:
    """The figures of one run: {people, kept, swapped, donated, declined, expired, not_sent, captured_minor}."""
    figures = dict.fromkeys(("kept", "swapped", "donated", "declined", "expired", "not_sent", "captured_minor"), 0)
    stock: dict[str, int] = dict(stage.stock)
    waiting: list[tuple[float, int, Any]] = []
    for given in stage.people:
        does = person_of(habits, seed, given.number, stage.days_open)
        product, first = given.product_id, given.first
        if product is None:
            product, first = _after_question(stage, given, does)
        acts_from = _written(first)
        if product is None or acts_from >= stage.until + _STEP:
            figures["not_sent"] += 1
            continue
        opens = acts_from + does.opens_after / _MINUTE
        answers = opens + does.thinks_for / _MINUTE
        if not does.opens or _step_of(opens) >= stage.until:
            figures["expired"] += 1
            continue
        waiting.append((_step_of(opens), given.number, (given, does, product, _step_of(answers))))
    for _, _, (given, does, product, answers) in sorted(waiting, key=lambda one: one[:2]):
        wanted = _wanted(given, does, stock)
        is_swapped, has = wanted is not None, wanted or product
        if is_swapped:
            stock[product], stock[has] = stock[product] + 1, stock[has] - 1
        if not does.answers or answers >= stage.until:
            figures["expired"] += 1
            continue
        what = "declined" if does.declines and not is_swapped else "donated" if does.donates else "kept"
        figures[what] += 1
        figures["swapped"] += what == "kept" and is_swapped
        figures["captured_minor"] += stage.price[has] if what != "declined" else 0
    return {"people": len(stage.people), **figures}


def runs(stage: Stage, drawn: Iterator[tuple[int, Mapping[str, Any]]]) -> Iterator[dict[str, int]]:
    """One run for each (seed, habits)."""
    for seed, habits in drawn:
        yield run_without_pages(stage, habits, seed)


def _wanted(given: Given, does: Person, stock: Mapping[str, int]) -> str | None:
    there = [one for one in given.others if stock[one] > 0]
    return there[int(does.choice * len(there))] if does.swaps and there else None


def _after_question(stage: Stage, given: Given, does: Person) -> tuple[str | None, float]:
    """Their gift, and when it can be told them at the earliest; the likeliest answer's piece."""
    if not given.pieces or given.first == NEVER or not does.says_what_they_eat:
        return None, NEVER
    said = _step_of(_written(given.first) + does.says_after / _MINUTE)
    return (
        (None, NEVER) if said >= stage.until else (given.pieces[0], max(said, given.first + BETWEEN_MESSAGES / _MINUTE))
    )


def _written(first: float) -> float:
    """From when on somebody may act who can be written to after so many minutes: mail leaves as a step ends, and people act in the
    next one."""
    return NEVER if first == NEVER else _step_of(first) + _STEP


def _step_of(minutes: float) -> float:
    """The end of the step in which it is."""
    return -(-minutes // _STEP) * _STEP
