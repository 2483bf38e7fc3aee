"""One scene of a film as a function of the moment: what it stands on, what lies on that, where each thing is. Nothing here encodes.

A scene is known before it is drawn: its `SceneInputs` hold every value its pictures depend on. Layers are made when the first frame
is asked for, so a scene whose frames were kept from another film costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, Final

import numpy as np

from renderers.language.translations import resolve
from renderers.lettering.shaping import page_direction
from renderers.product.relief import Relief, relief_of
from renderers.video.drawing.alive.depth import WalkRound
from renderers.video.drawing.alive.pen import inked
from renderers.video.drawing.alive.strand import Carried, Lie, leaves_from, lie_at, rests_from
from renderers.video.drawing.backdrop import Backdrop, FadeFrom, PushIn, Still, laid_out
from renderers.video.drawing.formats import Format
from renderers.video.drawing.motion import Pose, leaving, pose
from renderers.video.drawing.paint import Desk
from renderers.video.drawing.pictures import Wanted, picture_of
from renderers.video.drawing.planes import OPAQUE, Planes, Reals, blend
from renderers.video.papers import papers
from renderers.video.scene_text import Words
from renderers.video.scenes.stage import Layer, Look, Stage
from renderers.video.scenes.table import SCENES
from renderers.video.shown.light import Place, place, shine
from renderers.video.timeline.storyboard import SceneCut

_SOFT_EDGE: Final = 24
"""Pixels over which a written line appears."""


State = tuple[float, int, tuple[Pose | Lie, ...], Place]
"""The ground's phase, how far the scene has left, every layer's pose, where the light is."""


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

    `before` is what the scene fades up from; `leaves` is False for the last scene, which stands to its end; `comes`: whether the
    thread comes from the scene before.
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
    comes: bool

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

    def let_go(self) -> None:
        """Forgets what its frames are made of, some ten megabytes; whoever asks for another frame has it made again."""
        for made in ("layers", "backdrop"):
            self.__dict__.pop(made, None)

    def at(self, number: int) -> Planes:
        """Frame `number` of the scene, drawn alone."""
        moment = number / self.inputs.rate
        frame = self.backdrop.at(moment).copy()
        for layer in self.layers:
            self._lay(frame, layer, moment)
        shine(frame, place(moment, self.inputs.seconds), is_mirrored=self.is_mirrored)
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
                shine(shown, state[3], is_mirrored=self.is_mirrored)
            yield shown

    def state(self, moment: float) -> State:
        """Two moments of equal state look the same."""
        left = leaving(moment, self.inputs.seconds) if self.inputs.leaves else OPAQUE
        poses = tuple(
            pose(layer.motion, moment) if layer.strand is None else self.lie(layer, moment) for layer in self.layers
        )
        return self.backdrop.phase(moment), left, poses, place(moment, self.inputs.seconds)

    def _rested(self, moment: float) -> int:
        """How many of the lowest layers stand still from here on, until the scene leaves."""
        if self.inputs.leaves and leaving(moment, self.inputs.seconds) < OPAQUE:
            return 0
        return len(tuple(takewhile(lambda layer: self._rests(layer, moment), self.layers)))

    def _rests(self, layer: Layer, moment: float) -> bool:
        if layer.strand is None:
            return moment >= layer.motion.settled_at
        return rests_from(layer.motion, self._carried) <= moment < leaves_from(self.inputs.seconds, self._carried)

    @property
    def _carried(self) -> Carried:
        return Carried(self.inputs.comes, self.inputs.leaves)

    def lie(self, layer: Layer, moment: float) -> Lie:
        """How the thread lies at this moment."""
        return lie_at(layer.motion, moment, self.inputs.seconds, self._carried)

    def _base(self, moment: float, rested: int) -> Planes:
        base = self.backdrop.at(moment).copy()
        for layer in self.layers[:rested]:
            if layer.strand is None:
                blend(base, layer.patch)
            else:
                layer.strand.lay(base, Lie())
        return base

    def _standing(self, ground: Ground) -> Backdrop:
        if isinstance(ground.on, Wanted):
            picture = picture_of(ground.on, self.cut.scene)
            relief = relief_of(ground.on.image)
            if relief is not None and ground.on.quad is None:
                return _walk_round(ground, relief, self._desk.is_mirrored, self.inputs.frame)
            if relief is not None:
                return WalkRound(picture, relief, self._desk.is_mirrored, self.inputs.frame, ground.seconds)
            return PushIn(laid_out(picture, self._desk.is_mirrored, self.inputs.frame), ground.seconds)
        paper = papers(self.inputs.frame, self.inputs.look.paper)[ground.on]
        return Still(paper.mirrored() if self._desk.is_mirrored else paper)

    def _lay(self, frame: Planes, layer: Layer, moment: float) -> None:
        if layer.strand is not None:
            layer.strand.lay(frame, self.lie(layer, moment))
            return
        at = layer_pose(self, layer, moment)
        blend(frame, layer.patch, at.dx, at.dy, at.opacity, at.uncovered)


@lru_cache(maxsize=1)
def _walk_round(ground: Ground, relief: Relief, is_mirrored: bool, frame: Format) -> WalkRound:
    """Kept for the scene after it, which fades up from it; one with an inscription is a person's and kept nowhere."""
    assert isinstance(ground.on, Wanted)  # noqa: S101 - for the type checker
    return WalkRound(picture_of(ground.on, "gift"), relief, is_mirrored, frame, ground.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Where a layer is on the screen at one moment. `uncovered` is a weight from 0 to 1 for each column of its patch, (width,), or,
    where a hand writes it, for each pixel, (height, width); None: all."""

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
    uncovered = None if at.reveal >= 1 else _revealed(layer, at.reveal, scene.is_mirrored)
    return Placed(-at.dx if scene.is_mirrored else at.dx, at.dy, opacity, uncovered)


def _revealed(layer: Layer, share: float, is_mirrored: bool) -> Reals:
    if layer.moments is not None:
        return inked(layer.moments, share)
    return _uncovered(layer.patch.width, share, is_mirrored)


def _uncovered(width: int, share: float, is_mirrored: bool) -> Reals:
    """How much of each column is uncovered, 0 to 1, in reading direction."""
    front = share * (width + _SOFT_EDGE)
    columns = np.clip((front - np.arange(width, dtype=np.float32)) / _SOFT_EDGE, 0, 1)
    return columns[::-1] if is_mirrored else columns
