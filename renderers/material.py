"""What a giver brought for their films, as a story tells it: frozen and plain like all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from renderers.relation import Motive

Paper = Literal["sand", "blush", "sage", "butter"]
"""The papers a giver may have their films on; None: the house's own."""
Tune = Motive
"""The music of a film, by the motive that it is made for."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The scene of the giver's own that opens every film of a campaign, composed once for all: where it is kept, how many pictures
    it has (30 a second), in which language its words are (the suffix of its files), and those words.

    `caption` stands under the picture, `said` is what is heard; each is None where there is none.
    """

    key: str
    frames: int
    locale: str
    caption: str | None
    said: str | None
    has_sound: bool


@dataclass(frozen=True, slots=True)
class FilmMaterial:
    """What the giver brought for their films. `logo` is the key of a picture; every part may be missing."""

    paper: Paper | None = None
    music: Tune | None = None
    logo: str | None = None
    opening: Opening | None = None
