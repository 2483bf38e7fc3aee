"""The scene of the giver's own before everything else, where there is one: composed once for all, as long as it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from renderers.context import Story
from renderers.material import Opening
from renderers.proof import verified
from renderers.video.scene_text import UNSEEN, Lines, Words
from renderers.video.timeline.storyboard import SceneCut, Storyboard

GIVER: Final = "giver"
"""Its name. It stands on no board: whether it is there follows from the material alone."""
RATE: Final = 30
PAPER: Final = "noon"
LONGEST: Final = 10.0
"""Seconds that it may last."""
AFTER_VOICE: Final = 0.4
"""Seconds of rest after a voice that lasts longer than its clip."""
STEPS: Final = 5
"""Lengths in one second: what is shared by many films has few of them."""


@dataclass(frozen=True, slots=True)
class Giver(Words):
    """`caption` stands under the picture, `said` is heard and read as a caption; either may be missing."""

    caption: str | None
    said: str | None = field(metadata=UNSEEN)

    def spoken(self) -> Lines:
        return tuple(words for words in (self.said, self.caption) if words)


def opening_of(story: Story) -> Opening | None:
    """The giver's opening scene for this story's films."""
    return None if story.material is None else story.material.opening


def giver_words(story: Story) -> Giver:
    """What is read and heard in it."""
    opening = opening_of(story)
    caption, said = (None, None) if opening is None else (opening.caption, opening.said)
    return Giver(
        verified(caption, "material.caption") if caption else None, verified(said, "material.said") if said else None
    )


def opening_frames(clip_seconds: float, voice_seconds: float) -> int:
    """Pictures of an opening: as long as the clip, or the voice that lasts longer; 0 seconds where there is none."""
    spoken = voice_seconds + AFTER_VOICE if voice_seconds else 0.0
    seconds, step = min(LONGEST, max(clip_seconds, spoken)), RATE // STEPS
    return int(seconds * RATE + 1e-6) // step * step


def opened(board: Storyboard, story: Story) -> Storyboard:
    """The board with the giver's scene before its first, which follows by a cut from the same paper's calm."""
    opening = opening_of(story)
    if opening is None:
        return board
    cut = SceneCut(GIVER, opening.frames * board.rate // RATE, PAPER, "cut", {}, {})
    return replace(board, scenes=(cut, replace(board.scenes[0], enter="fade"), *board.scenes[1:]))
