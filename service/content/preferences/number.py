"""A number for text messages on the page of settings: it counts once its code was typed; until then everything stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.contact.wishes.choices import Choices, choices_of, save_choices
from service.contact.wishes.ways import may_have_code
from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.recipients.numbers.codes import ask_code, end_checks, pending_of, try_code
from service.recipients.numbers.keep_number import is_confirmed, is_refused, number_of
from service.recipients.numbers.models import NumberCheck
from service.security.encryption import readable

NUMBER_ACTS: Final = ("confirm", "code_again", "drop_number")


def needs_code(session: Session, person: Recipient, chosen: Choices) -> bool:
    """Whether somebody wants text messages at a number that has not been shown to be theirs, or that nothing reached."""
    if chosen.channel != "text":
        return False
    is_known = chosen.number == number_of(session, person.id) and is_confirmed(session, person.id)
    return not is_known or is_refused(session, person.id)


def with_confirmed_number(session: Session, person: Recipient, now: Choices, chosen: Choices) -> Choices:
    """What can be saved at once: a number that waits for its code changes neither way nor number."""
    if needs_code(session, person, chosen):
        return replace(chosen, channel=now.channel, number=now.number)
    return chosen


def require_code(session: Session, person: Recipient, number: str, at: datetime) -> None:
    """Has a code sent. Raises InvalidInput (`code_stopped`) where nothing at all goes to the person, TooMany (`code_many`)."""
    if not may_have_code(session, person, at):
        raise InvalidInput("You’ve stopped or paused our messages, so we can’t send a code.", param="code_stopped")
    ask_code(session, person, number, at)


def press_number(session: Session, person: Recipient, act: str, typed: str, at: datetime) -> str:
    """Carries out one press about the number that waits; answers the notice. Raises as `require_code` does."""
    check = pending_of(session, person.id, at)
    if act == "drop_number":
        end_checks(session, NumberCheck.recipient_id == person.id)
        return "number_dropped"
    if act == "code_again":
        number = None if check is None else readable(check.number)
        if number is None:
            return "code_over"
        require_code(session, person, number, at)
        return "code_sent"
    tried = try_code(session, person, typed, at)
    if tried.number is None:
        return tried.why_not or "code_over"
    now = choices_of(session, person, at.date())
    save_choices(session, person, replace(now, channel="text", number=tried.number), at, is_number_new=True)
    return "number_confirmed"
