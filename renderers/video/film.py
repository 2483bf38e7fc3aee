"""A film as plain data: its storyboard, its script and its scenes, each a function of the moment. Nothing here encodes.

A scene is known before it is drawn: its `SceneInputs` hold every value its pictures depend on. Layers are made when the first frame
is asked for, so a scene whose frames were kept from another film costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any, Final

import numpy as np

from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.language.translations import resolve
from renderers.lettering.shaping import page_direction
from renderers.video.drawing.backdrop import Backdrop, FadeFrom, PushIn, Still, laid_out
from renderers.video.drawing.formats import WIDE, Format
from renderers.video.drawing.motion import Pose, leaving, pose
from renderers.video.drawing.paint import Desk
from renderers.video.drawing.pictures import Wanted, picture_of
from renderers.video.drawing.planes import OPAQUE, Planes, Reals, blend
from renderers.video.papers import papers
from renderers.video.scene_text import Words
from renderers.video.scenes.stage import Layer, Look, Stage
from renderers.video.scenes.table import SCENES
from renderers.video.timeline.captions import Caption, captions_of
from renderers.video.timeline.checks import require_drawable, require_name
from renderers.video.timeline.pace import paced
from renderers.video.timeline.script import Script, script_of
from renderers.video.timeline.storyboard import SceneCut, Storyboard, storyboard_for

_SOFT_EDGE: Final = 24
"""Pixels over which a written line appears."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a scene stands on, by name: a paper, or a picture that comes nearer for `seconds`.

    A paper never moves and has 0, so that no scene differs by how long the one before it stood on the same paper.
    """

    on: str | Wanted
    seconds: float


@dataclass(frozen=True, slots=True)
class SceneInputs:
    """Every value the frames of one scene depend on, besides code, assets and fonts. Plain, so it can be hashed.

    `before` is what the scene fades up from; `leaves` is False for the last scene, which stands to its end.
    """

    cut: SceneCut
    rate: int
    frame: Format
    locale: str
    look: Look
    words: Words
    pictures: tuple[Wanted, ...]
    ground: Ground
    before: Ground | None
    leaves: bool

    @property
    def seconds(self) -> float:
        """How long the scene lasts."""
        return self.cut.frames / self.rate


class FilmScene:
    """One scene, ready to be drawn at any moment."""

    def __init__(self, inputs: SceneInputs) -> None:
        self.inputs = inputs
        self.cut = inputs.cut
        self._desk = Desk(page_direction(resolve(inputs.locale)), inputs.frame)
        self.is_mirrored = self._desk.is_mirrored

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """What lies on the ground, lowest first. Raises ImageRefused or FontMissing."""
        inputs = self.inputs
        pictures = tuple(picture_of(wanted, self.cut.scene) for wanted in inputs.pictures)
        stage: Stage[Any] = Stage(inputs.words, inputs.locale, inputs.look, self._desk, self.cut.cues, pictures)
        return SCENES[self.cut.scene].draw(stage)

    @cached_property
    def backdrop(self) -> Backdrop:
        """What the scene stands on; it comes up through the one before, where there is one."""
        own = self._standing(self.inputs.ground)
        if self.inputs.before is None:
            return own
        return FadeFrom(self._standing(self.inputs.before).at(self.inputs.before.seconds), own)

    def prepare(self) -> None:
        """Makes everything the frames need, so that what can be refused is refused before a frame is drawn."""
        _ = self.layers, self.backdrop

    def at(self, number: int) -> Planes:
        """Frame `number` of the scene, drawn alone."""
        moment = number / self.inputs.rate
        frame = self.backdrop.at(moment).copy()
        for layer in self.layers:
            self._lay(frame, layer, moment)
        return frame

    def frames(self) -> Iterator[Planes]:
        """All frames in order, equal to `at` of each. While nothing moves the same object is yielded again.

        The ground and what has come to rest on it are composed once and kept until either changes.
        """
        shown, shown_in = None, None
        base, base_of = None, None
        for number in range(self.cut.frames):
            moment = number / self.inputs.rate
            state = self.state(moment)
            if shown is None or state != shown_in:
                rested = self._rested(moment)
                if base is None or (state[0], rested) != base_of:
                    base, base_of = self._base(moment, rested), (state[0], rested)
                shown, shown_in = base.copy(), state
                for layer in self.layers[rested:]:
                    self._lay(shown, layer, moment)
            yield shown

    def state(self, moment: float) -> tuple[float, int, tuple[Pose, ...]]:
        """Two moments of equal state look the same: the ground's phase, how far the scene has left, every layer's pose."""
        left = leaving(moment, self.inputs.seconds) if self.inputs.leaves else OPAQUE
        return self.backdrop.phase(moment), left, tuple(pose(layer.motion, moment) for layer in self.layers)

    def _rested(self, moment: float) -> int:
        """How many of the lowest layers stand still from here to the scene's end."""
        if self.inputs.leaves and leaving(moment, self.inputs.seconds) < OPAQUE:
            return 0
        return len(tuple(takewhile(lambda layer: moment >= layer.motion.settled_at, self.layers)))

    def _base(self, moment: float, rested: int) -> Planes:
        base = self.backdrop.at(moment).copy()
        for layer in self.layers[:rested]:
            blend(base, layer.patch)
        return base

    def _standing(self, ground: Ground) -> Backdrop:
        if isinstance(ground.on, Wanted):
            picture = picture_of(ground.on, self.cut.scene)
            return PushIn(laid_out(picture, self._desk.is_mirrored, self.inputs.frame), ground.seconds)
        paper = papers(self.inputs.frame)[ground.on]
        return Still(paper.mirrored() if self._desk.is_mirrored else paper)

    def _lay(self, frame: Planes, layer: Layer, moment: float) -> None:
        at = layer_pose(self, layer, moment)
        blend(frame, layer.patch, at.dx, at.dy, at.opacity, at.uncovered)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a layer is on the screen at one moment. `uncovered` (width,) is a weight from 0 to 1 for each column
    of its patch; None: all."""

    dx: int
    dy: int
    opacity: int
    uncovered: Reals | None


def layer_pose(scene: FilmScene, layer: Layer, moment: float) -> Placed:
    """The layer's pose `moment` seconds into its scene, turned round for readers from the right, leaving when the scene leaves."""
    at = pose(layer.motion, moment)
    opacity = at.opacity
    if scene.inputs.leaves and layer.motion.move != "stand":
        opacity = min(opacity, leaving(moment, scene.inputs.seconds))
    uncovered = None if at.reveal >= 1 else _uncovered(layer.patch.width, at.reveal, scene.is_mirrored)
    return Placed(-at.dx if scene.is_mirrored else at.dx, at.dy, opacity, uncovered)


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """Everything one film shows. `scenes` in order; their lengths, which `storyboard` has, add up to the film's."""

    storyboard: Storyboard
    frame: Format
    script: Script
    captions: tuple[Caption, ...]
    scenes: tuple[FilmScene, ...]

    def at(self, second: float) -> Planes:
        """The frame shown at this second, drawn alone; the last one from the end on."""
        number = min(max(int(second * self.storyboard.rate + 1e-6), 0), self.storyboard.frames - 1)
        for (first, cut), scene in zip(self.storyboard.starts(), self.scenes, strict=True):
            if number < first + cut.frames:
                return scene.at(number - first)
        raise AssertionError("a frame lies in some scene")

    def poster(self) -> Planes:
        """The still the storyboard names."""
        poster = self.storyboard.poster
        return next(scene for scene in self.scenes if scene.cut.scene == poster.scene).at(poster.frame)

    def frames(self) -> Iterator[Planes]:
        """Every frame of the film in order."""
        for scene in self.scenes:
            yield from scene.frames()


