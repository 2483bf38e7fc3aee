"""Is somebody quiet by rule at a moment, until when, and how long were they; the one reading that every layer asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, SQLColumnExpression, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from service.db.base import Moment
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.recipients.models import Recipient
from service.recipients.quiet.models import QuietRule

OVERDUE: Final = timedelta(days=1)
"""A rule that should have been looked at stands on; so far ahead of now its gifts are kept open, again and again."""
_AT: Final = bindparam("at", type_=Moment)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Until when somebody is quiet. `is_end_unknown`: `until` is only when somebody looks whether it still stands."""

    until: datetime
    is_end_unknown: bool


def stands(at: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Rules that keep their people quiet at this moment."""
    return and_(
        QuietRule.begins_at <= at,
        QuietRule.lifted_at.is_(None),
        or_(QuietRule.ends_at.is_(None), QuietRule.ends_at > at),
    )


def is_about(recipient_id: SQLColumnExpression[str], account_id: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Rules of this person, or of everybody at this company."""
    return or_(QuietRule.recipient_id == recipient_id, QuietRule.account_id == account_id)


def is_quiet_now(at: datetime) -> ColumnElement[bool]:
    """Of the `Recipient` in the query: whether they are quiet at a moment."""
    return (
        select(QuietRule.id)
        .where(is_about(Recipient.id, Recipient.account_id), stands(at))
        .correlate(Recipient)
        .exists()
    )


def is_anybody_quiet(session: Session, workspace_id: str, at: datetime) -> bool:
    """Whether any rule keeps anybody of a workspace quiet at this moment."""
    rules = select(QuietRule.id).where(QuietRule.workspace_id == workspace_id, stands(at))
    return session.scalar(rules.limit(1)) is not None


_OF_ONE: Final = select(QuietRule.ends_at, QuietRule.review_at).where(
    or_(QuietRule.recipient_id == bindparam("person"), QuietRule.account_id == bindparam("account")), stands(_AT)
)


def quiet_of(session: Session, person: Recipient, at: datetime) -> Quiet | None:
    """Whether this person is quiet now; of several rules the one that ends last, and one whose end nobody knows before all."""
    found = [
        Quiet(ends_at or _review(review_at, at), ends_at is None)
        for ends_at, review_at in ask(session, _OF_ONE, {"person": person.id, "account": person.account_id, "at": at})
    ]
    return max(found, key=lambda one: (one.is_end_unknown, one.until), default=None)


def quiet_among(session: Session, recipient_ids: Iterable[str], at: datetime) -> dict[str, Quiet]:
    """Those of these people who are quiet now, each with until when; two statements for however many."""
    found: dict[str, Quiet] = {}
    for some in in_chunks(list(recipient_ids)):
        rows = session.execute(
            select(Recipient.id, QuietRule.ends_at, QuietRule.review_at)
            .join(QuietRule, is_about(Recipient.id, Recipient.account_id))
            .where(Recipient.id.in_(some), stands(at))
        )
        for person_id, ends_at, review_at in rows:
            one = Quiet(ends_at or _review(review_at, at), ends_at is None)
            before = found.get(person_id)
            if before is None or (before.is_end_unknown, before.until) < (one.is_end_unknown, one.until):
                found[person_id] = one
    return found


Span = tuple[datetime, datetime]


def spans_of(rules: Iterable[QuietRule], at: datetime) -> list[Span]:
    """When these rules keep or kept somebody quiet, as known at a moment: from, and the first moment after; earliest first, none
    touching another."""
    spans = sorted((rule.begins_at, _end(rule, at)) for rule in rules)
    joined: list[Span] = []
    for begin, end in spans:
        if end <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def rules_of(session: Session, people: Sequence[Recipient]) -> dict[str, list[QuietRule]]:
    """Person's id -> every rule there is or was about them, also those that are over."""
    found: dict[str, list[QuietRule]] = {person.id: [] for person in people}
    by_account: dict[str, list[str]] = {}
    for person in people:
        by_account.setdefault(person.account_id, []).append(person.id)
    for some in in_chunks(list(found)):
        for rule in session.scalars(select(QuietRule).where(QuietRule.recipient_id.in_(some))):
            found[str(rule.recipient_id)].append(rule)
    for some in in_chunks(list(by_account)):
        for rule in session.scalars(select(QuietRule).where(QuietRule.account_id.in_(some))):
            for person_id in by_account[str(rule.account_id)]:
                found[person_id].append(rule)
    return found


def _end(rule: QuietRule, at: datetime) -> datetime:
    end = rule.ends_at or _review(rule.review_at, at)
    return end if rule.lifted_at is None else min(end, rule.lifted_at)


def _review(review_at: datetime | None, at: datetime) -> datetime:
    return at + OVERDUE if review_at is None else max(review_at, at + OVERDUE)
