"""A thread as the giver's people read it: without the words that speak of food, materials or health, unless their writer lets
them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.gifting.models import RecipientGift
from service.recipients.letters.details import quoted_of
from service.recipients.letters.models import Letter
from service.security.encryption import readable
from service.workspaces.models import User

NOT_SHOWN = "This message is about food, materials or health. Only its writer can let you read it, on their own page."
NOT_SHOWN_ANSWER = "The automatic answer to it stays with them too."
LOST = "This message can no longer be read."
MOST = 200


@dataclass(frozen=True, slots=True)
class StaffLetter:
    """`words` as they may be read, or the sentence that says why not (`is_kept`)."""

    id: str
    writer: str
    name: str
    at: datetime
    words: str
    quote: str
    is_kept: bool
    is_cut: bool
    waits: bool


def read_for_staff(session: Session, gift: RecipientGift, person: str) -> list[StaffLetter]:
    """The newest letters, oldest first. `person`: what the writer is called."""
    newest = session.scalars(
        select(Letter).where(Letter.gift_id == gift.id).order_by(Letter.at.desc(), Letter.id.desc()).limit(MOST)
    ).all()
    letters = list(reversed(newest))
    open_ids = {letter.id for letter in letters if letter.is_for_staff}
    names = _names(session, letters)
    return [_read(letter, open_ids, names, person) for letter in letters]


def _read(letter: Letter, open_ids: set[str], names: dict[str, str], person: str) -> StaffLetter:
    is_automatic = letter.writer == "automatic"
    # An automatic answer tells what was asked: it is read by whoever may read the question, and by nobody else.
    may_read = letter.writer == "seller" or (letter.answers_id if is_automatic else letter.id) in open_ids
    quoted = quoted_of(letter.details) if is_automatic and may_read else None
    kept = NOT_SHOWN_ANSWER if is_automatic else NOT_SHOWN
    return StaffLetter(
        letter.id,
        letter.writer,
        "Automatic answer" if is_automatic else names.get(letter.user_id or "", person),
        letter.at,
        (readable(letter.body) or LOST) if may_read else kept,
        quoted.words if quoted else "",
        not may_read,
        letter.is_cut,
        letter.handed_over_at is not None and letter.answered_at is None,
    )


def _names(session: Session, letters: list[Letter]) -> dict[str, str]:
    ids = {letter.user_id for letter in letters if letter.user_id is not None}
    users = session.scalars(select(User).where(User.id.in_(sorted(ids)))) if ids else ()
    return {user.id: readable(user.name) or "A colleague" for user in users}
