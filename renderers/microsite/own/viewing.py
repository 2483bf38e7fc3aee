"""What was counted of the reader's own viewing, as a part of the page of what we know. Its forms post to `<base_path>/privacy` with
an `act`: viewing_delete, viewing_off, viewing_on, viewing_show or viewing_hide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True)
class Viewing:
    """`share`: percent of the film that was played at least, in steps of a quarter; the others are how often. `is_shown`: the giver
    may see it, by a press of the reader's."""

    first_played: datetime | None = None
    share: int = 0
    again: int = 0
    chapters: int = 0
    pressed: int = 0
    pages: int = 0
    is_counted: bool = True
    is_shown: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return self.first_played is None and not (self.again or self.chapters or self.pressed or self.pages)


UNSEEN: Final = Viewing()
