"""How everybody, or every company, stands to their limits, before a name is read.

Sectors are a suspicion, asked anew each time: of an address and a title, and only of whom a sector's limit might speak.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Span
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
from service.recipients.sectors.limits import limit_for, limits_of
from service.recipients.sectors.suspect import SECTORS, Suspicion, suspicion_of, table_of

Of = Literal["people", "companies", "public"]
_BY: Final[Mapping[Of, By]] = {"people": "person", "companies": "company", "public": "company"}
_FIRST: Final = {"above": 0, "unknown": 1, "near": 2, "within": 3}
_NO_LIMIT: Final = 4


@dataclass(frozen=True, slots=True)
class Known:
    """A person as one workspace knows them, without what is encrypted."""

    id: str
    workspace_id: str
    email_hash: str
    country: str
    erased_at: datetime | None
    account: Account


@dataclass(frozen=True, slots=True)
class Stand:
    """One line. `place`: what lines are ordered by before their names: whoever is above a limit first, then the company. `known`:
    the person in each workspace that knows them, whoever is not erased first; nobody for a company. `verdict`: of the limit that
    matters most; None where we know of none."""

    place: tuple[int, str]
    known: Sequence[Known]
    account: Account
    is_public: bool
    sums: Sequence[Sum]
    verdict: Verdict | None


class Stands:
    """All lines of one register in order of their places, for the workspaces and the days of `span`."""

    def __init__(self, session: Session, workspaces: Sequence[str], span: Span, of: Of) -> None:
        self._session, self._workspaces = session, workspaces
        self._limits = _Limits(session, workspaces, span)
        counted = sums_of(session, workspaces, span, _BY[of])
        sums = {key: one for key, one in counted.items() if any(some.is_in_span for some in one)}
        found = self._people(sums) if of == "people" else self._companies(sums, only_public=of == "public")
        self.lines: Sequence[Stand] = sorted(found, key=lambda one: one.place)

    def suspicions(self, known: Iterable[Known]) -> dict[str, Suspicion]:
        """Person's id -> the sector that they may be of."""
        return self._limits.suspicions(known)

    def _people(self, sums: Mapping[str, Sequence[Sum]]) -> list[Stand]:
        accounts = {
            one.id: one
            for one in self._session.scalars(select(Account).where(Account.workspace_id.in_(self._workspaces)))
        }
        rows: dict[str, list[Known]] = {}
        for some in in_chunks(sorted(sums)):
            found = self._session.execute(
                select(
                    Recipient.id, Recipient.workspace_id, Recipient.email_hash, Recipient.country, Recipient.erased_at,
                    Recipient.account_id,
                )
                .where(Recipient.workspace_id.in_(self._workspaces), Recipient.email_hash.in_(some))
                .order_by(Recipient.erased_at.is_not(None), Recipient.created_at, Recipient.id)
            )  # fmt: skip
            for person_id, workspace_id, key, country, erased_at, account_id in found:
                known = Known(person_id, workspace_id, key, country, erased_at, accounts[account_id])
                rows.setdefault(key, []).append(known)
        suspicions = self._limits.suspicions(
            one
            for theirs in rows.values()
            for one in theirs
            if self._limits.has_sector_limit(one.workspace_id, one.country)
        )
        return [self._person(theirs, sums[key], suspicions) for key, theirs in rows.items()]

    def _person(self, known: Sequence[Known], sums: Sequence[Sum], suspicions: Mapping[str, Suspicion]) -> Stand:
        """All the limits of all workspaces that know them count."""
        verdicts = [
            self._limits.judge(limit, one.email_hash, sums)
            for one in known
            for limit in self._limits.of(one, suspicions.get(one.id))
        ]
        verdict, account = worst(verdicts), known[0].account
        place = _NO_LIMIT if verdict is None else _FIRST[verdict.state], account.name.casefold()
        return Stand(place, known, account, _is_public(one.account for one in known), sums, verdict)

    def _companies(self, sums: Mapping[str, Sequence[Sum]], *, only_public: bool) -> list[Stand]:
        rows: dict[str, list[Account]] = {}
        for some in in_chunks(sorted(sums)):
            found = self._session.scalars(
                select(Account)
                .where(Account.workspace_id.in_(self._workspaces), Account.name_key.in_(some))
                .order_by(Account.created_at, Account.id)
            )
            for account in found:
                rows.setdefault(account.name_key, []).append(account)
        lines = [
            Stand((_NO_LIMIT, accounts[0].name.casefold()), (), accounts[0], _is_public(accounts), sums[key], None)
            for key, accounts in rows.items()
        ]
        return [line for line in lines if line.is_public or not only_public]


class _Limits:
    """The limits of people, and their sums in each span that one of these is about, read once."""

    def __init__(self, session: Session, workspaces: Sequence[str], span: Span) -> None:
        self._session, self._workspaces, self._span = session, workspaces, span
        self._stated: Mapping[str, datetime] = stated_days(session, workspaces)
        self._tax = {one: tax_limit(session, one, span.last) for one in workspaces}
        self._sectors = {one: limits_of(session, one) for one in workspaces}
        self._words = {one: table_of(session, one) for one in workspaces}
        self._sums: dict[Span, Mapping[str, Sequence[Sum]]] = {}
        self._of_company = cache(self._company)
        self.has_sector_limit = cache(self._knows_limit)
        """(workspace, country) -> whether a limit would speak of somebody there if they were of a sector."""

    def of(self, person: Known, suspicion: Suspicion | None) -> list[YearLimit]:
        """All that speak of a person as one workspace knows them."""
        found = [*self._of_company(person.account)]
        if (tax := self._tax[person.workspace_id]) is not None:
            found.append(tax)
        limits = self._sectors[person.workspace_id]
        if suspicion and (sector := limit_for(limits, suspicion.sector, person.country)) is not None:
            found.append(sector_limit(sector, self._span))
        return found

    def _knows_limit(self, workspace_id: str, country: str) -> bool:
        limits = self._sectors[workspace_id]
        return any(limit_for(limits, sector, country) is not None for sector in SECTORS)

    def suspicions(self, known: Iterable[Known]) -> dict[str, Suspicion]:
        """Person's id -> which sector they may be of; nobody knows of who was erased."""
        tables = {one.id: self._words[one.workspace_id] for one in known if one.erased_at is None}
        found: dict[str, Suspicion] = {}
        for some in in_chunks(list(tables)):
            rows = self._session.execute(
                select(Recipient.id, Recipient.email, Recipient.job_title).where(Recipient.id.in_(some))
            )
            found |= {row.id: one for row in rows if (one := suspicion_of(row, tables[row.id])) is not None}
        return found

    def judge(self, limit: YearLimit, key: str, sums: Sequence[Sum]) -> Verdict:
        """The person's sums of the limit's own span against it."""
        if limit.span == self._span:
            return judge(limit, sums)
        if limit.span not in self._sums:
            self._sums[limit.span] = sums_of(self._session, self._workspaces, limit.span, "person")
        return judge(limit, self._sums[limit.span].get(key, ()))

    def _company(self, account: Account) -> Sequence[YearLimit]:
        source, on = source_of(self._stated.get(account.id), account.policy_changed_at)
        return company_limits(account.gift_policy, self._span.last, source, on)


def _is_public(accounts: Iterable[Account]) -> bool:
    return any(bool(one.gift_policy.get("public_sector")) for one in accounts)
