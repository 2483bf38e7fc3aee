"""What people were given in a span of days, and what may be added by gifts that wait for them, by person and currency.

A gift is given where its person said yes and has it or will have it; on the day of the yes. A donated gift goes to nobody's person,
one that came back or never arrived was not given. Its value is the price on the shelf, what the statement tells as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.tax.limits import Limit, Span, limit_in_force, span_of
from service.db.writing.chunks import in_chunks
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of

YEARS_BACK: Final = 6
"""Ends of years that the list can be asked for."""
_IS_GIVEN: Final = RecipientGift.status.in_(KEPT) & RecipientGift.product_id.is_not(None)
_WAITS: Final = RecipientGift.status.in_(ANSWERABLE | PLANNED) & RecipientGift.product_id.is_not(None)


@dataclass(frozen=True, slots=True)
class PersonValue:
    """One person, in minor units of the limit's currency. `given` of `gifts` in the span; `waiting` may be added. `others`: what
    they were given or wait for in other currencies, which nobody gave a rate for: it is in neither sum. `name` None: erased, or
    never known."""

    recipient_id: str
    name: str | None
    company: str
    country: str
    is_erased: bool
    gifts: int
    given_minor: int
    waiting_minor: int
    others: Mapping[str, int] = field(default_factory=dict)

    @property
    def total_minor(self) -> int:
        """With everything that waits for them."""
        return self.given_minor + self.waiting_minor


@dataclass(frozen=True, slots=True)
class TaxWarning:
    """People of a campaign who would be given more than the limit allows, `over` the dearest first; `unknown` have gifts in a
    currency that nobody gave a rate for, so that nobody knows."""

    limit: Limit
    span: Span
    over: Sequence[PersonValue]
    unknown: Sequence[PersonValue]


@dataclass(frozen=True, slots=True)
class TaxList:
    """Everybody who was given something in the span, and what that comes to in minor units of the limit's currency."""

    limit: Limit
    span: Span
    people: Sequence[PersonValue]

    @property
    def over(self) -> int:
        """How many are above the limit."""
        return sum(one.given_minor > self.limit.amount_minor for one in self.people)

    @property
    def unknown(self) -> int:
        """How many have gifts in a currency that nobody gave a rate for."""
        return sum(bool(one.others) for one in self.people)

    @property
    def given_minor(self) -> int:
        """What all were given."""
        return sum(one.given_minor for one in self.people)


@dataclass(frozen=True, slots=True)
class Given:
    """One gift that somebody was given, on the day of their yes, in minor units of its currency."""

    gift_id: str
    day: date
    minor: int
    currency: str


def read_list(session: Session, workspace_id: str, asked: str, today: date) -> TaxList:
    """The list for the span that ends with the day that is asked for, `asked`; otherwise for the one that holds today. Raises
    Conflict where nobody said where the company is taxed, or no limit of that country is known."""
    found = limit_in_force(session, workspace_id)
    if found is None:
        raise Conflict("Say where your company is taxed, and set that country’s limit.")
    limit, home = found
    on = next(
        (span.last for span in spans_back(limit, home.first_month, today) if span.last.isoformat() == asked), today
    )
    span = span_of(limit.period, home.first_month, on)
    return TaxList(limit, span, given_in(session, workspace_id, limit, span))


def spans_back(limit: Limit, first_month: int, today: date) -> list[Span]:
    """The spans that can be asked for: the one that holds today, and those before it, one after the other."""
    spans = [span_of(limit.period, first_month, today)]
    while len(spans) < YEARS_BACK:
        spans.append(span_of(limit.period, first_month, date.fromordinal(spans[-1].first.toordinal() - 1)))
    return spans


def given_in(session: Session, workspace_id: str, limit: Limit, span: Span) -> list[PersonValue]:
    """Everybody who was given something in the span, the highest value first, for the return."""
    mine = (RecipientGift.workspace_id == workspace_id) & _given(span)
    return _people(session, _sums(session, mine, span), limit.currency)


def value_by_gift(session: Session, campaign: Campaign) -> dict[str, int]:
    """Gift -> the value that the list has for its person, of all that were given in a campaign, in minor units of its currency."""
    rows = session.execute(
        select(RecipientGift.id, RecipientGift.price_minor).where(
            RecipientGift.campaign_id == campaign.id, _IS_GIVEN, RecipientGift.decided_at.is_not(None)
        )
    )
    return {gift_id: minor for gift_id, minor in rows}


