"""Every mail of a workspace, as the outbox page lists it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.page import SIZE, Page, page_number
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.outreach.mail_labels import TABS, Said, said_of
from service.outreach.models import MailMessage, MailReturn
from service.recipients.models import Account, Recipient
from service.recipients.names import name_of

TOLD: Final[Mapping[str, str]] = {
    "delivered": "delivered, says their server",
    "delayed": "their server is still being tried",
    "hard_bounce": "bounced: there is no such mailbox",
    "refused": "bounced: their server refused it",
    "soft_bounce": "bounced for now, for example because the mailbox is full",
    "complaint": "reported as spam",
    "reply": "they replied: it’s in their conversation",
    "auto_reply": "an automatic reply came",
    "unclear": "something came back that we couldn’t read",
}
"""What a mail server, or its person, told of a mail afterwards, in the order in which it is read."""
STATES: Final = tuple(TABS)


@dataclass(frozen=True, slots=True)
class Line:
    """One mail. `name` None: none is known."""

    message: MailMessage
    name: str | None
    company: str
    campaign: str
    returned: tuple[str, ...] = ()
    """What came back about it, in words."""

    @property
    def said(self) -> Said:
        """Its state in words."""
        return said_of(self.message)


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of the list, newest first, and how many mails stand in each state."""

    page: Page[Line]
    counts: Mapping[str, int]


def list_mails(session: Session, workspace_id: str, state: str | None, wanted: str | None) -> Outbox:
    """The wanted page, as the address names it, of the mails in `state`, or of all."""
    counts = _counts(session, workspace_id)
    total = counts.get(state, 0) if state is not None else sum(counts.values())
    number = page_number(wanted, total)
    order = (MailMessage.created_at.desc(), MailMessage.id)
    listed = select(MailMessage.id).where(MailMessage.workspace_id == workspace_id)
    if state is not None:
        listed = listed.where(MailMessage.state == state)
    ids = session.scalars(listed.order_by(*order).limit(SIZE).offset((number - 1) * SIZE)).all()
    found = session.execute(
        select(MailMessage, Recipient, Account.name, Campaign.name)
        .join(Recipient, Recipient.id == MailMessage.recipient_id)
        .join(Account, Account.id == Recipient.account_id)
        .join(RecipientGift, RecipientGift.id == MailMessage.gift_id)
        .join(Campaign, Campaign.id == RecipientGift.campaign_id)
        .where(MailMessage.id.in_(ids))
        .order_by(*order)
    ).all()
    told = _told(session, [message.id for message, *_ in found])
    items = [
        Line(message, name_of(recipient).full, company, name, told.get(message.id, ()))
        for message, recipient, company, name in found
    ]
    return Outbox(Page(items, number, total), counts)


def find_mail(session: Session, workspace_id: str, message_id: str) -> MailMessage:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(
        select(MailMessage).where(MailMessage.id == message_id, MailMessage.workspace_id == workspace_id)
    )
    if found is None:
        raise NotFound("There’s no such email.")
    return found


def recipient_of(session: Session, message: MailMessage) -> Line:
    """The mail with the words around it."""
    recipient = session.get_one(Recipient, message.recipient_id)
    gift = session.get_one(RecipientGift, message.gift_id)
    return Line(
        message,
        name_of(recipient).full,
        session.get_one(Account, recipient.account_id).name,
        session.get_one(Campaign, gift.campaign_id).name,
        _told(session, [message.id]).get(message.id, ()),
    )


def invitation_of(session: Session, gift: RecipientGift) -> Said | None:
    """How the gift's invitation stands, in words; None where none is written yet."""
    message = session.scalar(
        select(MailMessage).where(MailMessage.gift_id == gift.id, MailMessage.kind == "invitation")
    )
    return None if message is None else said_of(message)


def _told(session: Session, message_ids: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    kinds: dict[str, set[str]] = {}
    rows = select(MailReturn.message_id, MailReturn.kind).where(MailReturn.message_id.in_(message_ids))
    for message_id, kind in session.execute(rows):
        kinds.setdefault(message_id, set()).add(kind)
    return {key: tuple(words for kind, words in TOLD.items() if kind in found) for key, found in kinds.items()}


def _counts(session: Session, workspace_id: str) -> dict[str, int]:
    rows = session.execute(
        select(MailMessage.state, func.count())
        .where(MailMessage.workspace_id == workspace_id, MailMessage.state.in_(STATES))
        .group_by(MailMessage.state)
    )
    return {state: count for state, count in rows}
