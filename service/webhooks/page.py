"""What the pages about webhooks show: endpoints and sources with their figures of a day, and an endpoint's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.db.page import Page, page_of
from service.security.encryption import readable
from service.webhooks.deliveries.schedule import TRIES
from service.webhooks.endpoints.register import endpoints_of
from service.webhooks.endpoints.tell_off import shown_address
from service.webhooks.event_types import in_words
from service.webhooks.incoming.read_message import TYPES as TOLD_BY
from service.webhooks.incoming.sources import path_of, sources_of
from service.webhooks.models import WebhookDelivery, WebhookEndpoint, WebhookMessage, WebhookSource
from service.workspaces.models import User

DAY: Final = timedelta(hours=24)
TABS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (),
    "delivered": ("delivered",),
    "waiting": ("queued", "held"),
    "failed": ("failed",),
    "kept": ("kept", "dropped"),
}
TAB_WORDS: Final[Mapping[str, str]] = {
    "all": "All",
    "delivered": "Delivered",
    "waiting": "Waiting",
    "failed": "Failed",
    "kept": "Not sent",
}
ERRORS: Final[Mapping[str, str]] = {
    "host_unknown": "no host of this name",
    "private_address": "its name leads into a private network",
    "not_connected": "no connection",
    "tls_failed": "its certificate can’t be trusted",
    "no_answer": "no answer in 15 s",
    "broken_answer": "the connection broke",
    "invalid_input": "the address can’t be read",
}
"""Why there was no answer, as the log says it."""
SOURCE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "carrier": ("Carrier", "Shipped, delivered, returned, lost"),
    "crm": ("CRM", "Purchases, product use, looks at your pages, meetings, stage"),
}


@dataclass(frozen=True, slots=True)
class Counts:
    """Messages of the last 24 hours by what became of them, test events left out."""

    delivered: int = 0
    waiting: int = 0
    failed: int = 0
    not_sent: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.delivered + self.waiting + self.failed + self.not_sent


@dataclass(frozen=True, slots=True)
class EndpointLine:
    """One line of the list. `last` is the try that was last: (at, what it got)."""

    endpoint: WebhookEndpoint
    address: str
    events: str
    counts: Counts
    last: tuple[datetime, str] | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of what comes in."""

    source: WebhookSource
    name: str
    tells: str
    types: Sequence[str]
    path: str
    day: int
    refused: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One message of an endpoint. `shape` and `word` are its state, `note` what was answered; `can`: replay, try or nothing."""

    delivery: WebhookDelivery
    tries: str
    shape: str
    word: str
    note: str
    can: str


def endpoint_lines(session: Session, workspace_id: str, at: datetime) -> list[EndpointLine]:
    """The workspace's endpoints, those that are off first."""
    found = endpoints_of(session, workspace_id)
    lines = [
        EndpointLine(
            one,
            shown_address(readable(one.url)),
            in_words(one.events),
            counts_of(session, one.id, at),
            _last_try(session, one.id),
        )
        for one in found
    ]
    return sorted(lines, key=lambda line: (line.endpoint.off_at is None, line.endpoint.created_at))


def source_lines(session: Session, workspace_id: str, at: datetime) -> list[SourceLine]:
    """Who tells the workspace something."""
    return [_source_line(session, one, at) for one in sources_of(session, workspace_id)]


def _source_line(session: Session, source: WebhookSource, at: datetime) -> SourceLine:
    of_it = WebhookMessage.source_id == source.id
    lately = WebhookMessage.at > at - DAY
    day = session.scalar(select(func.count()).where(of_it, lately)) or 0
    refused = session.scalar(select(func.count()).where(of_it, lately, WebhookMessage.state == "refused")) or 0
    last = session.scalar(select(func.max(WebhookMessage.at)).where(of_it))
    name, tells = SOURCE_WORDS[source.kind]
    return SourceLine(source, name, tells, TOLD_BY[source.kind], path_of(source), day, refused, last)


def messages_of(session: Session, workspace_id: str) -> Sequence[WebhookMessage]:
    """The last that came in."""
    rows = select(WebhookMessage).where(WebhookMessage.workspace_id == workspace_id)
    return session.scalars(rows.order_by(WebhookMessage.at.desc(), WebhookMessage.id).limit(10)).all()


