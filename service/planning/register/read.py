"""The gift register of a company: everybody, every company or every public body that was offered something in twelve months.

Whoever looks after ethics reads it over all workspaces of the company; an owner or manager reads their own workspace. What a person
declined is in it and why is not; an erased person keeps a line without a name. Sectors are a suspicion, asked anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Span, span_of
from service.db.writing.chunks import in_chunks
from service.planning.register.limits import (
    Verdict,
    YearLimit,
    company_limits,
    judge,
    sector_limit,
    source_of,
    stated_days,
    tax_limit,
    worst,
)
from service.planning.register.sums import By, Sum, sums_of
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of
from service.recipients.sectors.limits import limit_for, limits_of
from service.recipients.sectors.suspect import Suspicion, suspicion_of, table_of
from service.workspaces.actor import Actor
from service.workspaces.company import of_one_company
from service.workspaces.models import Workspace

Of = Literal["people", "companies", "public"]
_BY: Final[Mapping[Of, By]] = {"people": "person", "companies": "company", "public": "company"}


@dataclass(frozen=True, slots=True)
class Line:
    """A person (`name` None: erased, or never known), or a company (`name` "" and `company` its name). `sums`: one for each
    currency. `verdict`: the limit that matters most; None where we know of none. `suspicion`: a sector that they may be of."""

    name: str | None
    company: str
    country: str
    is_erased: bool
    is_public: bool
    sums: Sequence[Sum]
    verdict: Verdict | None
    suspicion: Suspicion | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """`workspaces`: the names of those it counts over."""

    of: Of
    span: Span
    workspaces: Sequence[str]
    lines: Sequence[Line]

    def count(self, *states: str) -> int:
        """How many lines stand so to the limit that matters most."""
        return sum(one.verdict is not None and one.verdict.state in states for one in self.lines)


def workspaces_for(session: Session, actor: Actor) -> tuple[str, ...]:
    """The workspaces whose gifts the actor's register counts."""
    return of_one_company(session, actor.workspace_id) if actor.may("see_company") else (actor.workspace_id,)


def read_register(session: Session, actor: Actor, of: Of, last: date) -> Register:
    """The register for the twelve months that end with `last`: whoever is above a limit first, then in the order of names."""
    workspaces, span = workspaces_for(session, actor), span_of("months_12", 1, last)
    sums = {
        key: one for key, one in sums_of(session, workspaces, span, _BY[of]).items() if any(s.is_in_span for s in one)
    }
    lines = (
        _people(session, workspaces, span, sums)
        if of == "people"
        else _companies(session, workspaces, sums, only_public=of == "public")
    )
    names = session.scalars(select(Workspace.name).where(Workspace.id.in_(workspaces)).order_by(Workspace.name)).all()
    return Register(of, span, names, sorted(lines, key=_order))


def _people(session: Session, workspaces: Sequence[str], span: Span, sums: Mapping[str, Sequence[Sum]]) -> list[Line]:
    rows: dict[str, list[tuple[Recipient, Account]]] = {}
    for some in in_chunks(sorted(sums)):
        found = session.execute(
            select(Recipient, Account)
            .join(Account, Account.id == Recipient.account_id)
            .where(Recipient.workspace_id.in_(workspaces), Recipient.email_hash.in_(some))
            .order_by(Recipient.erased_at.is_not(None), Recipient.created_at, Recipient.id)
        )
        for person, account in found:
            rows.setdefault(person.email_hash, []).append((person, account))
    limits = _Limits(session, workspaces, span)
    return [_person(key, theirs, sums[key], limits) for key, theirs in rows.items()]


def _person(key: str, rows: Sequence[tuple[Recipient, Account]], sums: Sequence[Sum], limits: _Limits) -> Line:
    """`rows`: the person in each workspace that knows them, whoever is not erased first: all their limits count."""
    person, account = rows[0]
    is_erased = person.erased_at is not None
    suspicions = [found for one, _ in rows if (found := limits.suspected(one)) is not None]
    verdicts = [limits.judge(limit, key, sums) for one, company in rows for limit in limits.of(one, company)]
    return Line(
        None if is_erased else name_of(person).full, account.name, person.country, is_erased,
        any(bool(company.gift_policy.get("public_sector")) for _, company in rows), sums, worst(verdicts),
        suspicions[0] if suspicions else None,
    )  # fmt: skip


def _companies(
    session: Session, workspaces: Sequence[str], sums: Mapping[str, Sequence[Sum]], *, only_public: bool
) -> list[Line]:
    rows: dict[str, list[Account]] = {}
    for some in in_chunks(sorted(sums)):
        found = session.scalars(
            select(Account)
            .where(Account.workspace_id.in_(workspaces), Account.name_key.in_(some))
            .order_by(Account.created_at, Account.id)
        )
        for account in found:
            rows.setdefault(account.name_key, []).append(account)
    lines = []
    for key, accounts in rows.items():
        is_public = any(bool(one.gift_policy.get("public_sector")) for one in accounts)
        if is_public or not only_public:
            lines.append(Line("", accounts[0].name, accounts[0].country, False, is_public, sums[key], None))
    return lines


class _Limits:
    """The limits of people, and their sums in each span that one of these is about, read once."""

    def __init__(self, session: Session, workspaces: Sequence[str], span: Span) -> None:
        self._session, self._workspaces, self._span = session, workspaces, span
        self._stated: Mapping[str, datetime] = stated_days(session, workspaces)
        self._tax = {one: tax_limit(session, one, span.last) for one in workspaces}
        self._sectors = {one: limits_of(session, one) for one in workspaces}
        self._words = {one: table_of(session, one) for one in workspaces}
        self._sums: dict[Span, Mapping[str, Sequence[Sum]]] = {}

    def of(self, person: Recipient, account: Account) -> list[YearLimit]:
        """All that speak of a person as one workspace knows them."""
        source, on = source_of(self._stated.get(account.id), account.policy_changed_at)
        found = company_limits(account.gift_policy, self._span.last, source, on)
        if (tax := self._tax[person.workspace_id]) is not None:
            found.append(tax)
        suspicion = self.suspected(person)
        limits = self._sectors[person.workspace_id]
        if suspicion and (sector := limit_for(limits, suspicion.sector, person.country)) is not None:
            found.append(sector_limit(sector, self._span))
        return found

    def suspected(self, person: Recipient) -> Suspicion | None:
        """Which sector they may be of; nobody knows of who was erased."""
        return None if person.erased_at is not None else suspicion_of(person, self._words[person.workspace_id])

    def judge(self, limit: YearLimit, key: str, sums: Sequence[Sum]) -> Verdict:
        """The person's sums of the limit's own span against it."""
        if limit.span == self._span:
            return judge(limit, sums)
        if limit.span not in self._sums:
            self._sums[limit.span] = sums_of(self._session, self._workspaces, limit.span, "person")
        return judge(limit, self._sums[limit.span].get(key, ()))


_FIRST: Final = {"above": 0, "unknown": 1, "near": 2, "within": 3}


def _order(line: Line) -> tuple[int, str, str]:
    state = 4 if line.verdict is None else _FIRST[line.verdict.state]
    return state, line.company.casefold(), (line.name or "").casefold()
