"""Which limits speak of a person over a time, each with its source and day, and how near somebody is to one.

Another currency is never converted: where somebody has taken something in one that the limit doesn't name, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Span, limit_in_force, span_of
from service.planning.register.sums import Sum
from service.recipients.gift_policy import LIMITS as CAPS
from service.recipients.gift_policy import value_of
from service.recipients.sectors.limits import Limit as SectorLimit
from service.recipients.stated.models import CompanyPolicy

NEAR_PERCENT: Final = 80
"""From this share of a limit on somebody is near it."""
State = Literal["above", "near", "within", "unknown"]
_WORST: Final[tuple[State, ...]] = ("above", "unknown", "near", "within")


@dataclass(frozen=True, slots=True)
class YearLimit:
    """At most `minor` of `currency` (None: whatever currency the gifts have) within `span`; of a single gift where `by_gift`.
    `source` in words, `source_on` the day from which it holds, None where nobody wrote one down."""

    what: Literal["company", "tax", "sector"]
    minor: int
    currency: str | None
    span: Span
    source: str
    source_on: date | None
    by_gift: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How somebody stands to one limit: `counted_minor` taken, and `waiting_minor` that may be taken yet."""

    state: State
    limit: YearLimit
    counted_minor: int
    waiting_minor: int


def judge(limit: YearLimit, sums: Sequence[Sum]) -> Verdict:
    """One person's sums of the limit's span against it. Above is above by a cent; at the limit is near it."""
    currency = limit.currency or (sums[0].currency if len(sums) == 1 else "")
    own = [one for one in sums if one.currency == currency]
    taken = sum(one.dearest_minor if limit.by_gift else one.took_minor for one in own)
    waiting = 0 if limit.by_gift else sum(one.waiting_minor for one in own)
    return Verdict(_state(limit.minor, taken, waiting, _is_unknown(sums, currency, limit)), limit, taken, waiting)


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """What matters most: above before not known, that before near; of two, the one that is used up further."""
    return min(verdicts, key=_rank, default=None)


def company_limits(policy: Mapping[str, Any], on: date, source: str, source_on: date | None) -> list[YearLimit]:
    """What a company's rules in force say of each gift and of a person over a time that ends with `on`."""
    caps, found = value_of(policy, CAPS), list[YearLimit]()
    if caps["cap_minor"] is not None:
        year = span_of("months_12", 1, on)
        found.append(YearLimit("company", caps["cap_minor"], caps["currency"], year, source, source_on, by_gift=True))
    if caps["yearly_cap_minor"] is not None:
        year = span_of("months_12", 1, on)
        found.append(YearLimit("company", caps["yearly_cap_minor"], caps["currency"], year, source, source_on))
    for one in policy.get("periods", ()):
        if one["minor"] is not None:
            span = Span(on - relativedelta(months=one["months"]) + timedelta(days=1), on)
            found.append(YearLimit("company", one["minor"], one["currency"], span, source, source_on))
    return found


def tax_limit(session: Session, workspace_id: str, on: date) -> YearLimit | None:
    """The limit of the giver's country; None where nobody said where that is, or none of it is known."""
    found = limit_in_force(session, workspace_id)
    if found is None:
        return None
    limit, home = found
    span = span_of(limit.period, home.first_month, on)
    return YearLimit("tax", limit.amount_minor, limit.currency, span, limit.source, limit.source_on)


def sector_limit(limit: SectorLimit, span: Span) -> YearLimit:
    """What a sector's limit says of each gift."""
    return YearLimit("sector", limit.minor, limit.currency, span, limit.source, limit.source_on, by_gift=True)


def stated_days(session: Session, workspaces: Sequence[str]) -> dict[str, datetime]:
    """Account -> when it said its own rules last, of companies that said any which stand."""
    rows = session.execute(
        select(CompanyPolicy.account_id, func.max(CompanyPolicy.said_at))
        .where(CompanyPolicy.workspace_id.in_(workspaces), CompanyPolicy.ended_at.is_(None))
        .group_by(CompanyPolicy.account_id)
    )
    return {account_id: at for account_id, at in rows}


def source_of(stated_at: datetime | None, changed_at: datetime | None) -> tuple[str, date | None]:
    """Where a company's rules are from, in words, and their day."""
    if stated_at is not None:
        return "The company’s own statement of its rules", stated_at.date()
    return "The company’s rule as lists and your team have it", None if changed_at is None else changed_at.date()


def _is_unknown(sums: Sequence[Sum], currency: str, limit: YearLimit) -> bool:
    return any(one.currency != currency and (one.took if limit.by_gift else one.took or one.waiting) for one in sums)


def _state(minor: int, taken: int, waiting: int, is_unknown: bool) -> State:
    if taken > minor:
        return "above"
    if is_unknown:
        return "unknown"
    return "near" if (taken + waiting) * 100 >= minor * NEAR_PERCENT and taken + waiting else "within"


def _rank(one: Verdict) -> tuple[int, float, str]:
    used = (one.counted_minor + one.waiting_minor) / one.limit.minor if one.limit.minor else float("inf")
    return _WORST.index(one.state), -used, one.limit.what
