"""When each sentence is said: scene by scene, as far as a scene's time goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from renderers.video.sound.loudness import RATE, Sound
from renderers.video.sound.narration.engines import LONGEST, speakable
from renderers.video.sound.narration.speak import speak
from renderers.video.sound.narration.voices import Voice
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
    """One sentence in the film: `line` as the captions show it, from `begin` seconds on."""

    begin: float
    line: str
    sound: Sound

    @property
    def end(self) -> float:
        """Seconds into the film at which it is over."""
        return self.begin + int(self.sound.shape[1]) / RATE


def narration(script: Script, board: Storyboard, voice: Voice, names: Sequence[str]) -> tuple[Spoken, ...]:
    """What is said and when. Every line is one of the script's, so captions and proof hold each word of it.

    A line that would not be over in time stays unspoken and so do those after it in its scene: nothing is said out of order.
    `names` are the person's: sentences that hold one are not kept. Raises RenderError where the voice fails.
    """
    sentences = {line: sentence for line in _lines(script, board) if 0 < len(sentence := speakable(line)) <= LONGEST}
    personal = frozenset(sentence for line, sentence in sentences.items() if any(name in line for name in names))
    sounds = speak(voice, list(sentences.values()), personal)
    found: list[Spoken] = []
    free = 0.0
    for first, cut in board.starts():
        begin = first / board.rate
        latest = min(begin + cut.frames / board.rate + OVERRUN, board.seconds - TAIL)
        placed = _in_scene(script.spoken(cut.scene), sentences, sounds, max(free, begin + LEAD), latest)
        found += placed
        free = placed[-1].end + GAP if placed else free
    return tuple(found)


def _lines(script: Script, board: Storyboard) -> tuple[str, ...]:
    return tuple(line for _, cut in board.starts() for line in script.spoken(cut.scene))


def _in_scene(
    lines: Sequence[str], sentences: Mapping[str, str], sounds: Mapping[str, Sound], at: float, latest: float
) -> list[Spoken]:
    placed: list[Spoken] = []
    for line in lines:
        if line not in sentences:
            continue
        one = Spoken(at, line, sounds[sentences[line]])
        if one.end > latest:
            break
        placed.append(one)
        at = one.end + GAP
    return placed
