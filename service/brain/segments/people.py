"""Who meets a segment's conditions at this moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.brain.events.models import PersonEvent, UseConsent
from service.brain.segments.conditions import LIFECYCLES, TOLD_KINDS, Condition, of_rows
from service.brain.segments.models import Segment
from service.recipients.facts.fact import facts_of
from service.recipients.models import Account, ListStatement, PersonSource, ProfileFact, Recipient
from service.recipients.visibility import may_be_named

YEAR: Final = timedelta(days=365)
"""Within which purchases make a company's value."""
_DAYS_BACK: Final = 2
"""On so many days somebody looked who came back."""


def people_in(
    session: Session, workspace_id: str, conditions: Sequence[Condition], at: datetime, only: str | None = None
) -> frozenset[str]:
    """Ids of everybody of a workspace who meets all of them. `only`: asked of this one person."""
    everybody = select(Recipient.id).where(Recipient.workspace_id == workspace_id, Recipient.erased_at.is_(None))
    if only is not None:
        everybody = everybody.where(Recipient.id == only)
    found = frozenset(session.scalars(everybody))
    for one in conditions:
        if not found:
            break
        found &= _FIND[one.what](session, everybody, one.any, at)
    return found


def is_in(session: Session, segment: Segment, recipient: Recipient, at: datetime) -> bool:
    """Whether one person is in a segment of their own workspace now."""
    if segment.workspace_id != recipient.workspace_id:
        return False
    return bool(people_in(session, segment.workspace_id, of_rows(segment.conditions), at, recipient.id))


def _column(column: InstrumentedAttribute[str]) -> _Find:
    def find(session: Session, everybody: Select[str], codes: Sequence[str], _at: datetime) -> frozenset[str]:
        return frozenset(session.scalars(everybody.where(column.in_(codes))))

    return find


def _stage(session: Session, everybody: Select[str], codes: Sequence[str], _at: datetime) -> frozenset[str]:
    lifecycles = [code for code in codes if code in LIFECYCLES]
    relationships = [code for code in codes if code not in LIFECYCLES]
    wanted = or_(Account.lifecycle.in_(lifecycles), Account.relationship.in_(relationships))
    return frozenset(session.scalars(everybody.join(Account, Account.id == Recipient.account_id).where(wanted)))


def _value(session: Session, everybody: Select[str], codes: Sequence[str], at: datetime) -> frozenset[str]:
    """By what all people of their company bought; sums of different currencies are never added (rule 20)."""
    accounts = everybody.with_only_columns(Recipient.account_id)
    rows = session.execute(
        select(Recipient.account_id, PersonEvent.currency, func.sum(PersonEvent.amount_minor))
        .join(PersonEvent, PersonEvent.recipient_id == Recipient.id)
        .where(
            Recipient.account_id.in_(accounts),
            PersonEvent.kind == "purchase",
            PersonEvent.amount_minor.is_not(None),
            PersonEvent.at > at - YEAR,
            PersonEvent.at <= at,
        )
        .group_by(Recipient.account_id, PersonEvent.currency)
    )
    bought: dict[tuple[str, str | None], int] = {
        (account, currency): int(total or 0) for account, currency, total in rows
    }
    known = {account for account, _ in bought}
    of_account = session.execute(everybody.with_only_columns(Recipient.id, Recipient.account_id)).all()
    return frozenset(
        person
        for person, account in of_account
        if account in known and any(_is_worth(bought.get((account, code[-3:])), code) for code in codes)
    )


def _is_worth(minor: int | None, code: str) -> bool:
    side, whole, _ = code.split("-")
    if minor is None:
        return False
    return minor > int(whole) * 100 if side == "over" else minor < int(whole) * 100


def first_entries(session: Session, everybody: Select[str]) -> dict[str, str]:
    """Person -> how they came to their page first: mail, link, card or text. Who has not come is not in it."""
    rows = session.execute(
        select(PersonEvent.recipient_id, PersonEvent.entry)
        .where(PersonEvent.entry.is_not(None), PersonEvent.recipient_id.in_(everybody))
        .order_by(PersonEvent.at.desc(), PersonEvent.id.desc())
    )
    return {person: entry for person, entry in rows if entry is not None}


def _entry(session: Session, everybody: Select[str], codes: Sequence[str], _at: datetime) -> frozenset[str]:
    """By how they came to their page first; `api`: by what brought them to us, however they came to it."""
    found = {person for person, entry in first_entries(session, everybody).items() if entry in codes}
    if "api" in codes:
        by_key = select(PersonSource.recipient_id).join(ListStatement, ListStatement.id == PersonSource.statement_id)
        found |= set(session.scalars(by_key.where(ListStatement.by_key, PersonSource.recipient_id.in_(everybody))))
    return frozenset(found)


def _told(session: Session, everybody: Select[str], codes: Sequence[str], at: datetime) -> frozenset[str]:
    """By what was told or seen of them, and that they do not keep to themselves."""
    some = everybody.join(ProfileFact, ProfileFact.recipient_id == Recipient.id)
    ids = session.scalars(
        some.where(ProfileFact.kind.in_(TOLD_KINDS), ProfileFact.withdrawn_at.is_(None)).distinct()
    ).all()
    return frozenset(
        person
        for person, facts in facts_of(session, sorted(ids), at.date()).items()
        if any(
            fact.kind in TOLD_KINDS and f"{fact.kind}:{fact.value}" in codes and may_be_named(fact) for fact in facts
        )
    )


def _device(session: Session, everybody: Select[str], codes: Sequence[str], _at: datetime) -> frozenset[str]:
    return frozenset(session.scalars(_agreed(everybody).where(PersonEvent.device.in_(codes)).distinct()))


def _behaviour(session: Session, everybody: Select[str], codes: Sequence[str], _at: datetime) -> frozenset[str]:
    found: set[str] = set()
    for code in codes:
        if code == "came_back":
            found |= _came_back(session, everybody)
        elif code == "pressed_offer":
            found |= set(session.scalars(_agreed(everybody).where(PersonEvent.kind == "offer_pressed")))
        else:
            kind = "site_look" if code == "looked_at_prices" else "page_look"
            page = code.removeprefix("looked_at_")
            found |= set(session.scalars(_agreed(everybody).where(PersonEvent.kind == kind, PersonEvent.code == page)))
    return frozenset(found)


def _came_back(session: Session, everybody: Select[str]) -> set[str]:
    days: dict[str, set[object]] = {}
    looks = (
        _agreed(everybody)
        .where(PersonEvent.kind == "page_look")
        .with_only_columns(PersonEvent.recipient_id, PersonEvent.at)
    )
    for person, at in session.execute(looks):
        days.setdefault(person, set()).add(at.date())
    return {person for person, on in days.items() if len(on) >= _DAYS_BACK}


def _agreed(everybody: Select[str]) -> Select[str]:
    """A person's id for each of their events, of those who let us count how they use their pages."""
    return (
        select(PersonEvent.recipient_id)
        .join(UseConsent, UseConsent.recipient_id == PersonEvent.recipient_id)
        .where(PersonEvent.recipient_id.in_(everybody))
    )


_Find = Callable[[Session, "Select[str]", Sequence[str], datetime], frozenset[str]]
_FIND: Final[Mapping[str, _Find]] = {
    "country": _column(Recipient.country),
    "stage": _stage,
    "value": _value,
    "language": _column(Recipient.locale),
    "entry": _entry,
    "told": _told,
    "device": _device,
    "behaviour": _behaviour,
}
