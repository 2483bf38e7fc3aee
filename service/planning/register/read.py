"""The gift register of a company: everybody, every company or every public body that was offered something in twelve months.

Whoever looks after ethics reads it over all workspaces of the company; an owner or manager reads their own workspace. What a person
declined is in it and why is not; an erased person keeps a line without a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import Span, span_of
from service.db.page import SIZE, Page, page_number
from service.db.writing.chunks import in_chunks
from service.planning.register.limits import Verdict
from service.planning.register.stands import Of, Stand, Stands
from service.planning.register.sums import Sum
from service.recipients.models import Recipient
from service.recipients.names import name_of
from service.recipients.sectors.suspect import Suspicion
from service.workspaces.actor import Actor
from service.workspaces.company import of_one_company
from service.workspaces.models import Workspace


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
    """`workspaces`: the names of those it counts over. `lines`: all of them, or those of one page. `standing`: state -> how many of
    all lines stand so to the limit that matters most."""

    of: Of
    span: Span
    workspaces: Sequence[str]
    lines: Sequence[Line]
    standing: Mapping[str, int]

    def count(self, *states: str) -> int:
        """How many lines stand so to the limit that matters most."""
        return sum(self.standing.get(state, 0) for state in states)


def workspaces_for(session: Session, actor: Actor) -> tuple[str, ...]:
    """The workspaces whose gifts the actor's register counts."""
    return of_one_company(session, actor.workspace_id) if actor.may("see_company") else (actor.workspace_id,)


def read_register(session: Session, actor: Actor, of: Of, last: date) -> Register:
    """The register for the twelve months that end with `last`: whoever is above a limit first, then in the order of names."""
    workspaces, span = workspaces_for(session, actor), span_of("months_12", 1, last)
    stands = Stands(session, workspaces, span, of)
    return _register(session, workspaces, span, of, stands, _lines(session, stands, stands.lines))


def read_page(session: Session, actor: Actor, of: Of, last: date, wanted: str | None) -> tuple[Register, Page[Line]]:
    """One page of the same. Only the names of whom it shows are read, and of those who stand in one place with the first or the
    last of them: names decide who of these is on it."""
    workspaces, span = workspaces_for(session, actor), span_of("months_12", 1, last)
    stands = Stands(session, workspaces, span, of)
    total, number = len(stands.lines), page_number(wanted, len(stands.lines))
    first, until = (number - 1) * SIZE, min(number * SIZE, total)
    begin, end = first, until
    while begin and stands.lines[begin - 1].place == stands.lines[begin].place:
        begin -= 1
    while 0 < end < total and stands.lines[end].place == stands.lines[end - 1].place:
        end += 1
    lines = _lines(session, stands, stands.lines[begin:end])[first - begin : until - begin]
    return _register(session, workspaces, span, of, stands, lines), Page(lines, number, total)


def _register(
    session: Session, workspaces: Sequence[str], span: Span, of: Of, stands: Stands, lines: Sequence[Line]
) -> Register:
    names = session.scalars(select(Workspace.name).where(Workspace.id.in_(workspaces)).order_by(Workspace.name)).all()
    return Register(
        of, span, names, lines, Counter(one.verdict.state for one in stands.lines if one.verdict is not None)
    )


def _lines(session: Session, stands: Stands, some: Sequence[Stand]) -> list[Line]:
    """In order, those in one place by their names."""
    names: dict[str, str] = {}
    for ids in in_chunks([one.known[0].id for one in some if one.known and one.known[0].erased_at is None]):
        people = session.scalars(select(Recipient).where(Recipient.id.in_(ids)))
        names |= {person.id: name for person in people if (name := name_of(person).full) is not None}
    suspicions = stands.suspicions(one for stand in some for one in stand.known)
    lines = [(stand.place, _line(stand, names, suspicions)) for stand in some]
    return [line for _, line in sorted(lines, key=lambda one: (*one[0], (one[1].name or "").casefold()))]


def _line(stand: Stand, names: Mapping[str, str], suspicions: Mapping[str, Suspicion]) -> Line:
    if not stand.known:
        account = stand.account
        return Line("", account.name, account.country, False, stand.is_public, stand.sums, stand.verdict)
    person = stand.known[0]
    theirs = (suspicions[one.id] for one in stand.known if one.id in suspicions)
    return Line(
        names.get(person.id), stand.account.name, person.country, person.erased_at is not None, stand.is_public,
        stand.sums, stand.verdict, next(theirs, None),
    )  # fmt: skip
