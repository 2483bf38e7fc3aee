"""Somebody in two campaigns of one workspace, with everything that a decision reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from service.contact.models import Contact
from service.gifting.models import GiftEvent, RecipientGift
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.security.ids import new_id
from tests.factories import AT as MADE
from tests.factories import join, make_account, make_campaign, make_gift, make_product, make_recipient, make_workspace

AT = datetime(2027, 4, 20, 9, 0, tzinfo=UTC)
"""A Tuesday morning in Prague."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Two:
    """`first` and `second` are the person's gifts, in a campaign each."""

    workspace_id: str
    person_id: str
    account_id: str
    first: str
    second: str


def make_two(session: Session, first: dict[str, Any] | None = None, second: dict[str, Any] | None = None) -> Two:
    """Both gifts are launched and wait for an invitation, unless their columns say otherwise."""
    workspace = make_workspace(session)
    account = make_account(session, workspace.id)
    person = make_recipient(session, account, basis="customer")
    gifts = []
    for number, columns in enumerate((first or {}, second or {})):
        campaign = make_campaign(
            session, workspace.id, status="running", name=f"Campaign {number}", expires_at=AT + 60 * DAY
        )
        join(session, campaign, person, 2)
        product = make_product(session, workspace.id, f"Gift {number}")
        values = {"status": "created", "launched_at": MADE} | columns
        gifts.append(make_gift(session, campaign, person, product, **values))
    session.flush()
    return Two(workspace.id, person.id, account.id, gifts[0].id, gifts[1].id)


def mailed(session: Session, gift_id: str, kind: str, at: datetime | None, state: str = "sent") -> str:
    """A message about a gift; what left counts for the caps."""
    gift = session.get_one(RecipientGift, gift_id)
    message = MailMessage(
        id=new_id("msg"),
        workspace_id=gift.workspace_id,
        gift_id=gift.id,
        recipient_id=gift.recipient_id,
        kind=kind,
        idempotency_key=f"{kind}:{gift.id}",
        state=state,
        created_at=at or AT,
        sent_at=at,
    )
    session.add(message)
    if at is not None:
        session.add(
            Contact(
                workspace_id=gift.workspace_id,
                recipient_id=gift.recipient_id,
                gift_id=gift.id,
                message_id=message.id,
                purpose=kind,
                at=at,
            )
        )
    session.flush()
    return message.id


def happened(session: Session, gift_id: str, kind: str, at: datetime) -> None:
    """An event of a gift's history."""
    gift = session.get_one(RecipientGift, gift_id)
    session.add(
        GiftEvent(
            workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id, kind=kind, body={}, at=at
        )
    )
    session.flush()


def who(session: Session, two: Two) -> Recipient:
    """The person's row."""
    return session.get_one(Recipient, two.person_id)
