"""How the reader of a gift finds out whether it is real: its code, where that is typed, and their giver's own number; and what the
office of their company answered to its statement."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy.orm import Session

from renderers.checked.values import Checked, OfficeSaid
from service.campaigns.givers.colleague import giver_user
from service.campaigns.givers.signature import international, signature_of
from service.campaigns.givers.whose import sender_words
from service.campaigns.models import Campaign
from service.config import settings
from service.gifting.check_code import check_code
from service.gifting.models import RecipientGift

PATH = "/check"


def checked_of(session: Session, campaign: Campaign, gift: RecipientGift) -> Checked:
    """The same on page, mail, card and film."""
    link = f"{settings().base_url}{PATH}"
    return Checked(check_code(gift.id), link.partition("://")[2], link, phone_of(session, campaign, gift) or None)


def phone_of(session: Session, campaign: Campaign, gift: RecipientGift) -> str:
    """The telephone of whoever's name the gift is in, as it is written for people; "" where they gave none, and where that is the
    name of nobody who works here."""
    user = giver_user(session, campaign, gift.recipient_id)
    signature = None if user is None else signature_of(user)
    if user is None or signature is None or not signature.phone:
        return ""
    name = str(sender_words(session, campaign, gift.recipient_id)["name"])
    return international(signature.phone) if user.name.casefold().split() == name.casefold().split() else ""


def office_said(gift: RecipientGift) -> OfficeSaid | None:
    """What the office of its person's company answered; None for nothing."""
    if gift.office_answer is None or gift.office_answered_at is None:
        return None
    if gift.office_answer != "return" and gift.office_product_id != gift.product_id:
        # It was swapped since: nobody has asked about what it is now.
        return None
    return OfficeSaid(cast("Any", gift.office_answer), gift.office_answered_at)
