"""Everything that is out of order at this moment, found in one place: the verdict tells the worst of it, the sweep remembers it.

One more kind of trouble: its finder in `FINDERS`, its sentence in `ops.trouble_words`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from service.conversation.waiting import overdue
from service.db.connect import reading
from service.db.disk import disk_want
from service.gifting.incidents import ill_since, unsafe_since
from service.jobs.doorbell import broker_answers
from service.jobs.hitches import Trouble, note_hitches
from service.jobs.models import FAILED_BEFORE, Job
from service.jobs.pause import pauses
from service.jobs.queue_report import queues, workers
from service.jobs.queues import MAIL, QUEUES
from service.ops.history.audit_runs import last_audit
from service.ops.verdict import MAIL_FAILS_FROM, Standing, is_late
from service.outreach.checking.distrust import waiting as distrusted
from service.outreach.models import JOB_OF, MailMessage

LATELY: Final = timedelta(hours=1)
_TEXT: Final = "text"
_TEXT_JOB: Final = JOB_OF[_TEXT]
_FAILED_BEFORE: Final = text(FAILED_BEFORE)
_LONGEST_GAP_SECONDS: Final = 60.0


def troubles(session: Session, at: datetime) -> list[Trouble]:
    """What is out of order now, as far as the database tells."""
    return [one for find in FINDERS for one in find(session, at)]


def _late_queues(session: Session, at: datetime) -> Iterator[Trouble]:
    stopped = pauses(session, at)
    for report in queues(session, at, tuple(QUEUES), with_dead=False):
        if report.queue not in stopped and is_late(report) and report.oldest_due is not None:
            yield Trouble("queue_late", report.queue, since=at - report.oldest_due)


def _lost_workers(session: Session, at: datetime) -> Iterator[Trouble]:
    for worker in workers(session, at):
        if worker.state == "lost":
            yield Trouble("worker_lost", worker.name, since=worker.seen_at)


def _failing_mail(session: Session, at: datetime) -> Iterator[Trouble]:
    for workspace_id, failures in failing_mail(session, at).items():
        if failures >= MAIL_FAILS_FROM:
            yield Trouble("mail_failing", "", workspace_id)


def _failing_texts(session: Session, at: datetime) -> Iterator[Trouble]:
    for workspace_id, failures in failing_texts(session, at).items():
        if failures >= MAIL_FAILS_FROM:
            yield Trouble("texts_failing", "", workspace_id)


def _tried_again(session: Session, _at: datetime) -> Iterator[Trouble]:
    for workspace_id in tried_again(session):
        yield Trouble("jobs_tried_again", "", workspace_id)


def _waiting_people(session: Session, at: datetime) -> Iterator[Trouble]:
    for workspace_id, (_, since) in overdue(session, at).items():
        yield Trouble("people_waiting", "", workspace_id, since=since)


def _unsafe_parcels(session: Session, _at: datetime) -> Iterator[Trouble]:
    for workspace_id, since in unsafe_since(session).items():
        yield Trouble("unsafe_parcel", "", workspace_id, since=since)


def _stopped_gifts(session: Session, _at: datetime) -> Iterator[Trouble]:
    for workspace_id, since in ill_since(session).items():
        yield Trouble("gift_stopped", "", workspace_id, since=since)


def _distrusted(session: Session, _at: datetime) -> Iterator[Trouble]:
    for workspace_id, (_, since) in distrusted(session).items():
        yield Trouble("distrusted", "", workspace_id, since=since)


def _audit_findings(session: Session, _at: datetime) -> Iterator[Trouble]:
    run = last_audit(session)
    if run is not None and run.findings:
        yield Trouble("audit_finding", since=run.at)


FINDERS: Final[Sequence[Callable[[Session, datetime], Iterator[Trouble]]]] = (
    _stopped_gifts,
    _late_queues,
    _lost_workers,
    _failing_mail,
    _failing_texts,
    _tried_again,
    _waiting_people,
    _unsafe_parcels,
    _distrusted,
    _audit_findings,
)


def failing_mail(session: Session, at: datetime) -> Counter[str]:
    """Failures of mail by workspace: tries that failed of mails that are still to go, and mails given up in the last hour."""
    return _failing(session, at, Job.kind != _TEXT_JOB, MailMessage.way != _TEXT)


def failing_texts(session: Session, at: datetime) -> Counter[str]:
    """The same of text messages."""
    return _failing(session, at, Job.kind == _TEXT_JOB, MailMessage.way == _TEXT)


def _failing(session: Session, at: datetime, jobs: ColumnElement[bool], messages: ColumnElement[bool]) -> Counter[str]:
    found: Counter[str] = Counter()
    tries = session.execute(
        select(Job.workspace_id, func.sum(Job.attempt - Job.lease_expiries))
        .where(_FAILED_BEFORE, Job.queue == MAIL, jobs)
        .group_by(Job.workspace_id)
    )
    given_up = session.execute(
        select(MailMessage.workspace_id, func.count())
        .where(MailMessage.state.in_(("failed", "unknown")), MailMessage.created_at > at - LATELY, messages)
        .group_by(MailMessage.workspace_id)
    )
    for workspace_id, number in (*tries, *given_up):
        if workspace_id is not None and number:
            found[workspace_id] += int(number)
    return found


def tried_again(session: Session) -> dict[str, int]:
    """By workspace: jobs that failed, or were dead and were run again by a press, and have not ended since."""
    rows = session.execute(
        select(Job.workspace_id, func.count())
        .where(_FAILED_BEFORE, Job.workspace_id.is_not(None))
        .group_by(Job.workspace_id)
    )
    return {str(workspace_id): number for workspace_id, number in rows}


def standing_of(session: Session, workspace_id: str, at: datetime) -> Standing:
    """What the verdict has to know of one workspace besides what is late and dead."""
    people, _ = overdue(session, at).get(workspace_id, (0, at))
    return Standing(
        failing_mail(session, at)[workspace_id],
        tried_again(session).get(workspace_id, 0),
        people,
        failing_texts(session, at)[workspace_id],
        distrusted(session).get(workspace_id, (0, at))[0],
    )


class Watch:
    """Looks every so often and remembers. It notices too when it could not look: then nobody knows what was in order."""

    def __init__(self) -> None:
        self._looked: tuple[float, datetime] | None = None

    def look(self, at: datetime) -> int:
        """Sweep: writes down what has begun and what has healed. Answers how many changed."""
        with reading() as session:
            now = troubles(session, at)
        want = disk_want()
        if want is not None:
            now.append(Trouble(f"disk_{want}"))
        if not broker_answers():
            now.append(Trouble("broker_away"))
        before, self._looked = self._looked, (monotonic(), at)
        if before is not None and monotonic() - before[0] > _LONGEST_GAP_SECONDS:
            # Over as soon as it is noticed: the next look ends it.
            now.append(Trouble("unwatched", since=before[1]))
        return note_hitches(now, at)


_watch = Watch()
look = _watch.look
