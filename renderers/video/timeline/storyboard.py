"""Which scenes a film has, how long each lasts and when each thing in it moves. Data in assets/storyboards, checked when read.

This module draws nothing and loads no encoder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, cast

from renderers.context import Story
from renderers.errors import TemplateError
from renderers.language.translations import ASSETS
from renderers.video.drawing.motion import EASES, MOVES, Motion, Move
from renderers.video.scenes.table import SCENES
from renderers.video.timeline.conditions import When, holds, read_when

STORYBOARDS: Final = ASSETS / "storyboards"
PAPERS: Final = ("morning", "window", "noon", "evening")
LONGEST: Final = 60
"""Seconds a film may last."""
MOST_BYTES: Final = 200_000

Enter = Literal["cut", "fade"]


@dataclass(frozen=True, slots=True)
class SceneCut:
    """One scene of a film: `frames` at the board's rate, the paper it stands on (None: the gift's picture), its motions.

    `when` are the stories it is for; in any other it is left out and the film is shorter by it.
    """

    scene: str
    frames: int
    paper: str | None
    enter: Enter
    cues: Mapping[str, Motion]
    when: When


@dataclass(frozen=True, slots=True)
class Poster:
    """The still that stands for the film: `frame` frames into a scene that no story leaves out."""

    scene: str
    frame: int


@dataclass(frozen=True, slots=True)
class Storyboard:
    """Scenes in order. `rate` in frames a second; the film's length is the sum of its scenes."""

    name: str
    rate: int
    when: When
    poster: Poster
    scenes: tuple[SceneCut, ...]

    @property
    def frames(self) -> int:
        """Frames of all scenes together."""
        return sum(cut.frames for cut in self.scenes)

    @property
    def seconds(self) -> float:
        """How long the film lasts."""
        return self.frames / self.rate

    def starts(self) -> Iterator[tuple[int, SceneCut]]:
        """Each scene with the number of its first frame."""
        first = 0
        for cut in self.scenes:
            yield first, cut
            first += cut.frames


def storyboard_for(story: Story, name: str | None = None, folder: Path = STORYBOARDS) -> Storyboard:
    """The scenes of this story's film. Of all boards whose conditions hold, the one with the most; or the one that is named.

    Raises TemplateError where a board cannot be read, where there is none of this name, or where two would do equally well.
    """
    boards = read_storyboards(folder)
    if name is not None and name not in boards:
        raise TemplateError(f"There is no storyboard {name!r}; there are {', '.join(boards)}.", where=folder.name)
    board = _most_particular(boards, story, folder) if name is None else boards[name]
    scenes = tuple(cut for cut in board.scenes if holds(cut.when, story))
    return replace(board, scenes=scenes)


@cache
def read_storyboards(folder: Path) -> Mapping[str, Storyboard]:
    """All boards of a folder by name. Raises TemplateError for the first that is not well formed."""
    boards = {path.stem: read_storyboard(path) for path in sorted(folder.glob("*.json"))}
    if not any(not board.when for board in boards.values()):
        raise TemplateError("One storyboard must have no conditions, for everyone else.", where=folder.name)
    return boards


@cache
def read_storyboard(path: Path) -> Storyboard:
    """Reads and checks a storyboard. Raises TemplateError that names file, scene and cue."""
    file = path.name
    data = _read(path)
    _only(data, {"rate", "when", "poster", "scenes"}, file)
    rate = _number(data, "rate", file)
    if rate != int(rate) or not 1 <= rate <= 60:
        raise TemplateError("The rate must be a whole number of frames a second from 1 to 60.", where=file)
    entries = data.get("scenes")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise TemplateError("A storyboard needs a list of scenes.", where=file)
    scenes = tuple(_scene(entry, int(rate), file) for entry in entries)
    twice = next((cut.scene for at, cut in enumerate(scenes) if cut.scene in {c.scene for c in scenes[:at]}), None)
    if twice is not None:
        raise TemplateError(f"The scene {twice} appears twice.", where=file)
    when = read_when(data.get("when"), file)
    board = Storyboard(path.stem, int(rate), when, _poster(data.get("poster"), scenes, int(rate), file), scenes)
    if board.seconds > LONGEST:
        raise TemplateError(f"The scenes last {board.seconds:g} seconds together; {LONGEST} are allowed.", where=file)
    return board


