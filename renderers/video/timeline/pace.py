"""How long each scene of one person's film lasts: as long as its board says, and longer where there is more to read; and which
scenes are left to the page, so that no film is longer than people watch.

Scenes grow by tenths of a second and films by whole seconds: music is made for a length, so there are few. What is missing to the
next second goes to the scene with the person's own name, which is made anew for everybody: others stay what many share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from renderers.errors import ContextError
from renderers.language.translations import resolve
from renderers.video.timeline.captions import reading_of
from renderers.video.timeline.opened import GIVER
from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import SceneCut, Storyboard

STEPS: Final = 10
"""Lengths of scenes in one second."""
MOVING_TENTHS: Final = 3
"""Tenths of a second of a scene in which its first words come in and all leave."""
CALM_SECONDS: Final = 5
"""A scene grows as far as this for a calm reading, and beyond it only for the quickest one."""
OWN: Final = "opening"
LONGEST_FILM: Final = 24
"""Seconds that a film may last, without the giver's own opening."""
LONGEST_DENSE: Final = 30
"""The same in Japanese, which takes longer to read."""
REFUSED: Final = 60
"""Seconds from which on a film that cannot be made shorter is refused: somebody wrote more than anybody reads in a film."""
TOLD_ON_PAGE: Final = ("why", "again", "swapped", "brand", "inside", "swap", "yours")
"""Scenes that a film can do without, the dearest first: all they say stands on the page as well."""


def paced(board: Storyboard, script: Script) -> Storyboard:
    """The board with every scene long enough for its captions and for the words in it, which are the same and come and go; without
    those scenes for which there is no time.

    Raises ContextError naming the scene with the most to read where what has to stay is longer than anybody watches.
    """
    scenes = _within(
        tuple(replace(cut, frames=_frames(cut, script, board.rate)) for cut in board.scenes), script, board
    )
    missing = -sum(cut.frames for cut in scenes if cut.scene != GIVER) % board.rate
    own = OWN if any(cut.scene == OWN for cut in scenes) else scenes[-1].scene
    whole = replace(
        board,
        scenes=tuple(replace(cut, frames=cut.frames + missing) if cut.scene == own else cut for cut in scenes),
    )
    if _seconds(whole.scenes, board.rate) > REFUSED:
        wordiest = max(scenes, key=lambda cut: cut.frames).scene
        raise ContextError(
            f"The film would last {_seconds(whole.scenes, board.rate):g} seconds; {REFUSED} are allowed. Shorten the text of "
            "this scene.",
            where=wordiest,
        )
    return whole


def longest(locale: str) -> int:
    """Seconds that a film in this language may last, without the giver's own opening."""
    return LONGEST_DENSE if resolve(locale) == "ja" else LONGEST_FILM


def _within(cuts: tuple[SceneCut, ...], script: Script, board: Storyboard) -> tuple[SceneCut, ...]:
    """Those that have to stay, and of the others as many as there is time for, the dearest first."""
    kept = {cut.scene for cut in cuts if cut.scene not in TOLD_ON_PAGE}
    for scene in TOLD_ON_PAGE:
        tried = tuple(cut for cut in cuts if cut.scene in kept | {scene})
        if _seconds(tried, board.rate) <= longest(script.locale):
            kept.add(scene)
    return tuple(cut for cut in cuts if cut.scene in kept)


def _seconds(cuts: Iterable[SceneCut], rate: int) -> float:
    """How long these are together, but for the giver's own."""
    return sum(cut.frames for cut in cuts if cut.scene != GIVER) / rate


def _frames(cut: SceneCut, script: Script, rate: int) -> int:
    if cut.scene == GIVER:
        return cut.frames  # it is coded already, and its words were measured when it was taken
    reading = reading_of(script, cut.scene, rate)
    moving, step = -(-rate * MOVING_TENTHS // 10), max(1, rate // STEPS)
    enough = max(cut.frames, sum(reading.quickest) + moving, min(sum(reading.calm) + moving, CALM_SECONDS * rate))
    return -(-enough // step) * step
