"""What the page of a campaign's film material calls papers and music."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.material import Paper, Tune

PAPERS: Final[Mapping[Paper, tuple[str]]] = {
    "sand": ("Sand",),
    "blush": ("Blush",),
    "sage": ("Sage",),
    "butter": ("Butter",),
}
MUSIC: Final[Mapping[Tune, tuple[str, str]]] = {
    "calm": ("Calm", "Slow, felt piano and a bow"),
    "focus": ("Focus", "Plucked strings, steady"),
    "sport": ("Sport", "Quick, with a soft drum"),
    "curiosity": ("Curiosity", "In three, small bells"),
    "family": ("Family", "A slow waltz on the piano"),
    "craft": ("Craft", "Guitar, taps on wood"),
}
"""Piece -> its name, and how it sounds."""
