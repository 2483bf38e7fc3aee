"""What is heard under a film."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from renderers.translations import ASSETS
from renderers.video.film import Film

BED: Final = ASSETS / "sounds" / "bed.m4a"


def soundtrack(film: Film) -> Path:  # noqa: ARG001 - every film has the same music
    """An MP4 with one AAC stream at least as long as the film; what is longer is not taken."""
    return BED
