"""How a reader stands with the giver, and what moves them: the codes by which words, scenes and order are chosen.

`none` is what somebody answers who finds nothing of theirs in the list of motives. It is kept as their answer and chooses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

Motive = Literal["calm", "focus", "sport", "curiosity", "family", "craft"]
"""Answers to "Next time, what would you enjoy more?"."""
NONE_OF_THESE: Final = "none"
Relationship = Literal["prospect", "customer", "partner"]
Lifecycle = Literal["new", "active", "renewal", "lapsed"]
Stage = Literal["prospect", "new", "active", "renewal", "lapsed", "partner"]
"""The six ways in which somebody is met; None where nobody has said."""
Daypart = Literal["morning", "day", "evening"]
"""On the reader's own clock: before eleven, before six in the evening, after that."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The last gift of this giver that the reader kept and may be reminded of.

    `name` is in the language `locale`. `is_for_mail`: a mail is read over shoulders, so it names nothing that is eaten or used on
    skin. `was_swapped`: the reader had chosen it in place of another.
    """

    name: str
    locale: str
    on: datetime
    is_for_mail: bool
    was_swapped: bool


def stage_of(relationship: Relationship | None, lifecycle: Lifecycle | None) -> Stage | None:
    """The stage that follows from both; whether somebody is a stranger or a partner counts before how long they have been there."""
    if relationship in ("prospect", "partner"):
        return relationship
    return lifecycle
