"""The film for those who hear it: every word that it shows is said, scene by scene, as a sound track of its own.

What the ordinary track leaves to the captions for want of time is said here, quicker where it has to be, all of a film at one pace.
A word whose sound nobody knows is left out of its sentence; which ones, the page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from renderers.video.film import Film
from renderers.video.sound.loudness import RATE, Sound, quickened
from renderers.video.sound.narration.names_said import words_in
from renderers.video.sound.narration.place import GAP, LEAD, TAIL, Spoken
from renderers.video.sound.narration.speak import Heard
from renderers.video.timeline.opened import GIVER
from renderers.video.timeline.script import Script

LAG: Final = 1.5
"""Seconds that a scene's last words may come after its pictures."""
PACES: Final = tuple(1 + step / 20 for step in range(17))
"""How much quicker than its own pace the voice may be made, the least first, up to 1.8 times."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is said when; `left_out`: the words that are shown and not said, each once; `pace`: how much quicker than its own."""

    spoken: tuple[Spoken, ...]
    left_out: tuple[str, ...]
    pace: float


def edition(film: Film, heard: Mapping[str, Heard]) -> Edition | None:
    """The spoken edition of what is heard of each of its lines (`lines_of`); None where its words take longer than the film even at
    the quickest. Raises RenderError where a sound cannot be made quicker."""
    lines = lines_of(film)
    if any(line not in heard for own in lines.values() for line in own if any(map(str.isalnum, line))):
        return None
    left = dict.fromkeys(
        word for own in lines.values() for line in own if line in heard for word in heard[line].left_out
    )
    for pace in PACES:
        placed = _placed(film, lines, heard, pace)
        if placed is not None:
            return Edition(_quick(placed, pace), tuple(left), pace)
    return None


def lines_of(film: Film) -> Mapping[str, tuple[str, ...]]:
    """Scene -> every line that it shows, in the order in which it is said. What givers say themselves in a scene of their own is
    heard there; their name, which stands on every frame, is said first unless it is said somewhere."""
    script = film.script
    lines = {cut.scene: _of_scene(script, cut.scene) for cut in film.storyboard.scenes}
    said = {word for own in lines.values() for word in words_in(own)}
    if not said.issuperset(words_in((script.wordmark,))):
        first = film.storyboard.scenes[0].scene
        lines[first] = (script.wordmark, *lines[first])
    return lines


def _of_scene(script: Script, scene: str) -> tuple[str, ...]:
    own = () if scene == GIVER else script.spoken(scene)
    said = set(words_in(own))
    rest = (line for line in script.scenes[scene].shown() if not said.issuperset(words_in((line,))))
    return tuple(dict.fromkeys((*own, *rest)))


def _placed(
    film: Film, lines: Mapping[str, tuple[str, ...]], heard: Mapping[str, Heard], pace: float
) -> tuple[Spoken, ...] | None:
    """All lines at this pace, or None where they don't keep up with the pictures."""
    board, found, free = film.storyboard, list[Spoken](), 0.0
    for first, cut in board.starts():
        begin, end = first / board.rate, (first + cut.frames) / board.rate
        told = [(line, heard[line]) for line in lines[cut.scene] if line in heard and heard[line].sound.shape[1]]
        if cut.scene == GIVER and film.opening is not None and film.opening.has_sound:
            # They are heard themselves: what stands under their picture is said as they end.
            begin = max(begin, end - sum(_seconds(one, pace) + GAP for _, one in told) - LEAD)
        at = max(free, begin + LEAD)
        for line, one in told:
            found.append(Spoken(at, line, one.sound, one.left_out))
            at += _seconds(one, pace)
            if at > min(end + LAG, board.seconds - TAIL):
                return None
            at += GAP / pace
        free = at
    return tuple(found)


def _seconds(one: Heard, pace: float) -> float:
    return int(one.sound.shape[1]) / RATE / pace


def _quick(placed: tuple[Spoken, ...], pace: float) -> tuple[Spoken, ...]:
    sounds: dict[str, Sound] = {}
    for one in placed:
        if one.line not in sounds:
            sounds[one.line] = quickened(one.sound, pace)
    return tuple(Spoken(one.begin, one.line, sounds[one.line], one.left_out) for one in placed)
