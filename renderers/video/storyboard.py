"""Which scenes a film has, how long each lasts and when each thing in it moves. Data in assets/storyboards, checked when read.

This module draws nothing and loads no encoder, so a page may ask it for the chapters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast

from renderers.context import Story
from renderers.errors import TemplateError
from renderers.translations import ASSETS
from renderers.video.motion import EASES, MOVES, Motion, Move

STORYBOARDS: Final = ASSETS / "storyboards"
SCENES: Final[Mapping[str, frozenset[str]]] = {
    "opening": frozenset({"wordmark", "name", "thread", "line"}),
    "why": frozenset({"wordmark", "told", "thread", "card", "second_card", "word", "second_word", "answer"}),
    "gift": frozenset({"title", "thread", "line"}),
    "inside": frozenset({"photo", "title", "contents", "check", "second_check", "contains", "checked"}),
    "swap": frozenset({"title", "terms", "tile", "second_tile", "third_tile"}),
    "yours": frozenset({"wordmark", "code", "title", "thread", "until"}),
    "sign_off": frozenset({"print", "thanks", "name", "thread", "sender"}),
}
"""Scene -> the cues it plays. A scene needs a motion for each."""
ON_PICTURE: Final = frozenset({"gift"})
"""Scenes that stand on the gift's picture instead of a paper."""
CONDITIONS: Final = frozenset({"alternatives"})
"""Fields of a story that a scene may need; where they are empty the scene is left out."""
PAPERS: Final = ("morning", "window", "noon", "evening")

Enter = Literal["cut", "fade"]


@dataclass(frozen=True, slots=True)
class SceneCut:
    """One scene of a film: `frames` at the board's rate, the paper it stands on (None: the gift's picture), its motions."""

    scene: str
    frames: int
    paper: str | None
    enter: Enter
    cues: Mapping[str, Motion]
    needs: str | None = None


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Scenes in order. `rate` in frames a second."""

    rate: int
    scenes: tuple[SceneCut, ...]

    @property
    def frames(self) -> int:
        return sum(cut.frames for cut in self.scenes)

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    def starts(self) -> Iterator[tuple[int, SceneCut]]:
        """Each scene with the number of its first frame."""
        first = 0
        for cut in self.scenes:
            yield first, cut
            first += cut.frames


def storyboard_for(story: Story, name: str = "gift") -> Storyboard:
    """The scenes this story has something to show for. A scene left out gives its time to the next: the film keeps its length."""
    board = read_storyboard(STORYBOARDS / f"{name}.json")
    chosen: list[SceneCut] = []
    spare = 0
    for cut in board.scenes:
        if cut.needs is not None and not getattr(story, cut.needs):
            spare += cut.frames
        else:
            chosen.append(replace(cut, frames=cut.frames + spare))
            spare = 0
    return replace(board, scenes=tuple(chosen))


def chapters(story: Story) -> tuple[tuple[str, float], ...]:
    """Scene names with the second at which each begins."""
    board = storyboard_for(story)
    return tuple((cut.scene, first / board.rate) for first, cut in board.starts())


@cache
def read_storyboard(path: Path) -> Storyboard:
    """Reads and checks a storyboard. Raises TemplateError that names file, scene and cue."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TemplateError(f"The storyboard cannot be read: {error}.", where=path.name) from None
    rate = _number(data, "rate", path.name)
    if rate != int(rate) or not 1 <= rate <= 60:
        raise TemplateError("The rate must be a whole number of frames a second from 1 to 60.", where=path.name)
    scenes = data.get("scenes")
    if not isinstance(scenes, list) or not scenes:
        raise TemplateError("A storyboard needs a list of scenes.", where=path.name)
    board = Storyboard(int(rate), tuple(_scene(entry, int(rate), path.name) for entry in scenes))
    if board.scenes[-1].needs is not None:
        raise TemplateError("The last scene cannot be one that may be left out.", where=path.name)
    if board.frames != round(_number(data, "seconds", path.name) * rate):
        raise TemplateError(
            f"The scenes last {board.seconds:g} seconds together, the film {data['seconds']:g}.", where=path.name
        )
    return board


def _scene(entry: Mapping[str, object], rate: int, file: str) -> SceneCut:
    name = str(entry.get("scene"))
    where = f"{file}: {name}"
    if name not in SCENES:
        raise TemplateError(f"There is no scene {name!r}; there are {', '.join(SCENES)}.", where=file)
    seconds = _number(entry, "seconds", where)
    frames = round(seconds * rate)
    if frames < 1 or abs(frames - seconds * rate) > 1e-6:
        raise TemplateError(f"{seconds:g} seconds are not a whole number of frames.", where=where)
    enter, paper, needs = entry.get("enter"), entry.get("paper"), entry.get("needs")
    if enter not in ("cut", "fade"):
        raise TemplateError("A scene enters by cut or by fade.", where=where)
    if (paper is None) != (name in ON_PICTURE) or (paper is not None and paper not in PAPERS):
        raise TemplateError(
            f"{paper!r} is not a paper this scene stands on; there are {', '.join(PAPERS)}.", where=where
        )
    if needs is not None and needs not in CONDITIONS:
        raise TemplateError(f"A scene cannot need {needs!r}; it may need {', '.join(CONDITIONS)}.", where=where)
    cues = _cues(entry.get("cues"), name, seconds, where)
    return SceneCut(name, frames, paper, enter, cues, needs)


def _cues(entries: object, scene: str, seconds: float, where: str) -> dict[str, Motion]:
    if not isinstance(entries, dict):
        raise TemplateError("A scene needs its cues.", where=where)
    for cue in sorted(SCENES[scene] ^ entries.keys()):
        problem = "has no motion" if cue in SCENES[scene] else "is not one the scene plays"
        raise TemplateError(f"The cue {cue} {problem}.", where=where)
    return {cue: _motion(entry, seconds, f"{where}: {cue}") for cue, entry in entries.items()}


def _motion(entry: Mapping[str, object], scene_seconds: float, where: str) -> Motion:
    move, ease = entry.get("move"), entry.get("ease", "out")
    if move not in MOVES:
        raise TemplateError(f"There is no move {move!r}; there are {', '.join(MOVES)}.", where=where)
    if ease not in EASES:
        raise TemplateError(f"There is no easing {ease!r}; there are {', '.join(EASES)}.", where=where)
    if move == "stand":
        return Motion("stand")
    at, seconds = _number(entry, "at", where), _number(entry, "seconds", where)
    if at < 0 or seconds <= 0 or at + seconds > scene_seconds:
        raise TemplateError(f"It does not end within the {scene_seconds:g} seconds of its scene.", where=where)
    by = _number(entry, "by", where) if move in ("rise", "slide") else 0
    return Motion(cast(Move, move), at, seconds, round(by), ease)


def _number(entry: Mapping[str, object], field: str, where: str) -> float:
    value = entry.get(field)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TemplateError(f"{field!r} must be a number.", where=where)
    return float(value)
