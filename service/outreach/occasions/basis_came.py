"""A mail that was ended because its person's country asks for consent first goes after all, once there is a basis.

It never goes by the way: it goes with the next wave that somebody launches, or when somebody presses for one person. What
speaks against it then is asked again, with the person locked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from functools import partial
from typing import Final, cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.contact.departures import departure
from service.contact.may_write import may_write_at, way_to
from service.contact.prior_consent import countries_asking, may_be_written_to
from service.db.base import utc_now
from service.db.writing.chunks import in_chunks
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue_each, next_version_in
from service.outreach.models import MailKind, MailMessage
from service.outreach.purpose import topic_of
from service.outreach.sending.send_again import take_way
from service.recipients.lock import lock_person
from service.recipients.models import Recipient

KIND: Final = "outreach.basis_came"
ENDED: Final = "no_basis"
"""What stands as the reason of such a mail."""
_FIRST: Final = ("invitation", "question")
"""What a wave begins with: who never had it was never written to. A reminder of nothing is none."""
_LATER: Final = aliased(MailMessage)


def can_go_now(session: Session, workspace_id: str) -> ColumnElement[bool]:
    """Over MailMessage and Recipient: the mail was ended for want of a basis, it is the last of its kind, and there is one now."""
    newer = select(_LATER.id).where(
        _LATER.gift_id == MailMessage.gift_id,
        _LATER.kind == MailMessage.kind,
        or_(
            _LATER.created_at > MailMessage.created_at,
            and_(_LATER.created_at == MailMessage.created_at, _LATER.id > MailMessage.id),
        ),
    )
    return and_(
        MailMessage.state == "suppressed",
        MailMessage.error_code == ENDED,
        MailMessage.kind.in_(_FIRST),
        ~newer.exists(),
        Recipient.erased_at.is_(None),
        func.coalesce(may_be_written_to(countries_asking(session, workspace_id)), False),
    )


def ask_for_wave(session: Session, campaign_id: str, workspace_id: str, leave: tuple[date, int] | None) -> int:
    """Asks for the mails of a campaign's people who have a basis by now, in the transaction that launches its next wave; how many.
    `leave`: the day and hour of that wave, which are theirs too."""
    rows = session.execute(
        select(MailMessage.id, Recipient.country)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .join(Recipient, Recipient.id == MailMessage.recipient_id)
        .where(
            RecipientGift.campaign_id == campaign_id,
            RecipientGift.status.in_(ANSWERABLE | PLANNED),
            can_go_now(session, workspace_id),
        )
        .order_by(MailMessage.id)
    ).all()
    begins: defaultdict[datetime | None, list[str]] = defaultdict(list)
    for message_id, country in rows:
        begins[None if leave is None else departure(country, *leave)].append(message_id)
    version = next_version_in(session, KIND, campaign_id)
    for run_at, message_ids in begins.items():
        for some in in_chunks(message_ids):
            enqueue_each(
                session, KIND, some, version=version, workspace_id=workspace_id, campaign_id=campaign_id,
                run_at=run_at,
            )  # fmt: skip
    return len(rows)


def basis_came_job(lease: Lease) -> Effect:
    """The act of `outreach.basis_came`: subject is the mail."""
    return partial(_write, lease.subject_id)


def _write(message_id: str, session: Session) -> None:
    write_after_all(session, message_id=message_id)


def write_after_all(session: Session, *, message_id: str) -> bool:
    """Puts the mail back into the queue, where its person may be written to by now; else it says what speaks against it. False
    where it does not go."""
    message = session.get_one(MailMessage, message_id)
    person = lock_person(session, message.recipient_id)
    session.refresh(message, with_for_update=True)
    if message.state != "suppressed" or message.error_code != ENDED:
        return False
    gift = session.get_one(RecipientGift, message.gift_id, populate_existing=True)
    at, kind = utc_now(), cast(MailKind, message.kind)
    way = way_to(session, person, topic_of(kind), at)
    answer = may_write_at(session, person, at, topic_of(kind), gift, message.id, way)
    if answer.never is not None:
        message.error_code = answer.never
        return False
    take_way(session, message, way)
    if message.kind == "invitation" and gift.delivery_status == "unsent":
        gift.delivery_status = "scheduled"
    return True
