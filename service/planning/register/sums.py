"""What was offered, taken and declined in a span of days, by person or company and currency, over workspaces of one company.

Each counts on its own day: offered when the gift set out, taken on the day of the yes, declined on the day of the no. Its value is
that of the gift as it stands, at its price on the shelf, as statements tell it. Who is the same person in two workspaces is told by
the keyed hash of their address, which company by its folded name. Why somebody declined is not read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.campaigns.tax.limits import Span
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, KEPT, PLANNED
from service.recipients.models import Account, Recipient

By = Literal["person", "company"]
_KEYS: Final[dict[By, InstrumentedAttribute[str]]] = {"person": Recipient.email_hash, "company": Account.name_key}
_HAS_GIFT: Final = RecipientGift.product_id.is_not(None)
WAITS: Final = RecipientGift.status.in_(ANSWERABLE | PLANNED) & _HAS_GIFT
"""May be taken yet: planned, or without an answer."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Gifts in one currency and what they are worth, in minor units. `waiting`: what may be taken yet, whenever it was offered.
    `dearest_minor`: the highest value of one gift that was taken."""

    currency: str
    offered: int
    offered_minor: int
    took: int
    took_minor: int
    declined: int
    declined_minor: int
    waiting: int
    waiting_minor: int
    dearest_minor: int

    @property
    def is_in_span(self) -> bool:
        """Whether anything happened in the span; what only waits for its launch did not."""
        return bool(self.offered or self.took or self.declined)


def sums_of(
    session: Session, workspaces: Sequence[str], span: Span, by: By, only: Select[str] | None = None
) -> dict[str, list[Sum]]:
    """Key (an address's hash, or a company's folded name) -> its sums, by currency in order. `only`: the keys that are asked about,
    None for all."""
    key, price = _KEYS[by], RecipientGift.price_minor
    offered, took, declined = (_offered(span), _took(span), _declined(span))
    counted = [
        column
        for which in (offered, took, declined, WAITS)
        for column in (func.sum(case((which, 1), else_=0)), func.sum(case((which, price), else_=0)))
    ]
    query = (
        select(key, RecipientGift.currency, *counted, func.max(case((took, price), else_=0)))
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(RecipientGift.workspace_id.in_(workspaces), offered | took | declined | WAITS)
        .group_by(key, RecipientGift.currency)
        .order_by(key, RecipientGift.currency)
    )
    if only is not None:
        query = query.where(key.in_(only))
    found: dict[str, list[Sum]] = defaultdict(list)
    for name, currency, *numbers in session.execute(query):
        found[name].append(Sum(currency, *map(int, numbers)))
    return dict(found)


def _offered(span: Span) -> ColumnElement[bool]:
    return _HAS_GIFT & _within(RecipientGift.launched_at, span)


def _took(span: Span) -> ColumnElement[bool]:
    return _HAS_GIFT & RecipientGift.status.in_(KEPT) & _within(RecipientGift.decided_at, span)


def _declined(span: Span) -> ColumnElement[bool]:
    return _HAS_GIFT & (RecipientGift.status == "declined") & _within(RecipientGift.decided_at, span)


def _within(moment: SQLColumnExpression[datetime | None], span: Span) -> ColumnElement[bool]:
    since = datetime.combine(span.first, time(), UTC)
    return (moment >= since) & (moment < datetime.combine(span.last, time(), UTC) + timedelta(days=1))
