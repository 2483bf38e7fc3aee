"""How far the films of a campaign were played, in sums over many people: nobody's own viewing can be read off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from service.content.models import FilmEvent
from service.decisions.forecasting.confidence import FEWEST, Share

STAGES: Final = (
    ("Played a quarter", "played", ("25",)),
    ("Played half", "played", ("50",)),
    ("Played three quarters", "played", ("75",)),
    ("Played it all", "played", ("100",)),
    ("Left it before half", "stopped", ()),
    ("Played it again", "again", ()),
    ("Jumped to a chapter", "chapter", ()),
    ("Pressed “Yes, I’d like it”", "pressed", ("accept",)),
    ("Pressed “See other gifts”", "pressed", ("others",)),
    ("Pressed “Ask us a question”", "pressed", ("ask",)),
)
"""What is said, the kind of event, and its marks where not any will do."""


@dataclass(frozen=True, slots=True)
class FilmStand:
    """`started` are the people, of all launched, in whose browser a film was played and may be counted; `stages` are of those, each
    None where it, or what is left of them without it, would be about fewer than four."""

    started: Share
    stages: tuple[tuple[str, Share | None], ...]

    @property
    def is_too_few(self) -> bool:
        """Whether a sum, or what is left of all launched without it, would be about somebody."""
        return min(self.started.part, self.started.whole - self.started.part) < FEWEST


def count_films(session: Session, campaign_id: str, launched: int) -> FilmStand:
    """Counts people, not viewings, in the database: who played a film twice is one of `launched`. Playing is counted by seconds
    seen, not by where one jumped."""
    started = select(FilmEvent.gift_id).where(
        FilmEvent.campaign_id == campaign_id, FilmEvent.kind == "started", FilmEvent.mark == "once"
    )
    counts = (_people(_is(kind, marks)).label(words) for words, kind, marks in STAGES)
    row = session.execute(
        select(_people(_is("started", ("once",))), *counts).where(
            FilmEvent.campaign_id == campaign_id, FilmEvent.gift_id.in_(started)
        )
    ).one()
    whole = int(row[0])
    stages = tuple((words, _told(int(people), whole)) for (words, _, _), people in zip(STAGES, row[1:], strict=True))
    return FilmStand(Share(whole, launched), stages)


def _told(people: int, whole: int) -> Share | None:
    return Share(people, whole) if people >= FEWEST and whole - people >= FEWEST else None


def _is(kind: str, marks: tuple[str, ...]) -> ColumnElement[bool]:
    is_kind = FilmEvent.kind == kind
    return is_kind & FilmEvent.mark.in_(marks) if marks else is_kind


def _people(those: ColumnElement[bool]) -> ColumnElement[int]:
    """How many different people an event of this kind has."""
    return func.count(case((those, FilmEvent.gift_id)).distinct())
