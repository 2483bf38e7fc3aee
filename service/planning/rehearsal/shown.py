"""A rehearsal as its pages tell it: what its people do, how far it is; at the end what happened, ran short and could be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.clock import machine_now
from service.decisions.forecasting.rates import ASKED
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.planning.plan.expectation.own_rates import own_rates
from service.planning.plan.left_out import EmptyRow, describe_remedies, people_without
from service.planning.rehearsal.ended import Load, Tested, load_kept, tested_in
from service.planning.rehearsal.models import UNDER_WAY, Rehearsal
from service.workspaces.actor import Actor

_HABITS: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("Open their page", "of everyone invited, one reminder included"),
    "swap": ("Swap", "of those who open"),
    "look": ("Look at other gifts and keep theirs", "of those who open"),
    "answer": ("Answer", "of those who open"),
    "decline": ("Decline", "of those who answer without a swap"),
    "donate": ("Donate", "of those who answer and don’t decline"),
    "ask": ("Say what they eat", "of those who have to be asked first"),
}
_STATES: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("run", "Starting"),
    "choosing": ("run", "Gifts being chosen"),
    "making": ("run", "Pages and emails being made"),
    "playing": ("run", "Playing"),
    "played": ("ok", "Played"),
    "stopped": ("held", "Stopped"),
    "failed": ("stop", "Not played to its end"),
}
_STEP_SHARE: Final = 5
"""Learned shares are told in steps of so many percent, and their cases too: one person more or less doesn’t show (rule 23)."""
_SHORT_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Habit:
    """One line of what the invented people do, in whole percent."""

    what: str
    of: str
    mean: int
    low: int
    high: int
    source: str


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar strip: `state` is was, now or none."""

    on: date
    state: str


@dataclass(frozen=True, slots=True)
class Short:
    """A gift of which nothing was left at the end."""

    name: str
    there: int
    given: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a rehearsal's page tells. `now` are the figures of the last day that is over, None before the first."""

    rehearsal: Rehearsal
    title: str
    state: tuple[str, str]
    is_under_way: bool
    days: Sequence[Day]
    now: Mapping[str, Any] | None
    usual: Mapping[str, Sequence[int]]
    happened: Sequence[tuple[int, str]]
    short: Sequence[Short]
    empty: Sequence[EmptyRow]
    empty_people: int
    remedies: Sequence[str]
    habits: Sequence[Habit]
    seconds: int | None
    tested: Sequence[Tested]
    load: Sequence[Load]


def find_rehearsal(session: Session, actor: Actor, rehearsal_id: str) -> Rehearsal:
    """One of the actor's workspace, from home or from inside. Raises NotFound for any other."""
    row = session.get(Rehearsal, rehearsal_id)
    if row is None or actor.workspace_id not in (row.of_workspace_id, row.workspace_id):
        raise NotFound("There’s no such rehearsal.")
    return row


def rehearsals_of(session: Session, campaign: Campaign) -> Sequence[tuple[Rehearsal, tuple[str, str]]]:
    """Those of one campaign, the newest first, each with its state."""
    rows = session.scalars(
        select(Rehearsal).where(Rehearsal.of_campaign_id == campaign.id).order_by(Rehearsal.number.desc())
    )
    return [(row, _STATES[row.state]) for row in rows]


def habits_ahead(session: Session, campaign: Campaign) -> Sequence[Habit]:
    """What the next rehearsal's people would do."""
    rates = own_rates(session, campaign.workspace_id, machine_now())
    told = {
        name: {"mean": rate.mean, "low": rate.range[0], "high": rate.range[1], "cases": rate.cases}
        for name, rate in rates.items()
    }
    return _habits(told | {"ask": {"mean": ASKED, "low": ASKED, "high": ASKED, "cases": 0}})


