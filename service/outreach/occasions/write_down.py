"""A mail is written down before it is sent, also one that will never be: silence is a decision that can be looked up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.may_write import LOOK_AGAIN, may_write_at, way_to
from service.contact.rules import SAFETY
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.jobs.put_off import put_off_wish
from service.outreach.models import JOB_OF, MailKind, MailMessage
from service.outreach.purpose import purpose_of, topic_of
from service.recipients.lock import lock_person
from service.security.ids import new_id


def is_written(session: Session, gift: RecipientGift, kind: MailKind, once_for: str | None = None) -> bool:
    """Whether this gift has its mail of the kind, whatever became of it; `once_for` as in `write_down`."""
    key = key_of(gift, kind, once_for)
    return session.scalar(select(MailMessage.id).where(MailMessage.idempotency_key == key)) is not None


def write_down(
    session: Session,
    gift: RecipientGift,
    kind: MailKind,
    at: datetime,
    *,
    once_for: str | None = None,
    about_id: str | None = None,
) -> MailMessage:
    """Writes the gift's one mail of a kind and asks for it to be sent, as soon as the person may be written to.

    `once_for`: what there is one mail for where it is not the gift, so that a second incident has its own. Where the person may
    not be written to at all, the mail is `suppressed` with its reason and nothing is asked for.
    """
    person = lock_person(session, gift.recipient_id)
    way = way_to(session, person, topic_of(kind), at)
    answer = may_write_at(session, person, at, purpose_of(session, gift, kind), gift, by=way)
    message = MailMessage(
        id=new_id("msg"),
        workspace_id=gift.workspace_id,
        gift_id=gift.id,
        recipient_id=gift.recipient_id,
        kind=kind,
        about_id=about_id,
        way=way,
        idempotency_key=key_of(gift, kind, once_for),
        state="queued" if answer.never is None else "suppressed",
        error_code=answer.never,
        wait_code=answer.later,
        wait_until=answer.not_before,
        created_at=at,
    )
    session.add(message)
    session.flush()
    if answer.never is None:
        _enqueue(session, gift, JOB_OF[way], message.id, answer.not_before, is_warning=kind in SAFETY)
    return message


def come_back(session: Session, gift: RecipientGift, job: str, version: int, at: datetime) -> None:
    """While a campaign is paused nobody is contacted: the same job for this gift runs later, and stays one row."""
    put_off_wish(session, job, gift.id, version, at + LOOK_AGAIN)


def key_of(gift: RecipientGift, kind: MailKind, once_for: str | None) -> str:
    """What there is one mail for, ever; `once_for` as in `write_down`."""
    return f"{kind}:{once_for or gift.id}"


def _enqueue(
    session: Session, gift: RecipientGift, job: str, subject_id: str, run_at: datetime | None, *, is_warning: bool
) -> None:
    enqueue(
        session,
        job,
        subject_id,
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        run_at=run_at,
        passes_pause=is_warning,
    )
