"""How long each scene of one person's film lasts: as long as its board says, and longer where there is more to read.

Scenes grow by tenths of a second and films by whole seconds: music is made for a length, so there are few. What is missing to the
next second goes to the scene with the person's own link, which is made anew for everybody and whose code gains by it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from renderers.errors import ContextError
from renderers.video.timeline.captions import reading_of
from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import SceneCut, Storyboard

STEPS: Final = 10
"""Lengths of scenes in one second: the push-in of a picture takes as many steps and ends with its scene."""
MOVING_TENTHS: Final = 3
"""Tenths of a second of a scene in which its first words come in and all leave."""
CALM_SECONDS: Final = 5
"""A scene grows as far as this for a calm reading, and beyond it only for the quickest one."""
OWN: Final = "yours"
LONGEST_FILM: Final = 90
"""Seconds. A board has at most a minute; words for half as long again are more than the sample campaign has for anybody."""


def paced(board: Storyboard, script: Script) -> Storyboard:
    """The board with every scene long enough for its captions and for the words in it, which are the same and come and go.

    Raises ContextError naming the scene with the most to read where the film would be longer than anybody watches.
    """
    scenes = tuple(replace(cut, frames=_frames(cut, script, board.rate)) for cut in board.scenes)
    missing = -sum(cut.frames for cut in scenes) % board.rate
    own = OWN if any(cut.scene == OWN for cut in scenes) else scenes[-1].scene
    whole = replace(
        board,
        scenes=tuple(replace(cut, frames=cut.frames + missing) if cut.scene == own else cut for cut in scenes),
    )
    if whole.seconds > LONGEST_FILM:
        wordiest = max(scenes, key=lambda cut: cut.frames).scene
        raise ContextError(
            f"The film would last {whole.seconds:g} seconds; {LONGEST_FILM} are allowed. Shorten the text of this scene.",
            where=wordiest,
        )
    return whole


def _frames(cut: SceneCut, script: Script, rate: int) -> int:
    reading = reading_of(script, cut.scene, rate)
    moving, step = -(-rate * MOVING_TENTHS // 10), max(1, rate // STEPS)
    enough = max(cut.frames, sum(reading.quickest) + moving, min(sum(reading.calm) + moving, CALM_SECONDS * rate))
    return -(-enough // step) * step