def show(session: Session, rehearsal: Rehearsal) -> Shown:
    """One rehearsal as it is now."""
    campaign = session.get_one(Campaign, rehearsal.campaign_id)
    is_over = rehearsal.result is not None
    empty = people_without(session, campaign) if is_over else None
    return Shown(
        rehearsal=rehearsal,
        title=campaign.name,
        state=_STATES[rehearsal.state],
        is_under_way=rehearsal.state in UNDER_WAY,
        days=_days(rehearsal),
        now=rehearsal.result or (rehearsal.days[-1] if rehearsal.days else None),
        usual=(rehearsal.forecast or {}).get("usual", {}),
        happened=_happened(rehearsal),
        short=_short(session, rehearsal) if is_over else (),
        empty=() if empty is None else empty.items,
        empty_people=0 if empty is None else _without(session, campaign),
        remedies=describe_remedies(session, campaign) if is_over else (),
        habits=_habits(rehearsal.habits),
        seconds=None
        if rehearsal.ended_at is None
        else round((rehearsal.ended_at - rehearsal.asked_at).total_seconds()),
        tested=tested_in(session, rehearsal) if is_over else (),
        load=load_kept(rehearsal),
    )


def _habits(told: Mapping[str, Mapping[str, float]]) -> list[Habit]:
    return [_habit(what, of, told[name]) for name, (what, of) in _HABITS.items() if name in told]


def _habit(what: str, of: str, told: Mapping[str, float]) -> Habit:
    low, high, cases = 100 * told["low"], 100 * told["high"], int(told["cases"])
    if not cases:
        return Habit(what, of, round(100 * told["mean"]), round(low), round(high), "Assumed, not yet learned")
    source = f"Learned from at least {_STEP_SHARE * (cases // _STEP_SHARE)} of your own gifts"
    low, high = _STEP_SHARE * int(low // _STEP_SHARE), min(100, _STEP_SHARE * int(-(-high // _STEP_SHARE)))
    return Habit(what, of, _STEP_SHARE * round(100 * told["mean"] / _STEP_SHARE), int(low), int(high), source)


def _days(rehearsal: Rehearsal) -> list[Day]:
    first, last = rehearsal.starts_at.date(), rehearsal.plays_until.date()
    today = rehearsal.played_to.date()
    number = min(35, (last - first).days + 1)
    return [_day(first + timedelta(days=place), today, rehearsal) for place in range(number)]


def _day(on: date, today: date, rehearsal: Rehearsal) -> Day:
    if rehearsal.state in ("asked", "choosing", "making"):
        return Day(on, "")
    if on < today or rehearsal.result is not None:
        return Day(on, "was")
    return Day(on, "now" if on == today else "")


def _happened(rehearsal: Rehearsal) -> list[tuple[int, str]]:
    """What changed on each day on which something did."""
    told: list[tuple[int, str]] = []
    before: Mapping[str, Any] = {}
    for one in rehearsal.days:
        new = {
            name: one[name] - before.get(name, 0)
            for name in ("invited", "opened", "kept", "donated", "declined", "shipped")
        }
        said = [f"{number} {word}" for name, word in _WORDS.items() if (number := new[name]) > 0]
        if over := one["expired"] - before.get("expired", 0):
            said.append(f"{over} closed without an answer")
        if said:
            told.append((one["day"], ", ".join(said)))
        before = one
    return told


_WORDS: Final = {
    "invited": "invited",
    "opened": "opened",
    "kept": "kept",
    "donated": "donated",
    "declined": "declined",
    "shipped": "shipped",
}


def _short(session: Session, rehearsal: Rehearsal) -> list[Short]:
    given = (
        select(RecipientGift.product_id, func.count().label("given"))
        .where(RecipientGift.campaign_id == rehearsal.campaign_id, RecipientGift.product_id.is_not(None))
        .group_by(RecipientGift.product_id)
        .subquery()
    )
    rows = session.execute(
        select(Product, given.c.given)
        .join(given, given.c.product_id == Product.id)
        .where(Product.workspace_id == rehearsal.workspace_id, Product.stock == 0)
        .order_by(given.c.given.desc(), Product.sku)
        .limit(_SHORT_SHOWN)
    )
    return [Short(product.texts["en"]["name"], product.opening_stock, number) for product, number in rows]


def _without(session: Session, campaign: Campaign) -> int:
    return (
        session.scalar(
            select(func.count()).where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_(None))
        )
        or 0
    )
