"""How many of a segment kept or donated their last gift, as it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.segments.small_numbers import Count
from service.decisions.forecasting.confidence import FEWEST, Share
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT

MEANS: Final = 20
"""Below so many people a share says nothing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """`part` of `whole` people; both None where there are too few to say. `percent` None below twenty."""

    part: int | None
    whole: int | None
    percent: int | None

    @property
    def words(self) -> str | None:
        """ "66%, interval 59 to 72"; None below twenty."""
        return None if self.percent is None else Share(self.part or 0, self.whole or 0).words


def kept_of(session: Session, workspace_id: str, people: Mapping[str, tuple[frozenset[str], Count]]) -> dict[str, Kept]:
    """By segment id. Figures stand only where the segment's own count is shown exactly, and where those who kept and those who
    did not are at least four each: a rounded segment has no exact parts."""
    if not people:
        return {}
    rows = session.execute(
        select(RecipientGift.recipient_id, RecipientGift.status)
        .where(RecipientGift.workspace_id == workspace_id, RecipientGift.launched_at.is_not(None))
        .order_by(RecipientGift.launched_at, RecipientGift.id)
    )
    last: dict[str, str] = {person: status for person, status in rows}
    return {name: _kept(some, count, last) for name, (some, count) in people.items()}


def _kept(people: frozenset[str], count: Count, last: Mapping[str, str]) -> Kept:
    had = [last[person] for person in people if person in last]
    part = sum(status in KEPT or status == "donated" for status in had)
    if count.number is None or count.is_rounded or part < FEWEST or len(had) - part < FEWEST:
        return Kept(None, None, None)
    return Kept(part, len(had), round(100 * part / len(had)) if len(had) >= MEANS else None)
