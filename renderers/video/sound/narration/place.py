"""When each sentence is said: scene by scene, as far as a scene's time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderers.video.sound.loudness import RATE, Sound
from renderers.video.sound.narration.engines import LONGEST, speakable
from renderers.video.sound.narration.names_said import NOT_TOLD, Sounds, line_of
from renderers.video.sound.narration.speak import Heard, speak
from renderers.video.sound.narration.voices import Voice
from renderers.video.timeline.opened import GIVER
from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import Storyboard

LEAD: Final = 0.25
"""Seconds after a cut before somebody speaks."""
GAP: Final = 0.2
OVERRUN: Final = 0.6
"""Seconds a sentence may run over its scene's end; a longer one is left to the captions."""
TAIL: Final = 0.3
"""Seconds of music alone at the end of the film."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One sentence in the film: `line` as the captions show it, from `begin` seconds on. `left_out`: the words of it that are not
    heard, since nobody knows their sound."""

    begin: float
    line: str
    sound: Sound
    left_out: tuple[str, ...] = ()

    @property
    def end(self) -> float:
        """Seconds into the film at which it is over."""
        return self.begin + int(self.sound.shape[1]) / RATE


def narration(
    script: Script, board: Storyboard, voice: Voice, names: Sequence[str], told: Sounds = NOT_TOLD
) -> tuple[Spoken, ...]:
    """What is said and when. Every line is one of the script's, so captions and proof hold each word of it.

    A line that would not be over in time stays unspoken and so do those after it in its scene: nothing is said out of order.
    `names` are the person's: they are said where their sound is known, as `told` or by the table, and sentences that hold one are
    not kept. Raises RenderError where the voice fails.
    """
    return narrated(script, board, heard_lines(lines_of(script, board), voice, names, told))


def narrated(script: Script, board: Storyboard, heard: Mapping[str, Heard]) -> tuple[Spoken, ...]:
    """The same of lines that were spoken already."""
    found: list[Spoken] = []
    free = 0.0
    for first, cut in board.starts():
        begin = first / board.rate
        latest = min(begin + cut.frames / board.rate + OVERRUN, board.seconds - TAIL)
        # In the giver's own scene they speak themselves.
        lines = () if cut.scene == GIVER else script.spoken(cut.scene)
        placed = _in_scene(lines, heard, max(free, begin + LEAD), latest)
        found += placed
        free = placed[-1].end + GAP if placed else free
    return tuple(found)


def heard_lines(
    lines: Sequence[str], voice: Voice, names: Sequence[str], told: Sounds = NOT_TOLD
) -> Mapping[str, Heard]:
    """Line -> what is heard of it; a line of which nothing can be said, such as a name of unknown sound, has no sound at all, and
    one that is longer than any caption is not there. Raises RenderError where the voice fails."""
    read = {
        line: line_of(sentence, names, told, reads_sounds=voice.reads_sounds)
        for line in lines
        if 0 < len(sentence := speakable(line)) <= LONGEST
    }
    wanted = {line: one.marked for line, one in read.items() if one.said}
    personal = frozenset(marked for line, marked in wanted.items() if any(name in line for name in names))
    sounds = speak(voice, list(wanted.values()), personal)
    return {
        line: Heard(sounds[wanted[line]].sound, one.left_out + sounds[wanted[line]].left_out)
        if line in wanted
        else Heard(_NOTHING, one.left_out)
        for line, one in read.items()
    }


_NOTHING: Final[Sound] = np.zeros((2, 0), np.float32)


def lines_of(script: Script, board: Storyboard) -> tuple[str, ...]:
    """What the captions say in all scenes but the giver's own."""
    return tuple(line for _, cut in board.starts() if cut.scene != GIVER for line in script.spoken(cut.scene))


def _in_scene(lines: Sequence[str], heard: Mapping[str, Heard], at: float, latest: float) -> list[Spoken]:
    placed: list[Spoken] = []
    for line in lines:
        if line not in heard or not heard[line].sound.shape[1]:
            continue
        one = Spoken(at, line, heard[line].sound, heard[line].left_out)
        if one.end > latest:
            break
        placed.append(one)
        at = one.end + GAP
    return placed
