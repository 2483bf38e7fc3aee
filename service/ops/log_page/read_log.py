"""The audit log of a workspace, a page at a time, sifted by the database. People we give to stand in it as ids, as is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.page import Page, page_of
from service.errors import InvalidInput
from service.ops.log_page.act_labels import GROUPS, WORDS, acts_in
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
    """One line. `about` names a campaign, a gift of the catalogue or a colleague; anybody and anything else by id."""

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


def list_log(session: Session, workspace_id: str, wanted: Wanted, number: str | None) -> Page[LogLine]:
    """The newest lines first."""
    page = page_of(session, _query(workspace_id, wanted), number)
    return Page(_lines(session, workspace_id, [entry for (entry,) in page.items]), page.number, page.total)


def all_lines(session: Session, workspace_id: str, wanted: Wanted) -> Iterator[LogLine]:
    """The same for a download, some lines at a time."""
    query = _query(workspace_id, wanted).limit(MOST_LINES)
    for some in session.scalars(query.execution_options(yield_per=500)).partitions(500):
        yield from _lines(session, workspace_id, some)


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


def _lines(session: Session, workspace_id: str, entries: Iterable[AuditEntry]) -> list[LogLine]:
    entries = list(entries)
    people = colleagues(session, workspace_id)
    names = {**_names(session, workspace_id, {entry.subject_id or "" for entry in entries}), **people}
    return [
        LogLine(
            entry.at,
            "Handpicked" if entry.user_id is None else people.get(entry.user_id, "Someone who has left"),
            WORDS.get(entry.act, ("", entry.act))[1],
            names.get(entry.subject_id or "", entry.subject_id or ""),
            "; ".join(_details(entry.body, names)),
        )
        for entry in entries
    ]


def _names(session: Session, workspace_id: str, ids: set[str]) -> dict[str, str]:
    """What may be called by its name: campaigns and gifts of the catalogue. A person we give to is an id here, whoever looks."""
    found = {
        campaign_id: f"“{name}”"
        for campaign_id, name in session.execute(
            select(Campaign.id, Campaign.name).where(Campaign.workspace_id == workspace_id, Campaign.id.in_(ids))
        )
    }
    products = select(Product.id, Product.texts).where(Product.workspace_id == workspace_id, Product.id.in_(ids))
    return found | {product_id: texts["en"]["name"] for product_id, texts in session.execute(products)}


def _details(body: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[str]:
    """Codes and figures, as they are kept; a colleague's id as their name."""
    for key, value in body.items():
        if value is None or value in ({}, []):
            continue
        shown = names.get(value, value) if isinstance(value, str) else value
        yield f"{key.replace('_', ' ')}: {shown}"


def _day(text: str, param: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise InvalidInput("Choose a day, such as 2027-03-16.", param=param) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
