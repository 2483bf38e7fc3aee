"""Mails whose job is gone: each is given the state that is true of it, so that none waits in the outbox for ever."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.models import OPEN, Job
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.models import JOB_OF, SENDING, MailMessage
from service.outreach.sending.post import MailUnknown
from service.recipients.lock import lock_person

DIED: Final = "job_died"
"""`wait_code` of a mail whose job died before anything left: running that job again sends it."""


def _stuck(_at: datetime) -> Due:
    """Stands in `sending` while nobody is sending it. When it was written says nothing: a clock may have been set back."""
    return select(MailMessage.id, MailMessage.workspace_id, MailMessage.created_at).where(
        MailMessage.state == SENDING, ~_at_work()
    )


def _call_unknown(message_id: str, at: datetime) -> int:
    with transaction() as session:
        found = session.scalars(
            update(MailMessage)
            .where(MailMessage.id == message_id, MailMessage.id.in_(_stuck(at).with_only_columns(MailMessage.id)))
            .values(state="unknown", error_code=MailUnknown.code)
            .returning(MailMessage.id)
            .execution_options(synchronize_session=False)
        )
        return len(found.all())


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


def _lost(_at: datetime) -> Due:
    """Queued while no job is there to send it; mail and job are written in one transaction, so this is no matter of time."""
    return select(MailMessage.id, MailMessage.workspace_id, MailMessage.created_at).where(
        MailMessage.state == "queued", ~_at_work()
    )


def _end(message_id: str, _at: datetime) -> int:
    """A cancelled job was cancelled with its campaign."""
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        lock_person(session, message.recipient_id)
        session.refresh(message, with_for_update=True)
        job = session.scalar(
            select(Job)
            .where(Job.kind == JOB_OF[message.way], Job.subject_id == message_id)
            .order_by(Job.version.desc())
            .limit(1)
        )
        if message.state != "queued" or (job is not None and job.state in OPEN):
            return 0
        if job is not None and job.state == "canceled":
            message.state, message.error_code, message.wait_code = "suppressed", "campaign_closed", None
        else:
            code = None if job is None else job.last_error_type
            message.state, message.error_code, message.wait_code = "failed", code or "job_lost", DIED
        message.wait_until = None
    return 1


def _at_work() -> ColumnElement[bool]:
    return exists().where(Job.kind.in_(sorted(JOB_OF.values())), Job.subject_id == MailMessage.id, Job.state.in_(OPEN))


find_stuck_mail: Final = RowSweep("mail with unknown outcome", _stuck, _call_unknown)
"""Sets such mail to `unknown`; answers how many. Ops decides about each."""

end_lost_mail: Final = RowSweep("mail nobody sends ended", _lost, _end)
"""Ends what is queued and nobody will send; answers how many."""
