"""How far a gift's film was played: codes that its player reports, each counted once a viewing; nothing personal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from renderers.video.cues import ACTS
from service.content.film import cues_of_film
from service.content.models import FilmEvent
from service.errors import InvalidInput, TooMany
from service.gifting.models import RecipientGift

HOUR: Final = timedelta(hours=1)
MOST_AN_HOUR: Final = 120
"""Events of one gift; a person who plays it three times over and tries everything comes to about forty."""
MOST_AT_ONCE: Final = 20
_VIEWING: Final = re.compile(r"[0-9a-f]{16}")
_MARKS: Final = {
    "started": frozenset({"once"}),
    "played": frozenset({"25", "50", "75", "100"}),
    "again": frozenset("123456789"),
    "pressed": frozenset(ACTS),
}


def count_watched(session: Session, gift: RecipientGift, viewing: str, seen: Iterable[str], at: datetime) -> int:
    """Writes down what a player reports, each thing once a viewing; answers how many were new.

    `seen` are `kind:mark` codes. Raises InvalidInput for anything that is not one of ours, TooMany for too many.
    """
    codes = list(dict.fromkeys(seen))
    if not _VIEWING.fullmatch(viewing) or not 0 < len(codes) <= MOST_AT_ONCE:
        raise InvalidInput("This is not what our player sends.", param="viewing")
    events = [_event(session, gift, code) for code in codes]
    lately = select(func.count()).where(FilmEvent.gift_id == gift.id, FilmEvent.at > at - HOUR)
    if session.scalars(lately).one() + len(events) > MOST_AN_HOUR:
        raise TooMany("This film has been reported on often enough for an hour.")
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    rows = [
        {
            "workspace_id": gift.workspace_id,
            "campaign_id": gift.campaign_id,
            "gift_id": gift.id,
            "viewing": viewing,
            "kind": kind,
            "mark": mark,
            "at": at,
        }
        for kind, mark in events
    ]
    once = ["gift_id", "viewing", "kind", "mark"]
    new = session.scalars(insert(FilmEvent).on_conflict_do_nothing(index_elements=once).returning(FilmEvent.id), rows)
    return len(list(new))


def _event(session: Session, gift: RecipientGift, code: str) -> tuple[str, str]:
    kind, _, mark = code.partition(":")
    if mark in _MARKS.get(kind, ()) or (kind == "chapter" and mark in _scenes(session, gift)):
        return kind, mark
    raise InvalidInput("This is not what our player sends.", param="seen")


def _scenes(session: Session, gift: RecipientGift) -> frozenset[str]:
    cues = cues_of_film(session, gift)
    return frozenset() if cues is None else frozenset(chapter.scene for chapter in cues.chapters)
