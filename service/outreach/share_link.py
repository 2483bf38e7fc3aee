"""Handing a person's own link over by hand, one by one: for whoever has no mail server and writes to people themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from sqlalchemy.orm import Session

from service.contact.caps import note_contact
from service.contact.may_write import may_write_at
from service.content.links import links_of
from service.errors import Conflict, InvalidInput
from service.gifting.models import RecipientGift
from service.outreach.models import MailKind, MailMessage
from service.outreach.purpose import topic_of
from service.outreach.sending.post import is_mail_on
from service.recipients.lock import lock_person
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

REASONS: Final[Mapping[str, str]] = {
    "own_mail": "I’ll email them from my own account",
    "own_message": "I’ll send it in a message",
    "in_person": "I’ll give it to them in person",
}
"""Code in the audit log -> what the page offers. Codes only: words of one's own could hold a name."""
_NOT_TO_BE_WRITTEN_TO: Final = frozenset(
    {"erased", "unsubscribed", "suppressed", "no_address", "no_number", "channel", "topic", "no_basis", "held_out"}
)
"""What the person has said, or we know of them. Whether the moment is right is with whoever hands it over."""
_PLACES: Final = {"recall": "/recall"}
"""Kinds of mail that lead somewhere else than to the gift."""


def may_hand_over(message: MailMessage) -> bool:
    """Only where the mail cannot leave by itself: no mail server is set, or was not when it was due."""
    is_kept_back = message.state == "queued" and message.way == "mail" and not is_mail_on()
    return message.state == "shown" or is_kept_back


def hand_over(session: Session, message: MailMessage, reason: str, actor: Actor, at: datetime) -> str:
    """The link that this mail would have brought, and a line in the audit log.

    Raises InvalidInput without a reason, Conflict where the mail leaves by itself or the person must not be written to.
    """
    if reason not in REASONS:
        raise InvalidInput("Say how you’ll pass it on.", param="reason")
    recipient = lock_person(session, message.recipient_id)
    session.refresh(message)
    if not may_hand_over(message):
        raise Conflict("You can’t pass this link on yourself: the email goes out automatically, or must not be sent.")
    gift = session.get_one(RecipientGift, message.gift_id)
    kind = cast(MailKind, message.kind)
    answer = may_write_at(session, recipient, at, topic_of(kind), gift, message.id, by="link")
    if answer.later == "quiet":
        raise Conflict("They are quiet by rule, so nothing goes to them for now.")
    if answer.never in _NOT_TO_BE_WRITTEN_TO:
        raise Conflict("This person must not be contacted.")
    note_contact(session, gift, message.id, topic_of(kind), at, "link")
    message.handed_over_at = at
    body = {"message_id": message.id, "reason": reason, "link_version": gift.link_version}
    record_act(session, actor, "link.handed_over", at, subject_id=gift.id, body=body)
    links = links_of(gift)
    return links.page + _PLACES[message.kind] if message.kind in _PLACES else links.personal
