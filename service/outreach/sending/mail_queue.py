"""Whether mail can leave at all. While it cannot, one mail is tried at growing intervals; the others wait and are woken.

Nothing here is about any recipient: a server that is away or turns us away is booked on nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from service.config import settings
from service.contact.rules import SAFETY
from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_new
from service.jobs.models import Job
from service.outreach.models import MailMessage, MailQueue
from service.outreach.sending.patience import latest_probe, next_probe
from service.outreach.sending.post import MailAway, is_mail_on
from service.security.encryption import server_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

KIND: Final = "outreach.send"
HELD: Final = "mail_paused"
"""Why a mail waits that has met a paused queue; the mail that was tried keeps its own code."""
WHY: Final[Mapping[str, str]] = {
    MailAway.code: "The mail server doesn’t answer",
    "mail_host_unknown": "The mail server’s name can’t be found: check HANDPICKED_SMTP_URL",
    "mail_tls_failed": "We can’t make an encrypted connection to the mail server: check its certificate and HANDPICKED_SMTP_URL",
    "mail_connection_refused": "The mail server rejects our connection straight away",
    "mail_sign_in_refused": "The mail server refuses our sign-in: check user and password in HANDPICKED_SMTP_URL",
    "mail_sender_refused": "The mail server refuses our sender: check HANDPICKED_MAIL_FROM",
    "mail_policy_refused": "Our emails aren’t trusted: check SPF, DKIM, DMARC and the reverse name of our domain",
    "mail_talk_refused": "The mail server doesn’t accept our commands",
}
WOKEN: Final = (HELD, *sorted(set(WHY) - {"mail_policy_refused", "mail_talk_refused"}))
"""Mails that wait for the server and for nothing of their own. What the server said of one mail may be true of that mail only: it
keeps its own, growing wait, and does not close the queue again as soon as it opens."""
_ID: Final = "smtp"
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no mail leaves, since when, when one is tried next, and how many wait."""

    reason: str
    since: datetime
    next_try_at: datetime
    waiting: int

    @property
    def sentence(self) -> str:
        return WHY.get(self.reason, "The mail server accepts no email from us")


def fault(session: Session, workspace_id: str) -> Fault | None:
    """What keeps mail from leaving this installation, with the number of this workspace's own mails that wait; None where nothing
    does, or no server is set."""
    row = _paused(session)
    if row is None or row.reason is None or row.since is None or row.next_try_at is None or not is_mail_on():
        return None
    waiting = session.scalar(
        select(func.count())
        .select_from(MailMessage)
        .where(MailMessage.workspace_id == workspace_id, MailMessage.state == "queued", _waits_for_server())
    )
    return Fault(row.reason, row.since, row.next_try_at, waiting or 0)


def paused_for(session: Session, at: datetime) -> str | None:
    """Why a mail is not to be tried now. None: the queue is open, or this mail is the one that tries it; of several at one moment
    one is."""
    row = _paused(session)
    if row is None:
        return None
    won = session.execute(
        update(MailQueue)
        .where(
            MailQueue.id == _ID,
            MailQueue.reason.is_not(None),
            or_(MailQueue.next_try_at <= at, MailQueue.next_try_at > latest_probe(at)),
        )
        # Should it die in the middle, the next is let through a while later.
        .values(next_try_at=next_probe(at, 2))
        .returning(MailQueue.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return row.reason if won is None else None


def pause(session: Session, reason: str, at: datetime) -> None:
    """No mail leaves: `reason` is a code of WHY. Said again, it lengthens the wait until the next try."""
    server = _server()
    insert_new(session, MailQueue, ("id",), [{"id": _ID, "server": server, "tries": 0}])
    row = session.get_one(MailQueue, _ID, with_for_update=True, populate_existing=True)
    if row.reason is None or row.server != server:
        row.server, row.since, row.tries = server, at, 0
    row.reason, row.tries = reason, row.tries + 1
    row.next_try_at = next_probe(at, row.tries)
    session.flush()


def reopen(session: Session) -> None:
    """The server has answered a mail: whatever kept mail from leaving is over. Those that waited are woken by the sweep."""
    if session.scalar(select(MailQueue.reason).where(MailQueue.id == _ID)) is None:
        return
    session.execute(
        update(MailQueue)
        .where(MailQueue.id == _ID)
        .values(reason=None, since=None, next_try_at=None, tries=0)
        .execution_options(synchronize_session=False)
    )


def try_now(session: Session, actor: Actor, at: datetime) -> None:
    """A person says that it is fixed: the next mail is tried at once."""
    # The jobs before the queue, as everywhere: job, person, queue.
    _wake_one(session, at)
    session.execute(
        update(MailQueue)
        .where(MailQueue.id == _ID, MailQueue.reason.is_not(None))
        .values(next_try_at=at, tries=0)
        .execution_options(synchronize_session=False)
    )
    record_act(session, actor, "mail.tried", at)


def wake_mail(at: datetime) -> int:
    """Sweep: lets one mail try a paused queue when it is time, and wakes those that waited once it is open. How many were woken."""
    if not is_mail_on():
        return 0
    with reading() as session:
        row = _paused(session)
        if row is not None and row.next_try_at is not None and at < row.next_try_at <= latest_probe(at):
            return 0
        waiting = _woken(session, at) if row is None else []
    if row is None and not waiting:
        return 0
    with transaction() as session:
        if row is None:
            return _wake(session, waiting, at)
        if woken := _wake_one(session, at):
            return woken
        reopen(session)  # nobody is left to try it, so nothing is known
        return 0


def _paused(session: Session) -> MailQueue | None:
    """The queue's row while it is paused for the server that is set now."""
    row = session.get(MailQueue, _ID, populate_existing=True)
    return row if row is not None and row.reason is not None and row.server == _server() else None


def _waits_for_server() -> ColumnElement[bool]:
    return MailMessage.wait_code.in_((HELD, *WHY))


def _next_waiting(session: Session) -> str | None:
    """The mail to try a paused queue with: warnings first, then what has failed least and waited longest."""
    return session.scalar(
        select(MailMessage.id)
        .where(MailMessage.state == "queued", _waits_for_server())
        .order_by(
            case((MailMessage.kind.in_(sorted(SAFETY)), 0), else_=1),
            MailMessage.tries,
            MailMessage.created_at,
            MailMessage.id,
        )
        .limit(1)
    )


def _woken(session: Session, at: datetime) -> list[str]:
    later = select(Job.id).where(
        Job.kind == KIND, Job.subject_id == MailMessage.id, Job.state == "pending", Job.run_at > at
    )
    return list(
        session.scalars(
            select(MailMessage.id)
            .where(MailMessage.state == "queued", MailMessage.wait_code.in_(WOKEN), later.exists())
            .order_by(MailMessage.created_at, MailMessage.id)
            .limit(_BATCH)
        )
    )


def _wake_one(session: Session, at: datetime) -> int:
    found = _next_waiting(session)
    return _wake(session, [found], at) if found is not None else 0


def _wake(session: Session, message_ids: list[str], at: datetime) -> int:
    woken = session.execute(
        update(Job)
        .where(Job.kind == KIND, Job.subject_id.in_(message_ids), Job.state == "pending")
        .values(run_at=at, rung_at=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(woken)


def _server() -> str:
    return server_hash(f"{settings().smtp_url.get_secret_value()}\n{settings().mail_from}")
