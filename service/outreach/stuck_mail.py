"""Mails whose job is gone: each is given the state that is true of it, so that none waits in the outbox for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.jobs.models import Job
from service.outreach.mail_queue import KIND
from service.outreach.models import MailMessage
from service.outreach.post import MailUnknown
from service.recipients.lock import lock_person

DIED: Final = "job_died"
"""`wait_code` of a mail whose job died before anything left: running that job again sends it."""
_SETTLED: Final = timedelta(minutes=1)
_BATCH: Final = 200


def find_stuck_mail(at: datetime) -> int:
    """Sweep: sets to `unknown` what stands in `sending` while nobody is sending it; answers how many. Ops decides about each."""
    with transaction() as session:
        found = session.execute(
            update(MailMessage)
            .where(MailMessage.state == "sending", MailMessage.created_at <= at, ~_at_work())
            .values(state="unknown", error_code=MailUnknown.code)
            .returning(MailMessage.id)
            .execution_options(synchronize_session=False)
        ).all()
    return len(found)


def send_died(session: Session, message_id: str, code: str) -> None:
    """The job that was to send it is dead, in the transaction that says so."""
    message = session.get(MailMessage, message_id)
    if message is None:
        return
    lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    if message.state == "sending":
        message.state, message.error_code = "unknown", MailUnknown.code
    elif message.state == "queued":
        message.state, message.error_code, message.wait_code, message.wait_until = "failed", code, DIED, None


def end_lost_mail(at: datetime) -> int:
    """Sweep: ends what is queued while no job is there to send it; how many. A canceled job was canceled with its campaign."""
    lost = (MailMessage.state == "queued", MailMessage.created_at <= at - _SETTLED, ~_at_work())
    with reading() as session:
        found = session.scalars(
            select(MailMessage.id).where(*lost).order_by(MailMessage.created_at, MailMessage.id).limit(_BATCH)
        ).all()
    return sum(_end(message_id) for message_id in found)


def _end(message_id: str) -> int:
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        job = session.scalar(
            select(Job).where(Job.kind == KIND, Job.subject_id == message_id).order_by(Job.version.desc()).limit(1)
        )
        if message.state != "queued" or (job is not None and job.state in {"pending", "running"}):
            return 0
        if job is not None and job.state == "canceled":
            message.state, message.error_code, message.wait_code = "suppressed", "campaign_closed", None
        else:
            code = None if job is None else job.last_error_type
            message.state, message.error_code, message.wait_code = "failed", code or "job_lost", DIED
        message.wait_until = None
    return 1


def _at_work() -> ColumnElement[bool]:
    return exists().where(Job.kind == KIND, Job.subject_id == MailMessage.id, Job.state.in_(("pending", "running")))
