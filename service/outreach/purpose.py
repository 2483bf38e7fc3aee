"""For which purpose a message is sent, where its kind alone does not say it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.contact.rules import Purpose
from service.gifting.models import RecipientGift
from service.gifting.stop import has_run_out
from service.outreach.models import MailKind


def purpose_of(session: Session, gift: RecipientGift, kind: MailKind) -> Purpose:
    """A second choice since there was none left to pack is news of a delivery and no safety notice: it waits for a pause to end,
    and passes no unsubscribing."""
    return "delivery_news" if kind == "chosen_again" and has_run_out(session, gift) else topic_of(kind)


def topic_of(kind: MailKind) -> Purpose:
    """What it counts as, whatever became of the gift: an offer of a swap is its gift's one reminder in other words."""
    return "reminder" if kind == "swap_offer" else kind
