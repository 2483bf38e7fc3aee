"""Which music a film has: what the giver chose for all, else by what its person said they want, else by what the gift is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from renderers.context import Story
from renderers.material import Tune

BY_MOTIVE: Final[Mapping[str, Tune]] = {
    "calm": "calm",
    "focus": "focus",
    "sport": "sport",
    "curiosity": "curiosity",
    "family": "family",
    "craft": "craft",
    "taste": "family",
    "outdoors": "sport",
    "make": "craft",
}
"""Motive -> the piece."""
BY_CATEGORY: Final[Mapping[str, Tune]] = {
    "tea": "calm",
    "wellness": "calm",
    "plants": "calm",
    "textile": "calm",
    "desk": "focus",
    "coffee": "focus",
    "outdoors": "sport",
    "books": "curiosity",
    "games": "curiosity",
    "audio": "curiosity",
    "sweets": "family",
    "fruit": "family",
    "kitchen": "craft",
}
"""What the gift is -> the piece, where nothing is known of its person; anything else has the house's own."""


def tune_of(story: Story) -> Tune | None:
    """The piece of this film; None: the house's own."""
    if story.material is not None and story.material.music is not None:
        return story.material.music
    if story.motive is not None and story.motive in BY_MOTIVE:
        return BY_MOTIVE[story.motive]
    return BY_CATEGORY.get(story.gift.category)
