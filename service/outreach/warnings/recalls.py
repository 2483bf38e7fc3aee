"""Notices of a recall: one for each person who has the product, drafted by itself and sent by somebody's press.

Nothing caps them: no unsubscribing, no pause, no absence, no quiet hour, no closed campaign. Who was erased gets none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db.writing.insert_new import insert_new
from service.gifting.models import Incident, RecipientGift
from service.outreach.models import Recall, RecallNotice
from service.outreach.occasions.write_down import write_down
from service.outreach.warnings.concerned import recall_for
from service.recipients.lock import lock_people
from service.recipients.models import Recipient
from service.security.ids import new_id

HAS_IT: Final = ("shipped", "delivered")
"""Statuses of a gift that has left: its person has the product, or soon will."""


def draft_for(session: Session, gift: RecipientGift, product_id: str, at: datetime) -> None:
    """Drafts the notice of the product's recall for one person; where the notices have gone out already, it goes at once."""
    recall = recall_for(session, gift, product_id)
    if recall is None:
        return
    draft_of(session, recall, gift, at)


def draft_of(session: Session, recall: Recall, gift: RecipientGift, at: datetime) -> None:
    """The same for a recall that is known to concern them."""
    draft_notices(session, recall, [gift], at)
    if recall.sent_at is not None:
        send_drafts(session, recall, at, [gift.id])


def latest_recall(session: Session, product_id: str) -> Recall | None:
    """The recall of a product; None where it was never recalled."""
    return session.scalar(
        select(Recall).where(Recall.product_id == product_id).order_by(Recall.opened_at.desc(), Recall.id).limit(1)
    )


def draft_notices(session: Session, recall: Recall, gifts: Sequence[RecipientGift], at: datetime) -> int:
    """One notice a gift, of those that have none yet; answers how many are new."""
    rows = [
        {
            "id": new_id("rcn"),
            "workspace_id": recall.workspace_id,
            "recall_id": recall.id,
            "gift_id": gift.id,
            "recipient_id": gift.recipient_id,
            "drafted_at": at,
        }
        for gift in gifts
    ]
    return len(insert_new(session, RecallNotice, ("recall_id", "gift_id"), rows)) if rows else 0


def send_drafts(session: Session, recall: Recall, at: datetime, gift_ids: Sequence[str] | None = None) -> int:
    """Writes the mail of every draft, or of those of some gifts, and asks for it to be sent; answers how many.

    People who were erased meanwhile are left out.
    """
    unsent = [RecallNotice.recall_id == recall.id, RecallNotice.message_id.is_(None)]
    if gift_ids is not None:
        unsent.append(RecallNotice.gift_id.in_(gift_ids))
    # The people first, in the order of their ids, as everybody does: two recalls may concern the same ones.
    lock_people(session, session.scalars(select(RecallNotice.recipient_id).where(*unsent)))
    # Each draft is locked, so that of two presses at one moment one finds nothing left to send.
    wanted = (
        select(RecallNotice)
        .join(Recipient, Recipient.id == RecallNotice.recipient_id)
        .where(*unsent, Recipient.erased_at.is_(None))
        .order_by(RecallNotice.id)
        .with_for_update(of=RecallNotice)
    )
    drafts = session.scalars(wanted.execution_options(populate_existing=True)).all()
    for notice in drafts:
        gift = session.get_one(RecipientGift, notice.gift_id)
        message = write_down(session, gift, "recall", at, once_for=notice.id, about_id=notice.id)
        notice.message_id = message.id
    if recall.sent_at is None:
        recall.sent_at = at
    session.flush()
    return len(drafts)


def sent_notice(session: Session, gift_id: str) -> RecallNotice | None:
    """The notice that a gift's person was sent; None where there is none, or it is a draft still."""
    return session.scalar(
        select(RecallNotice)
        .where(RecallNotice.gift_id == gift_id, RecallNotice.message_id.is_not(None))
        .order_by(RecallNotice.drafted_at.desc(), RecallNotice.id)
        .limit(1)
    )


def confirm_notice(session: Session, notice: RecallNotice, at: datetime) -> None:
    """The person has pressed that they have read it, which also closes what ops had open about them. The first press counts."""
    session.execute(
        update(RecallNotice)
        .where(RecallNotice.id == notice.id, RecallNotice.confirmed_at.is_(None))
        .values(confirmed_at=at)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Incident)
        .where(
            Incident.gift_id == notice.gift_id,
            Incident.kind == "recalled",
            Incident.closed_at.is_(None),
            Incident.recall_id.is_(None) | (Incident.recall_id == notice.recall_id),
        )
        .values(closed_at=at)
        .execution_options(synchronize_session=False)
    )
    session.refresh(notice)