def film_of(story: Story, frame: Format = WIDE, storyboard: str | None = None) -> Film:
    """The film of this story, its words chosen, every letter accounted for and time given to read it, before anything is drawn.

    `storyboard` names one; by default the story's own. Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError
    that name scene and field.
    """
    board = storyboard_for(story, storyboard)
    require_name(story, board.scenes[0].scene)
    script = script_of(story, board)
    require_drawable(script)
    board = paced(board, script)
    captions = captions_of(script, board)
    look = Look(script.wordmark, wordmark(story.brand, None).ember)
    scenes: list[FilmScene] = []
    before: Ground | None = None
    for at, cut in enumerate(board.scenes):
        kind = SCENES[cut.scene]
        pictures = kind.pictures(story)
        own = Ground(cut.paper, 0.0) if cut.paper else Ground(pictures[0], cut.frames / board.rate)
        inputs = SceneInputs(
            cut,
            board.rate,
            frame,
            script.locale,
            look,
            script.scenes[cut.scene],
            pictures,
            own,
            before if cut.enter == "fade" else None,
            leaves=at < len(board.scenes) - 1,
        )
        scenes.append(FilmScene(inputs))
        before = own
    return Film(board, frame, script, captions, tuple(scenes))


def _uncovered(width: int, share: float, is_mirrored: bool) -> Reals:
    """How much of each column is uncovered, 0 to 1, in reading direction."""
    front = share * (width + _SOFT_EDGE)
    columns = np.clip((front - np.arange(width, dtype=np.float32)) / _SOFT_EDGE, 0, 1)
    return columns[::-1] if is_mirrored else columns