def _most_particular(boards: Mapping[str, Storyboard], story: Story, folder: Path) -> Storyboard:
    fitting = [board for board in boards.values() if holds(board.when, story)]
    most = max(len(board.when) for board in fitting)
    best = [board for board in fitting if len(board.when) == most]
    if len(best) > 1:
        names = " and ".join(board.name for board in best)
        raise TemplateError(
            f"{names} suit the same story equally; give one of them a further condition.", where=folder.name
        )
    return best[0]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TemplateError(f"The file is larger than {MOST_BYTES:,} bytes.", where=path.name)
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TemplateError(f"The storyboard cannot be read: {error}.", where=path.name) from None
    if not isinstance(data, dict):
        raise TemplateError("A storyboard is one JSON object.", where=path.name)
    return data


def _scene(entry: Mapping[str, object], rate: int, file: str) -> SceneCut:
    name = str(entry.get("scene"))
    where = f"{file}: {name}"
    if name not in SCENES:
        raise TemplateError(f"There is no scene {name!r}; there are {', '.join(SCENES)}.", where=file)
    _only(entry, {"scene", "seconds", "paper", "enter", "when", "cues"}, where)
    seconds = _number(entry, "seconds", where)
    frames = _frames(seconds, rate, where)
    if frames < 1:
        raise TemplateError("A scene must last at least one frame.", where=where)
    enter, paper = entry.get("enter"), entry.get("paper")
    if enter not in ("cut", "fade"):
        raise TemplateError("A scene enters by cut or by fade.", where=where)
    if (paper is None) != SCENES[name].is_on_picture or (paper is not None and paper not in PAPERS):
        raise TemplateError(f"{paper!r} is not a paper for this scene; choose from {', '.join(PAPERS)}.", where=where)
    cues = _cues(entry.get("cues"), name, seconds, where)
    return SceneCut(name, frames, paper, enter, cues, read_when(entry.get("when"), where))


def _poster(entry: object, scenes: tuple[SceneCut, ...], rate: int, file: str) -> Poster:
    where = f"{file}: poster"
    if not isinstance(entry, dict):
        raise TemplateError('A storyboard needs a poster: {"scene": ..., "at": seconds}.', where=file)
    _only(entry, {"scene", "at"}, where)
    shown = next((cut for cut in scenes if cut.scene == entry.get("scene")), None)
    if shown is None or shown.when:
        raise TemplateError("It must name a scene of this board that has no conditions.", where=where)
    frame = _frames(_number(entry, "at", where), rate, where)
    if not 0 <= frame < shown.frames:
        raise TemplateError(f"It does not lie within the {shown.frames / rate:g} seconds of its scene.", where=where)
    return Poster(shown.scene, frame)


def _cues(entries: object, scene: str, seconds: float, where: str) -> dict[str, Motion]:
    if not isinstance(entries, dict):
        raise TemplateError("A scene needs its cues.", where=where)
    for cue in sorted(SCENES[scene].cues ^ entries.keys()):
        problem = "has no motion" if cue in SCENES[scene].cues else "is not one the scene plays"
        raise TemplateError(f"The cue {cue} {problem}.", where=where)
    return {cue: _motion(entry, seconds, f"{where}: {cue}") for cue, entry in entries.items()}


def _motion(entry: object, scene_seconds: float, where: str) -> Motion:
    if not isinstance(entry, dict):
        raise TemplateError('A motion is written as {"move": ...}.', where=where)
    _only(entry, {"move", "at", "seconds", "by", "ease"}, where)
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


def _only(entry: Mapping[str, object], known: set[str], where: str) -> None:
    """A field nobody reads is a typo of one that somebody does."""
    for field in entry:
        if field not in known:
            raise TemplateError(f"There is no field {field!r} here; there are {', '.join(sorted(known))}.", where=where)


def _frames(seconds: float, rate: int, where: str) -> int:
    frames = round(seconds * rate)
    if abs(frames - seconds * rate) > 1e-6:
        raise TemplateError(f"{seconds:g} seconds are not a whole number of frames.", where=where)
    return frames


def _number(entry: Mapping[str, object], field: str, where: str) -> float:
    value = entry.get(field)
    if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 10_000:
        raise TemplateError(f"{field!r} must be a number.", where=where)
    return float(value)
