"""How far a gift's film was played: codes that its player reports, each counted once a viewing; nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.cues import ACTS
from service.brain.events.on_page import note_film
from service.brain.events.viewing import is_counted
from service.content.films.film import cues_of_film
from service.content.models import FilmEvent
from service.db.writing.insert_new import insert_new
from service.errors import InvalidInput, LinkClosed, TooMany
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person

HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 120
"""Events of one gift; a person who plays it three times over and tries everything comes to about forty."""
MOST_AT_ONCE: Final = 20
_VIEWING: Final = re.compile(r"[0-9a-f]{16}")
_MARKS: Final[Mapping[str, frozenset[str]]] = {
    "started": frozenset({"once"}),
    "played": frozenset({"25", "50", "75", "100"}),
    "again": frozenset("123456789"),
    "pressed": frozenset(ACTS),
    "stopped": frozenset({"early"}),
}
_TOLD: Final[Mapping[tuple[str, str], Literal["film_through", "film_stopped"]]] = {
    ("played", "100"): "film_through",
    ("stopped", "early"): "film_stopped",
}
"""What of a viewing is an event of its person's, which decisions may read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a player says of one viewing: (kind, mark), each once."""

    viewing: str
    events: tuple[tuple[str, str], ...]


def read_report(session: Session, gift: RecipientGift, viewing: str, seen: Iterable[str]) -> Report:
    """`seen` are `kind:mark` codes. Raises InvalidInput for anything that is not one of ours.

    The film's files say which chapters it has, so this comes before the transaction that writes.
    """
    codes = list(dict.fromkeys(seen))
    if not _VIEWING.fullmatch(viewing) or not 0 < len(codes) <= MOST_AT_ONCE:
        raise InvalidInput("This didn’t come from our player.", param="viewing")
    events = [(kind, mark) for kind, _, mark in (code.partition(":") for code in codes)]
    has_chapters = any(kind == "chapter" for kind, _ in events)
    marks = {**_MARKS, "chapter": _scenes(session, gift)} if has_chapters else _MARKS
    if any(mark not in marks.get(kind, ()) for kind, mark in events):
        raise InvalidInput("This didn’t come from our player.", param="seen")
    return Report(viewing, tuple(events))


def count_watched(session: Session, gift: RecipientGift, report: Report, at: datetime) -> int:
    """Writes down what was played, each thing once a viewing; answers how much was new: nothing for whoever switched it off.

    Raises TooMany, and LinkClosed for a person who was erased meanwhile: nothing is counted after their shredding.
    """
    if lock_person(session, gift.recipient_id).erased_at is not None:
        raise LinkClosed()
    if not is_counted(session, gift.recipient_id):
        return 0
    lately = select(func.count()).where(FilmEvent.gift_id == gift.id, FilmEvent.at > at - HOUR)
    if session.scalars(lately).one() + len(report.events) > MOST_AN_HOUR:
        raise TooMany("This film has been reported too often in the last hour.")
    rows = [
        {
            "workspace_id": gift.workspace_id,
            "campaign_id": gift.campaign_id,
            "gift_id": gift.id,
            "viewing": report.viewing,
            "kind": kind,
            "mark": mark,
            "at": at,
        }
        for kind, mark in report.events
    ]
    new = len(insert_new(session, FilmEvent, ("gift_id", "viewing", "kind", "mark"), rows))
    if new:
        for event in report.events:
            if (kind := _TOLD.get(event)) is not None:
                note_film(session, gift.recipient_id, kind, f"{gift.id}:{report.viewing}", at)
    return new


def _scenes(session: Session, gift: RecipientGift) -> frozenset[str]:
    cues = cues_of_film(session, gift)
    return frozenset() if cues is None else frozenset(chapter.scene for chapter in cues.chapters)
