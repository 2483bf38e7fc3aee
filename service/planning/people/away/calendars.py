"""A company's calendars: given, read every day, removed. What they say is kept as facts about its people, each with its calendar,
so that a list that says nothing of it takes nothing away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.sight import companies_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.egress.call import NotReached, call
from service.egress.read_url import read_url
from service.errors import Conflict, HandpickedError, InvalidInput, NotFound
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.jobs.row_sweep import Due, RowSweep
from service.planning.people.away.models import AwayCalendar
from service.planning.people.away.read_calendar import BYTES, read_calendar
from service.recipients.facts.fact import remember, span_of
from service.recipients.lock import lock_people
from service.recipients.models import Account, ProfileFact, Recipient
from service.security.encryption import readable
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox

KIND: Final = "planning.read_calendar"
"""The subject is the calendar."""
EVERY: Final = timedelta(days=1)
MOST: Final = 200
"""Calendars of one workspace."""
_WEB: Final = "webcal://"


def add_calendar(
    session: Session, actor: Actor, account_id: str, at: datetime, *, url: str = "", data: bytes | None = None
) -> AwayCalendar:
    """A file, or an address that is read at once by a job and every day from then on. Raises InvalidInput, NotFound, Conflict."""
    account = session.scalar(select(Account).where(Account.id == account_id, companies_of(actor)))
    if account is None:
        raise NotFound("There’s no such company.")
    if bool(url) == (data is not None):
        raise InvalidInput("Give an address or a file.", param="url")
    url = f"https://{url.removeprefix(_WEB)}" if url.startswith(_WEB) else url
    if url:
        read_url(url)
        if is_sandbox(session, actor.workspace_id):
            raise InvalidInput("A sandbox calls no address. Upload the calendar as a file.", param="url")
    spans = read_calendar(data, at.date()) if data is not None else []
    if len(calendars_of(session, actor)) >= MOST:
        raise Conflict(f"A workspace has at most {MOST} calendars. Remove one first.")
    calendar = AwayCalendar(
        id=new_id("cal"), workspace_id=actor.workspace_id, account_id=account.id, url=url or None, spans=spans,
        asked_at=at if url else None, read_at=None if url else at, created_by=actor.user_id, created_at=at,
    )  # fmt: skip
    session.add(calendar)
    session.flush()
    if url:
        enqueue(session, KIND, calendar.id, workspace_id=actor.workspace_id)
    else:
        keep_days(session, calendar, at)
    record_act(session, actor, "calendar.added", at, subject_id=account.id, body={"days": len(spans)})
    return calendar


def calendars_of(session: Session, actor: Actor) -> Sequence[tuple[AwayCalendar, str]]:
    """(calendar, its company's name) of those the actor sees, by company."""
    rows = session.execute(
        select(AwayCalendar, Account.name)
        .join(Account, Account.id == AwayCalendar.account_id)
        .where(companies_of(actor))
        .order_by(Account.name, AwayCalendar.id)
    )
    return [(calendar, name) for calendar, name in rows]


def remove_calendar(session: Session, actor: Actor, calendar_id: str, at: datetime) -> None:
    """It goes, and what it said with it. Raises NotFound."""
    calendar = session.get(AwayCalendar, calendar_id, with_for_update=True)
    if calendar is None or calendar.id not in {one.id for one, _ in calendars_of(session, actor)}:
        raise NotFound("There’s no such calendar.")
    calendar.spans = []
    keep_days(session, calendar, at)
    record_act(session, actor, "calendar.removed", at, subject_id=calendar.account_id)
    session.delete(calendar)
    session.flush()


def keep_days(session: Session, calendar: AwayCalendar, at: datetime) -> int:
    """What the calendar says now, as facts of everybody at its company; how many facts changed. The people are locked here."""
    people = select(Recipient.id).where(Recipient.account_id == calendar.account_id, Recipient.erased_at.is_(None))
    changed = 0
    wanted = {span for span in calendar.spans if _last(span) >= at.date()}
    for person in lock_people(session, session.scalars(people).all()).values():
        if person.erased_at is not None:
            continue
        present = session.scalars(
            select(ProfileFact).where(
                ProfileFact.recipient_id == person.id,
                ProfileFact.calendar_id == calendar.id,
                ProfileFact.withdrawn_at.is_(None),
            )
        ).all()
        stands = {fact.value for fact in present}
        for fact in present:
            if fact.value not in wanted and _last(fact.value) >= at.date():
                fact.withdrawn_at, fact.withdrawn_by = at, "list"
                changed += 1
        for span in sorted(wanted - stands):
            fact = remember(session, person, "away", span, "imported", at, until=_last(span))
            fact.calendar_id = calendar.id
            changed += 1
    session.flush()
    return changed


def away_now(session: Session, calendar: AwayCalendar, today: date) -> tuple[int, date | None]:
    """(people who are away by it today, the first day of the next time; None for none)."""
    spans = [span_of(one) for one in calendar.spans]
    coming = min((first for first, _ in spans if first > today), default=None)
    if not any(first <= today <= last for first, last in spans):
        return 0, coming
    people = select(Recipient.id).where(Recipient.account_id == calendar.account_id, Recipient.erased_at.is_(None))
    return len(session.scalars(people).all()), coming


def read_calendar_job(lease: Lease) -> Effect | None:
    """The act of `planning.read_calendar`. Where nothing could be read, what was read before stays."""
    with reading() as session:
        calendar = session.get(AwayCalendar, lease.subject_id)
        if calendar is None or (url := readable(calendar.url)) is None or is_sandbox(session, calendar.workspace_id):
            return None
    at, code = utc_now(), None
    spans: list[str] = []
    try:
        answer = call("GET", read_url(url), {"Accept": "text/calendar"}, most=BYTES + 1)
        if answer.status != 200:
            code = "not_there"
        else:
            spans = read_calendar(answer.body, at.date())
    except (NotReached, InvalidInput) as error:
        code = _code(error)

    def write(session: Session) -> None:
        found = session.get(AwayCalendar, lease.subject_id, with_for_update=True)
        if found is None:
            return
        found.error_code = code
        if code is None:
            found.spans, found.read_at = spans, at
            keep_days(session, found, at)

    return write


def _code(error: HandpickedError) -> str:
    return error.code


def _last(span: str) -> date:
    return span_of(span)[1]


def _due(at: datetime) -> Due:
    return select(AwayCalendar.id, AwayCalendar.workspace_id, AwayCalendar.asked_at).where(
        AwayCalendar.asked_at <= at - EVERY
    )


def _ask(calendar_id: str, at: datetime) -> int:
    with transaction() as session:
        calendar = session.get(AwayCalendar, calendar_id, with_for_update=True)
        if calendar is None or calendar.asked_at is None or calendar.asked_at > at - EVERY:
            return 0
        calendar.asked_at = at
        version = next_version(session, KIND, calendar.id)
        enqueue(session, KIND, calendar.id, version=version, workspace_id=calendar.workspace_id)
    return 1


read_calendars: Final = RowSweep("calendars read", _due, _ask, by_machine=True)
"""Asks for those that were last read a day ago; answers how many."""
