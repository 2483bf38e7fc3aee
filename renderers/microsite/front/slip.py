"""The giver's note as it lies beside the gift: at most two short sentences, the rest of a longer letter folded under them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SENTENCES: Final = 2
LETTERS: Final = 150
"""So much of a note is read at once: more would push the answers off the first screen of a phone."""
_END: Final = re.compile(r"(?<=[.!?…؟])[\"'”’»)]*\s+|(?<=[。！？])[」』）]*")


@dataclass(frozen=True, slots=True)
class Slip:
    """`first` is seen at once, `rest` after a press; either may be empty. Nothing of the note is left out or said twice."""

    first: str
    rest: str


def slip_of(note: str) -> Slip:
    """The note in two parts, broken between sentences. What begins with a sentence that is too long is folded as a whole."""
    note = note.strip()
    ends = [found.end() for found in _END.finditer(note) if found.end() < len(note)]
    if len(note) <= LETTERS and len(ends) < SENTENCES:
        return Slip(note, "")
    fits = [end for end in ends[:1] if end <= LETTERS]
    at = fits[-1] if fits else 0
    return Slip(note[:at].rstrip(), note[at:])