def given_by_person(session: Session, recipient_ids: Sequence[str]) -> dict[str, list[Given]]:
    """Person -> everything they were ever given."""
    found: dict[str, list[Given]] = defaultdict(list)
    for some in in_chunks(recipient_ids):
        rows = session.execute(
            select(
                RecipientGift.recipient_id,
                RecipientGift.id,
                RecipientGift.decided_at,
                RecipientGift.price_minor,
                RecipientGift.currency,
            ).where(RecipientGift.recipient_id.in_(some), _IS_GIVEN)
        )
        for person, gift_id, at, minor, currency in rows:
            if at is not None:
                found[person].append(Given(gift_id, at.date(), minor, currency))
    return found


def warning_for(session: Session, campaign: Campaign) -> TaxWarning | None:
    """Whom the gifts of a campaign take above the limit, or would if all that waits for them is kept: counted in the span with
    the day it is meant for. None where no limit is known, or nobody is above it."""
    found = limit_in_force(session, campaign.workspace_id)
    if found is None:
        return None
    limit, home = found
    span = span_of(limit.period, home.first_month, campaign.deliver_on)
    here = select(RecipientGift.recipient_id).where(RecipientGift.campaign_id == campaign.id, _WAITS | _IS_GIVEN)
    theirs = RecipientGift.recipient_id.in_(here) & (_given(span) | _WAITS)
    sums = _sums(session, theirs, span)
    above = {
        person: rows
        for person, rows in sums.items()
        if any(row.currency != limit.currency or row.given + row.waiting > limit.amount_minor for row in rows)
    }
    people = _people(session, above, limit.currency)
    over = [one for one in people if one.total_minor > limit.amount_minor]
    unknown = [one for one in people if one.others and one.total_minor <= limit.amount_minor]
    return TaxWarning(limit, span, over, unknown) if over or unknown else None


def flat_tax(minor: int, limit: Limit) -> int | None:
    """The flat tax on a value, in minor units, half a unit up; None where the country has none."""
    return None if limit.flat_rate_bp is None else (minor * limit.flat_rate_bp + 5_000) // 10_000


@dataclass(frozen=True, slots=True)
class _Sum:
    currency: str
    gifts: int
    given: int
    waiting: int


def _given(span: Span) -> ColumnElement[bool]:
    since = datetime.combine(span.first, time(), UTC)
    until = datetime.combine(span.last, time(), UTC) + timedelta(days=1)
    return _IS_GIVEN & (RecipientGift.decided_at >= since) & (RecipientGift.decided_at < until)


def _sums(session: Session, which: ColumnElement[bool], span: Span) -> dict[str, list[_Sum]]:
    price, given = RecipientGift.price_minor, _given(span)
    rows = session.execute(
        select(
            RecipientGift.recipient_id,
            RecipientGift.currency,
            func.sum(case((given, 1), else_=0)),
            func.sum(case((given, price), else_=0)),
            func.sum(case((_WAITS, price), else_=0)),
        )
        .where(which)
        .group_by(RecipientGift.recipient_id, RecipientGift.currency)
    )
    found: dict[str, list[_Sum]] = defaultdict(list)
    for person, currency, gifts, minor, waiting in rows:
        found[person].append(_Sum(currency, int(gifts), int(minor), int(waiting)))
    return found


def _people(session: Session, sums: Mapping[str, Sequence[_Sum]], currency: str) -> list[PersonValue]:
    found: list[PersonValue] = []
    for some in in_chunks(sorted(sums)):
        rows = session.execute(
            select(Recipient, Account.name)
            .join(Account, Account.id == Recipient.account_id)
            .where(Recipient.id.in_(some))
        )
        found += [_person(person, company, sums[person.id], currency) for person, company in rows]
    return sorted(found, key=lambda one: (-one.total_minor, one.company, one.name or "", one.recipient_id))


def _person(person: Recipient, company: str, sums: Sequence[_Sum], currency: str) -> PersonValue:
    own = next((one for one in sums if one.currency == currency), _Sum(currency, 0, 0, 0))
    is_erased = person.erased_at is not None
    return PersonValue(
        person.id,
        None if is_erased else name_of(person).full,
        company,
        person.country,
        is_erased,
        sum(one.gifts for one in sums),
        own.given,
        own.waiting,
        {one.currency: one.given + one.waiting for one in sums if one.currency != currency},
    )
