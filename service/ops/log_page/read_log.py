"""The audit log of a workspace, a page at a time, sifted by the database. The page names people we give to as far as its reader may
see them; a file, which outlives an erasure, has their ids alone, as is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service import said
from service.db.page import Page, page_of
from service.errors import InvalidInput
from service.ops.log_page.act_labels import GROUPS, WORDS, acts_in
from service.ops.log_page.named import ids_in, names_of, without_name
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry, User

INSTALLATION: Final = "installation"
"""The filter's choice for what nobody pressed."""
MOST_LINES: Final = 50_000
"""Of a download; whoever needs more narrows the days."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is sifted for: a user's id or `INSTALLATION` or "", a group of acts or "", and both days included."""

    who: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. `about` and `details` name what the ids in it stand for (`named`)."""

    at: datetime
    who: str
    what: str
    about: str
    details: str


def read_wanted(form: Mapping[str, str]) -> Wanted:
    """The filter as the address has it. Raises InvalidInput for a day that is none, or days the wrong way round."""
    since, until = (_day(form.get(name, ""), name) for name in ("since", "until"))
    if since is not None and until is not None and since > until:
        raise InvalidInput("The first day is after the last one. Swap them.", param="since")
    what = form.get("what", "")
    return Wanted(form.get("who", "")[:64], what if what in GROUPS else "", since, until)


def list_log(session: Session, actor: Actor, wanted: Wanted, number: str | None) -> Page[LogLine]:
    """The newest lines first."""
    page = page_of(session, _query(actor.workspace_id, wanted), number)
    lines = _lines(session, actor, [entry for (entry,) in page.items], people=True)
    return Page(lines, page.number, page.total)


def all_lines(session: Session, actor: Actor, wanted: Wanted) -> Iterator[LogLine]:
    """The same for a download, some lines at a time."""
    query = _query(actor.workspace_id, wanted).limit(MOST_LINES)
    for some in session.scalars(query.execution_options(yield_per=500)).partitions(500):
        yield from _lines(session, actor, some, people=False)


def colleagues(session: Session, workspace_id: str) -> dict[str, str]:
    """Id -> name of everybody who works here or did."""
    return {user.id: user.name for user in session.scalars(select(User).where(User.workspace_id == workspace_id))}


def _query(workspace_id: str, wanted: Wanted) -> Select[AuditEntry]:
    query = select(AuditEntry).where(AuditEntry.workspace_id == workspace_id)
    if wanted.who == INSTALLATION:
        query = query.where(AuditEntry.user_id.is_(None))
    elif wanted.who:
        query = query.where(AuditEntry.user_id == wanted.who)
    if wanted.what:
        query = query.where(AuditEntry.act.in_(acts_in(wanted.what)))
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= _midnight(wanted.since))
    if wanted.until is not None:
        query = query.where(AuditEntry.at < _midnight(wanted.until + timedelta(days=1)))
    return query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def _lines(session: Session, actor: Actor, entries: Iterable[AuditEntry], *, people: bool) -> list[LogLine]:
    entries = list(entries)
    ids = {entry.subject_id or "" for entry in entries} | {entry.user_id or "" for entry in entries}
    ids.update(one for entry in entries for one in ids_in(entry.body))
    names = names_of(session, actor, ids, people=people)

    def called(text: str) -> str:
        return names.get(text) or (without_name(text) if people else text)

    return [
        LogLine(
            entry.at,
            "Handpicked" if entry.user_id is None else names.get(entry.user_id, "Someone who has left"),
            WORDS.get(entry.act, ("", entry.act))[1],
            called(entry.subject_id or ""),
            "; ".join(_details(entry.body, called)),
        )
        for entry in entries
    ]


def _details(body: Mapping[str, Any], called: Callable[[str], str]) -> Iterator[str]:
    """Codes and figures, as they are kept; an id as what it is called."""
    for key, value in body.items():
        if value is None or value in ({}, []):
            continue
        yield f"{_words(key)}: {_shown(value, called)}"


def _words(key: str) -> str:
    return said.noted(key)


def _shown(value: object, called: Callable[[str], str]) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return called(value)
    if isinstance(value, list):
        return ", ".join(str(_shown(one, called)) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(str(key))} {_shown(one, called)}" for key, one in value.items())
    return value


def _day(text: str, param: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-16.", param=param) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
