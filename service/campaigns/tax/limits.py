"""How much one person may be given before it matters to the giver's tax: our table with its sources, what a workspace says instead.

It is no tax advice: each line names what it was read from and since when that holds. A limit is that of the giver's country,
whatever the person's, since it is the giver who files the return.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.tax.models import TaxHome, TaxLimit
from service.errors import InvalidInput
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.currencies import CURRENCIES
from service.workspaces.lock import lock_workspace

Period = Literal["months_12", "business_year"]
PERIODS: Final[tuple[Period, ...]] = get_args(Period)
LONGEST: Final = 300
"""Characters of a source."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One country: up to `amount_minor` of `currency` for one person in a `period`. `flat_rate_bp`: hundredths of a percent that
    the giver may pay on the value in the person's place, None where there is no such tax. `source_on`: the day from which the
    source holds as it is. `said_by` None: our own table."""

    country: str
    amount_minor: int
    currency: str
    period: Period
    source: str
    source_on: date
    flat_rate_bp: int | None = None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included."""

    first: date
    last: date


TABLE: Final[Mapping[str, Limit]] = {
    line.country: line
    for line in (
        Limit(
            "DE", 5000, "EUR", "business_year",
            "Income Tax Act (EStG), section 4 (5) no. 1; flat tax by section 37b, before solidarity surcharge and church tax",
            date(2024, 1, 1), 3000,
        ),
        Limit("GB", 5000, "GBP", "months_12", "VAT Act 1994, schedule 4, paragraph 5; VAT Notice 700/35", date(2003, 10, 1)),
        Limit(
            "IE", 2000, "EUR", "months_12",
            "VAT Regulations 2010 (S.I. No. 639 of 2010), gifts of small value; one of a series counts with the others",
            date(2010, 11, 1),
        ),
        Limit("US", 2500, "USD", "business_year", "Internal Revenue Code, section 274 (b) (1)", date(1962, 10, 16)),
    )
}  # fmt: skip
"""Limits that we have read ourselves. A country that is not here has none that we know of, which does not say that it has none."""


def limits_of(session: Session, workspace_id: str) -> list[Limit]:
    """The table as it holds in a workspace, by country."""
    rows = session.scalars(select(TaxLimit).where(TaxLimit.workspace_id == workspace_id))
    own = {
        one.country: Limit(
            one.country, one.amount_minor, one.currency, cast("Period", one.period), one.source, one.source_on,
            one.flat_rate_bp, one.said_by or "",
        )
        for one in rows
    }  # fmt: skip
    return [line for _, line in sorted({**TABLE, **own}.items())]


def home_of(session: Session, workspace_id: str) -> TaxHome | None:
    """Where the giver is taxed; None where nobody has said."""
    return session.get(TaxHome, workspace_id)


def limit_in_force(session: Session, workspace_id: str) -> tuple[Limit, TaxHome] | None:
    """The limit of the giver's country; None where nobody said where that is, or no limit of it is known."""
    home = home_of(session, workspace_id)
    if home is None:
        return None
    found = next((one for one in limits_of(session, workspace_id) if one.country == home.country), None)
    return None if found is None else (found, home)


def span_of(period: Period, first_month: int, on: date) -> Span:
    """The days that count together with one: the twelve months that end with it, or the business year that holds it."""
    if period == "months_12":
        return Span(_back_a_year(on) + timedelta(days=1), on)
    year = on.year if on.month >= first_month else on.year - 1
    return Span(date(year, first_month, 1), date(year + 1, first_month, 1) - timedelta(days=1))


def set_limit(session: Session, limit: Limit, actor: Actor, at: datetime) -> None:
    """Says for the actor's workspace what a country allows. Raises InvalidInput for what cannot be."""
    words = " ".join(limit.source.split())
    if not words or len(words) > LONGEST:
        raise InvalidInput(f"Name the source: the law or advice, in at most {LONGEST} characters.", param="source")
    if limit.source_on > at.date():
        raise InvalidInput("The source’s date can’t be in the future.", param="source_on")
    if limit.amount_minor <= 0:
        raise InvalidInput("A limit is above zero. Where there is none, leave the country out.", param="amount")
    if limit.currency not in CURRENCIES:
        raise InvalidInput(f"Choose one of these currencies: {', '.join(CURRENCIES)}.", param="currency")
    if limit.period not in PERIODS:
        raise InvalidInput("Choose twelve months or the business year.", param="period")
    if limit.flat_rate_bp is not None and not 0 < limit.flat_rate_bp <= 10_000:
        raise InvalidInput("A flat tax is above 0 and at most 100%. Leave it empty where there is none.", param="flat")
    lock_workspace(session, actor.workspace_id)  # of two who say the same country at once, one comes second
    row = session.scalar(
        select(TaxLimit).where(TaxLimit.workspace_id == actor.workspace_id, TaxLimit.country == limit.country)
    )
    if row is None:
        row = TaxLimit(workspace_id=actor.workspace_id, country=limit.country)
        session.add(row)
    row.amount_minor, row.currency, row.period = limit.amount_minor, limit.currency, limit.period
    row.flat_rate_bp, row.source, row.source_on = limit.flat_rate_bp, words, limit.source_on
    row.said_by, row.said_at = actor.user_id, at
    session.flush()
    body = {
        "country": limit.country, "amount_minor": limit.amount_minor, "currency": limit.currency, "period": limit.period,
        "flat_rate_bp": limit.flat_rate_bp, "source": words, "source_on": limit.source_on.isoformat(),
    }  # fmt: skip
    record_act(session, actor, "workspace.tax_limit_changed", at, subject_id=actor.workspace_id, body=body)


def set_home(session: Session, country: str, first_month: int, actor: Actor, at: datetime) -> None:
    """Says where the giver is taxed and when their year begins. Raises InvalidInput for a month that is none."""
    if not 1 <= first_month <= 12:
        raise InvalidInput("Choose the month in which your business year begins.", param="first_month")
    lock_workspace(session, actor.workspace_id)
    home = home_of(session, actor.workspace_id)
    if home is None:
        home = TaxHome(workspace_id=actor.workspace_id)
        session.add(home)
    home.country, home.first_month, home.said_by, home.said_at = country, first_month, actor.user_id, at
    session.flush()
    body = {"country": country, "first_month": first_month}
    record_act(session, actor, "workspace.tax_home_changed", at, subject_id=actor.workspace_id, body=body)


def _back_a_year(on: date) -> date:
    try:
        return on.replace(year=on.year - 1)
    except ValueError:  # the 29th of February
        return on.replace(year=on.year - 1, day=28)
