"""A person's mail as staff may look at it: every link that opens something of the person leads nowhere."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from sqlalchemy.orm import Session

from service.content.links import links_nowhere, links_of
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.outreach.letters.letter import Letter, letter_of
from service.outreach.models import MailMessage
from service.outreach.texting.sms_text import text_for_staff
from service.workspaces.sandbox import is_sandbox

_LIVE: Final = re.compile(r"(?:https?:)?//[^\s\"'<>]*?/(?:g|c|unsubscribe)/[^\s\"'<>)\]]+")
"""An address whose path opens a gift without a sign-in, of whatever version and from whatever origin we had before."""


def letter_for_staff(session: Session, message: MailMessage) -> Letter:
    """The mail without its live links; in a sandbox, whose people are invented, just as it is sent.

    Raises as `letter_of` does, and Conflict where a live link is left in it.
    """
    if message.way == "text":
        return text_for_staff(session, message)
    if is_sandbox(session, message.workspace_id):
        return letter_of(session, message)
    letter = letter_of(session, message, for_staff=True)
    gift = session.get_one(RecipientGift, message.gift_id)
    seen = replace(letter, subject=_dead(letter.subject), text=_dead(letter.text), html=_dead(letter.html))
    token = links_of(gift).page.rpartition("/")[2]
    if any(token in part for part in (seen.subject, seen.text, seen.html)):
        raise Conflict("This email contains a link that belongs to one person alone, so it isn’t shown.")
    return seen


def _dead(text: str) -> str:
    return _LIVE.sub(links_nowhere().page, text)
