"""The frames a film can have: lying for pages, square and standing for feeds and telephones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Format:
    """A frame's size in pixels. Both sides are multiples of 16, the encoder's macroblock, so no frame carries a hidden margin."""

    name: str
    width: int
    height: int


WIDE: Final = Format("wide", 1280, 720)
SQUARE: Final = Format("square", 720, 720)
TALL: Final = Format("tall", 720, 1280)
FORMATS: Final[Mapping[str, Format]] = {each.name: each for each in (WIDE, SQUARE, TALL)}
