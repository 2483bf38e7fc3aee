"""How a person wants to be written to, as they said on their own page: topics, quiet days, hours, a pause."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.recipients.models import ContactWish, Recipient
from service.security.encryption import readable

Topic = Literal["gift", "reminder", "parcel", "how_is_it", "welcome", "offer"]
TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
WEEK: Final = 7
EARLIEST: Final = 8
LATEST: Final = 20
"""Whole hours within which anybody is written to at all."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """`refused`: topics they want nothing about. `quiet_days`: 0 is Monday. `not_before`, `not_after`: whole hours of their own
    day. `pause_until`: the first day on which they may be written to again. `is_readable` False where what was kept is damaged:
    then nobody knows what they refused."""

    refused: tuple[Topic, ...] = ()
    quiet_days: tuple[int, ...] = ()
    not_before: int = EARLIEST
    not_after: int = LATEST
    pause_until: date | None = None
    is_readable: bool = True


NONE: Final = Wishes()
_OF_PEOPLE: Final = select(ContactWish.recipient_id, ContactWish.body).where(
    ContactWish.recipient_id.in_(bindparam("people", expanding=True, type_=String))
)
UNREADABLE: Final = replace(NONE, is_readable=False)


def wishes_of(session: Session, recipient_ids: Sequence[str]) -> dict[str, Wishes]:
    """Person's id -> what they wish; `NONE` for whoever said nothing."""
    found = dict.fromkeys(recipient_ids, NONE)
    for some in in_chunks(recipient_ids):
        for person, body in ask(session, _OF_PEOPLE, {"people": list(some)}):
            found[person] = _read(readable(body))
    return found


def keep_wishes(
    session: Session, person: Recipient, wishes: Wishes, before: Mapping[str, Any] | None, at: datetime
) -> None:
    """Writes them down in place of the last ones. `before`: what one press brings back. The person is locked by the caller."""
    body = json.dumps({name: value for name, value in asdict(wishes).items() if name != "is_readable"}, default=str)
    row = session.get(ContactWish, person.id)
    if row is None:
        row = ContactWish(recipient_id=person.id, workspace_id=person.workspace_id)
        session.add(row)
    row.body, row.changed_at = body, at
    row.before = None if before is None else json.dumps(before, default=str)
    session.flush()


def before_of(session: Session, person: Recipient) -> Mapping[str, Any] | None:
    """What the last change can be taken back to; None where there is nothing to take back."""
    row = session.get(ContactWish, person.id)
    kept = None if row is None else readable(row.before)
    return None if kept is None else json.loads(kept)


def _read(body: str | None) -> Wishes:
    try:
        said = json.loads(body or "")
        pause = said["pause_until"]
        return Wishes(
            tuple(said["refused"]),
            tuple(said["quiet_days"]),
            int(said["not_before"]),
            int(said["not_after"]),
            None if pause is None else date.fromisoformat(pause),
        )
    except (ValueError, KeyError, TypeError):
        return UNREADABLE