def counts_of(session: Session, endpoint_id: str, at: datetime) -> Counts:
    """Of the last day."""
    rows = session.execute(
        select(WebhookDelivery.state, func.count())
        .where(
            WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.created_at > at - DAY, ~WebhookDelivery.is_test
        )
        .group_by(WebhookDelivery.state)
    )
    by_state: Counter[str] = Counter({state: number for state, number in rows})
    return Counts(
        by_state["delivered"],
        by_state["queued"] + by_state["held"],
        by_state["failed"],
        by_state["kept"] + by_state["dropped"],
    )


def tab_counts(session: Session, endpoint_id: str) -> dict[str, int]:
    """Tab -> how many messages it shows."""
    rows = session.execute(
        select(WebhookDelivery.state, func.count())
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .group_by(WebhookDelivery.state)
    )
    by_state: Counter[str] = Counter({state: number for state, number in rows})
    return {tab: sum(by_state[one] for one in states or by_state) for tab, states in TABS.items()}


def log_page(session: Session, endpoint_id: str, tab: str, page: str | None) -> Page[LogLine]:
    """The newest first."""
    wanted: list[ColumnElement[bool]] = [WebhookDelivery.endpoint_id == endpoint_id]
    if states := TABS.get(tab, ()):
        wanted.append(WebhookDelivery.state.in_(states))
    found = page_of(session, select(WebhookDelivery).where(*wanted).order_by(WebhookDelivery.number.desc()), page)
    return Page([log_line(row) for (row,) in found.items], found.number, found.total, found.size)


def log_line(row: WebhookDelivery) -> LogLine:
    """A message as the log shows it."""
    answers = [_answered(one) for one in row.tries]
    tries = f"{row.attempts} of {TRIES}" if row.state == "failed" or (row.attempts and row.state == "queued") else ""
    said = ", then ".join(answers[-3:])
    match row.state:
        case "delivered":
            return LogLine(row, str(row.attempts or ""), "ok", "Delivered", answers[-1] if answers else "", "replay")
        case "held":
            return LogLine(row, "", "held", "Waits for the one before", "in order for each gift", "")
        case "queued":
            word = "Tries again" if row.tries else "On its way"
            return LogLine(row, tries, "run", word, said, "try" if row.tries else "")
        case "failed":
            return LogLine(row, tries, "stop", "Failed", answers[-1] if answers else "", "replay")
        case "kept":
            return LogLine(row, tries, "held", "Kept, not sent", said, "")
    return LogLine(row, tries, "off", "Not sent", "dropped when it was turned on again", "replay")


def _answered(tried: Mapping[str, Any]) -> str:
    if tried.get("status") is not None:
        return f"{tried['status']} in {tried.get('ms', 0)} ms"
    return ERRORS.get(str(tried.get("error")), "no answer")


def _last_try(session: Session, endpoint_id: str) -> tuple[datetime, str] | None:
    row = session.scalar(
        select(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.attempts > 0)
        .order_by(WebhookDelivery.number.desc())
        .limit(1)
    )
    if row is None or not row.tries:
        return None
    tried = row.tries[-1]
    return datetime.fromisoformat(str(tried["at"])), _answered(tried)


def answer_times(session: Session, endpoint_id: str, at: datetime) -> tuple[int, int] | None:
    """(median, 95th percentile) of answers in milliseconds, of what was delivered in the last day; None for none."""
    rows = session.scalars(
        select(WebhookDelivery.tries)
        .where(
            WebhookDelivery.endpoint_id == endpoint_id,
            WebhookDelivery.created_at > at - DAY,
            WebhookDelivery.state == "delivered",
        )
        .order_by(WebhookDelivery.number.desc())
        .limit(1_000)
    )
    times = sorted(int(tries[-1].get("ms", 0)) for tries in rows if tries)
    if not times:
        return None
    return times[len(times) // 2], times[min(len(times) - 1, len(times) * 95 // 100)]


def name_of(session: Session, user_id: str | None) -> str | None:
    """Somebody of the workspace by their name."""
    user = session.get(User, user_id) if user_id else None
    return None if user is None else user.name
