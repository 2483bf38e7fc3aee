"""A number becomes somebody's once they have typed the code that was sent to it. Until then nothing but the code goes there.

Codes are limited for each person and, over all workspaces, for each number, so that nobody is bothered through us. The person is
locked by whoever calls.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service.errors import TooMany
from service.jobs.delete_old import delete_old
from service.jobs.enqueue import enqueue
from service.recipients.models import Recipient
from service.recipients.numbers.models import NumberCheck
from service.security.encryption import code_digits, number_hash, readable
from service.security.ids import new_id

KIND: Final = "outreach.number_code"
VALID: Final = timedelta(minutes=10)
TRIES: Final = 5
DIGITS: Final = 6
MOST_A_DAY: Final = 5
"""Codes for one person, and codes to one number."""
KEPT: Final = timedelta(days=1)
_SEPARATORS: Final = frozenset("-.\N{EN DASH}\N{NON-BREAKING HYPHEN}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}")


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a code: the number (E.164) that is theirs now, or why there is none."""

    number: str | None
    why_not: Literal["code_wrong", "code_over"] | None = None


def ask_code(session: Session, person: Recipient, number: str, at: datetime) -> NumberCheck:
    """Has a code sent to a number (E.164); the one before it ends. Raises TooMany (`code_many`) with nothing changed."""
    hashed, theirs = number_hash(number), NumberCheck.recipient_id == person.id
    to_it = NumberCheck.number_hash == hashed
    is_stopped = _asked(session, to_it & (NumberCheck.state == "stopped"), at) > 0
    if is_stopped or max(_asked(session, theirs, at), _asked(session, to_it, at)) >= MOST_A_DAY:
        wait = int(KEPT.total_seconds())
        raise TooMany("That is as many codes as we send in a day.", param="code_many", wait_seconds=wait)
    end_checks(session, theirs)
    check = NumberCheck(
        id=new_id("nck"),
        workspace_id=person.workspace_id,
        recipient_id=person.id,
        number=number,
        number_hash=hashed,
        state="asked",
        tries_left=TRIES,
        asked_at=at,
    )
    session.add(check)
    session.flush()
    enqueue(session, KIND, check.id, workspace_id=person.workspace_id)
    return check


def pending_of(session: Session, recipient_id: str, at: datetime) -> NumberCheck | None:
    """The code that they could type now; None where there is none, or it has run out."""
    newest = select(NumberCheck).where(NumberCheck.recipient_id == recipient_id, is_open(at))
    return session.scalar(newest.order_by(NumberCheck.asked_at.desc()).limit(1))


def is_open(at: datetime) -> ColumnElement[bool]:
    """Over NumberCheck: its code can be typed."""
    return NumberCheck.number.is_not(None) & (NumberCheck.asked_at > at - VALID)


def code_of(check: NumberCheck) -> str:
    """The digits that show the number to be theirs."""
    return code_digits(check.id, DIGITS)


def try_code(session: Session, person: Recipient, typed: str, at: datetime) -> Tried:
    """Takes one try. A code that is right, or wrong for the last time, ends."""
    check = pending_of(session, person.id, at)
    number = None if check is None else readable(check.number)
    if check is None or number is None:
        return Tried(None, "code_over")
    if digits_of(typed) == code_of(check):
        end_checks(session, NumberCheck.id == check.id)
        return Tried(number)
    check.tries_left -= 1
    session.flush()
    if check.tries_left > 0:
        return Tried(None, "code_wrong")
    end_checks(session, NumberCheck.id == check.id)
    return Tried(None, "code_over")


def digits_of(typed: str) -> str:
    """What somebody typed as a code, in any script's digits, with or without blanks and hyphens."""
    kept = [letter for letter in typed[:40] if not letter.isspace() and letter not in _SEPARATORS]
    return "".join(str(unicodedata.digit(letter, letter)) for letter in kept)


def end_checks(session: Session, which: ColumnElement[bool]) -> None:
    """Their codes open nothing any more, and the numbers go."""
    session.execute(
        update(NumberCheck)
        .where(which, NumberCheck.state.not_in(("ended", "stopped")))
        .values(state="ended", number=None)
        .execution_options(synchronize_session="fetch")
    )


def stop_codes(session: Session, number: str) -> None:
    """Whoever has this number wants nothing of us: no further code goes there for as long as codes are counted."""
    session.execute(
        update(NumberCheck)
        .where(NumberCheck.number_hash == number_hash(number))
        .values(state="stopped", number=None)
        .execution_options(synchronize_session="fetch")
    )


def _asked(session: Session, which: ColumnElement[bool], at: datetime) -> int:
    counted = select(func.count()).select_from(NumberCheck).where(which, NumberCheck.asked_at > at - KEPT)
    return session.scalar(counted) or 0


forget_codes: Final = delete_old(
    "codes for numbers forgotten", NumberCheck.id, NumberCheck.asked_at, lambda at: NumberCheck.asked_at <= at - KEPT
)
"""Removes what is a day old; answers how many rows."""
