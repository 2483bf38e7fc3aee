"""What the pages of a running campaign say of codes and moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.contact.may_write import Answer, Never, may_write_at, way_to
from service.gifting.cancel import ReadReason, Why
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient

WHY_WORDS: Final[Mapping[Why, str]] = {
    "asked": "They asked us to",
    "left_company": "They’ve left the company",
    "wrong_person": "It’s the wrong person",
    "doubled": "They’re in the list twice",
    "budget": "The budget changed",
    "mistake": "It was a mistake",
}
READ_WORDS: Final[Mapping[ReadReason, str]] = {
    "unavailable": "It can no longer be had",
    "ended": "We’ve had to stop these gifts",
    "mistake": "It was offered by mistake",
    "rules": "Our own rules don’t allow it",
}
"""What the sender chooses from -> the sentence that the person reads is `mail.withdrawn` in their language."""
DONE: Final[Mapping[str, str]] = {
    "take_out": "They’re out. What was set aside for them is released.",
    "exchange": "Another gift has been chosen, and what was set aside follows it.",
    "undo": "They’re back, and what was set aside for them is set aside again.",
    "more_time": "They have longer to answer. Their page, film and statement say the new day within minutes; no email is sent.",
    "link": "The old link no longer works. The new one goes out as soon as it may.",
    "ask": "Their page asks first. What is set aside stays so.",
    "lock": "The gift is locked. What is set aside stays so.",
    "unlock": "The gift is as every other again.",
}
NEVER_WORDS: Final[Mapping[Never, str]] = {
    "unsubscribed": "They want no more gifts, so we can’t email them.",
    "suppressed": "Email to this address bounced, so we can’t send there. Correct it, or have a manager lift this.",
    "channel": "They want no email, so the new link can’t be sent.",
    "topic": "They want no messages of this kind, so the new link can’t be sent.",
    "no_address": "We have no email address for them.",
    "no_number": "We have no number for them that takes text messages.",
    "no_basis": "Their country asks for consent first, and we know of none, so the new link can’t be sent.",
    "erased": "They asked to be erased, so we can’t email them.",
    "expired": "The campaign would have ended before it may leave.",
    "campaign_closed": "The campaign was closed, so we can’t email them.",
    "not_needed": "There’s nothing left to send them.",
    "already_sent": "They’ve had this email already.",
    "nothing_to_offer": "Nothing else is free that they could have.",
    "distrusted": "They didn’t trust it, so their link is closed. Talk to them first, then send a new link.",
    "held_out": "They’re held out of an experiment, so nothing is sent to them.",
}
LATER_WORDS: Final[Mapping[str, str]] = {
    "paused": "once the campaign is resumed",
    "quiet": "once they’re no longer quiet by rule",
    "away": "once they’re back",
    "message_cap": "since nobody gets two of our emails within three days",
    "quiet_hours": "since it’s night where they are",
    "asked_pause": "since they asked for a pause",
    "quiet_day": "since they want no messages on this day",
    "own_hours": "since they want no messages at this hour",
    "scheduled": "as you scheduled it",
    "question_cap": "since nobody gets two of our questions within 14 days",
    "account_paused": "since their company is paused",
    "channel_cap": "since they have had their messages by this way for the month",
    "account_cap": "since their company has had its messages for this week",
    "ignored": "since they left our last messages unanswered",
}


def leaves_at(session: Session, gift: RecipientGift, at: datetime) -> Answer:
    """Whether and when a mail with a new link would leave, if it were written now."""
    person = session.get_one(Recipient, gift.recipient_id)
    way = way_to(session, person, "invitation", at)
    return may_write_at(session, person, at, "invitation", gift, by=way)
