"""What the outbox says of a mail: its true state in a word, a shape of the kit, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from service.outreach.models import MailMessage
from service.outreach.sending.mail_queue import HELD, WHY
from service.outreach.sending.outcome import GIVEN_UP
from service.outreach.sending.post import MailLater, MailRefused
from service.outreach.texting.gateway import FAULTS, TextAway, TextLater, TextNotAccepted, TextRefused
from service.outreach.texting.send_text import NOT_DRAWN

TABS: Final[Mapping[str, str]] = {
    "queued": "Waiting",
    "sending": "Being sent",
    "sent": "Taken",
    "shown": "Shown here",
    "unknown": "Outcome unknown",
    "failed": "Not accepted",
    "suppressed": "Cancelled",
}
"""State -> the name of its tab."""


@dataclass(frozen=True, slots=True)
class Said:
    """`shape` is a state of the kit; `until` the moment that `note` speaks of, where there is one."""

    shape: str
    word: str
    note: str | None = None
    until: datetime | None = None


_WAITS: Final[Mapping[str, str]] = {
    "paused": "its campaign is paused",
    "scheduled": "its wave is set for this hour; not before",
    "quiet": "they are quiet by rule; we check again",
    "away": "they are away; we check again",
    "quiet_hours": "it is night where they are; not before",
    "asked_pause": "they asked for a pause; not before",
    "quiet_day": "they want no messages on this day; not before",
    "own_hours": "they want no messages at this hour; not before",
    "warming_up": "your sending domain is new, so we go slowly with their mailbox provider; not before",
    "message_cap": "they had a message from you recently; not before",
    "question_cap": "they had a question from you recently; not before",
    "account_paused": "their company is paused; not before",
    "channel_cap": "they have had their messages by this way for the month; not before",
    "account_cap": "their company has had its messages for this week; not before",
    "ignored": "they left our last messages unanswered; not before",
    MailLater.code: "their mailbox is busy; we’ll try again",
    TextLater.code: "the text gateway asks for patience; we’ll try again",
    TextAway.code: "the text gateway doesn’t answer; we’ll try again",
    **FAULTS,
}
NEVER: Final[Mapping[str, str]] = {
    "unsubscribed": "they want no more gifts",
    "erased": "they asked to be erased",
    "suppressed": "email to this address bounced, or they complained",
    "channel": "they want no email",
    "topic": "they want no messages of this kind",
    "no_basis": "their country asks for consent first, and we know of none",
    "no_address": "we have no email address",
    "no_number": "we have no number that takes text messages",
    "expired": "the campaign would have ended by then",
    "campaign_closed": "the campaign was closed",
    "not_needed": "there was nothing left to send",
    "already_sent": "they already had this once",
    "nothing_to_offer": "nothing else was free that they could have",
    "distrusted": "they didn’t trust it, so their link is closed and nothing more is sent",
    "held_out": "they are held out of an experiment",
}
_FAILED: Final[Mapping[str, str]] = {
    "address_invalid": "we can’t send to this address",
    "needs_smtputf8": "our mail server can’t send to an address with these characters before the @",
    "mail_not_accepted": "the mail server doesn’t accept this email, whoever it’s for",
    GIVEN_UP: "no server accepted it for three days",
    "mail_not_drawn": "it was never made",
    TextRefused.code: "the text gateway can’t reach their number",
    TextNotAccepted.code: "the text gateway doesn’t accept this message, whoever it’s for",
    NOT_DRAWN: "its words would not have been right, or too many for one message",
    "job_lost": "the job that was to send it is gone",
}


_TAKEN: Final[Mapping[str, str]] = {"mail": "Accepted by the mail server", "text": "Accepted by the text gateway"}


def said_of(message: MailMessage) -> Said:
    """The words for one mail."""
    return _SAID[message.state](message)


def _waiting(message: MailMessage) -> Said:
    if message.handed_over_at is not None:
        return _shown(message)
    code = message.wait_code
    if code == HELD or code in WHY:
        return Said("need", "Waiting for our mail server", "goes out automatically once the mail server works again")
    note = _WAITS.get(code or "")
    return Said("wait", "Waiting", note, message.wait_until if note is not None and code != "paused" else None)


def _shown(message: MailMessage) -> Said:
    if message.handed_over_at is not None:
        return Said("ok", "Handed over", "its link was shown to a colleague", message.handed_over_at)
    return Said("ok", "Shown here")


def _failed(message: MailMessage) -> Said:
    if message.error_code == MailRefused.code:
        return Said("stop", "Refused by the mail server", "it says this mailbox accepts no email")
    return Said("stop", "Not sent", _FAILED.get(message.error_code or "", "sending it failed; ops can see why"))


_SAID: Final[Mapping[str, Callable[[MailMessage], Said]]] = {
    "queued": _waiting,
    "sending": lambda _: Said("run", "Being sent"),
    "sent": lambda message: Said("ok", _TAKEN[message.way], None, message.sent_at),
    "shown": _shown,
    "unknown": lambda _: Said(
        "need", "Outcome unknown", "the connection dropped during sending: it may have been sent"
    ),
    "failed": _failed,
    "suppressed": lambda message: Said("held", "Cancelled", NEVER.get(message.error_code or "")),
}
