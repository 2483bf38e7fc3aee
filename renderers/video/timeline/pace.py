"""How long each scene of one person's film lasts: as long as its board says, and longer where there is more to read.

Scenes grow by tenths of a second and films by whole seconds: music is made for a length, so there are few. What is missing to the
next second goes to the scene with the person's own link, which is made anew for everybody and whose code gains by it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from renderers.language.reading import DENSE_GOAL, DENSE_PACE, frames_to_read
from renderers.video.timeline.captions import blocks_of
from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import SceneCut, Storyboard

STEPS: Final = 10
"""Lengths of scenes in one second: the push-in of a picture takes as many steps and ends with its scene."""
CALM_SECONDS: Final = 4
"""A scene grows as far as this for the calm pace of reading, and beyond it only for the quickest one."""
OWN: Final = "yours"


def paced(board: Storyboard, script: Script) -> Storyboard:
    """The board with every scene long enough for its captions and for the words on it, which are the same."""
    scenes = tuple(replace(cut, frames=_frames(cut, script, board.rate)) for cut in board.scenes)
    missing = -sum(cut.frames for cut in scenes) % board.rate
    own = OWN if any(cut.scene == OWN for cut in scenes) else scenes[-1].scene
    return replace(
        board,
        scenes=tuple(replace(cut, frames=cut.frames + missing) if cut.scene == own else cut for cut in scenes),
    )


def _frames(cut: SceneCut, script: Script, rate: int) -> int:
    blocks = blocks_of(script, cut.scene)
    quickest, calm = (
        sum(frames_to_read(block, script.locale, rate, pace) for block in blocks) for pace in (DENSE_PACE, DENSE_GOAL)
    )
    enough = max(cut.frames, quickest, min(calm, CALM_SECONDS * rate))
    step = max(1, rate // STEPS)
    return -(-enough // step) * step
