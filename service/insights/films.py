"""How far the films of a campaign were played, in sums over many people: nobody's own viewing can be read off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.content.models import FilmEvent
from service.decisions.forecasting.confidence import FEWEST, Share
from service.insights.funnel import GiftStand

STAGES: Final = (
    ("Played a quarter", "played", ("25",)),
    ("Played half", "played", ("50",)),
    ("Played three quarters", "played", ("75",)),
    ("Played it all", "played", ("100",)),
    ("Played it again", "again", ()),
    ("Jumped to a chapter", "chapter", ()),
    ("Pressed “Yes, I’d like it”", "pressed", ("accept",)),
    ("Pressed “See other gifts”", "pressed", ("others",)),
    ("Pressed “Ask us a question”", "pressed", ("ask",)),
)
"""What is said, the kind of event, and its marks where not any will do."""


@dataclass(frozen=True, slots=True)
class FilmStand:
    """`started` are the people, of all launched, in whose browser a film was played and may be counted; `stages` are of those."""

    started: Share
    stages: tuple[tuple[str, Share], ...]

    @property
    def is_too_few(self) -> bool:
        """Below this many a sum would be about somebody."""
        return self.started.part < FEWEST


def count_films(session: Session, campaign_id: str, gifts: Iterable[GiftStand]) -> FilmStand:
    """Counts people, not viewings: who played a film twice is one. Playing is counted by seconds seen, not by where one jumped."""
    seen: dict[tuple[str, str], set[str]] = {}
    rows = session.execute(
        select(FilmEvent.gift_id, FilmEvent.kind, FilmEvent.mark).where(FilmEvent.campaign_id == campaign_id).distinct()
    )
    for gift_id, kind, mark in rows:
        seen.setdefault((kind, mark), set()).add(gift_id)
    started = seen.get(("started", "once"), set())
    stages = tuple(
        (words, Share(len(_people(seen, kind, marks) & started), len(started))) for words, kind, marks in STAGES
    )
    return FilmStand(Share(len(started), sum(1 for _ in gifts)), stages)


def _people(seen: dict[tuple[str, str], set[str]], kind: str, marks: tuple[str, ...]) -> set[str]:
    chosen = (people for (its_kind, mark), people in seen.items() if its_kind == kind and (not marks or mark in marks))
    return set[str]().union(*chosen)
