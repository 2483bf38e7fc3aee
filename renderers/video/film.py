"""A film as plain data: its storyboard, its script and its scenes, each a function of the moment. Nothing here encodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import ImageColor

from renderers.context import Story
from renderers.errors import ContextError
from renderers.fonts import require_letters
from renderers.product_pictures import product_picture
from renderers.shaping import page_direction
from renderers.translations import resolve
from renderers.video.backdrop import Backdrop, FadeFrom, PushIn, Still, laid_out
from renderers.video.motion import leaving, pose
from renderers.video.paint import EMBER, Desk
from renderers.video.papers import papers
from renderers.video.planes import OPAQUE, Planes, Reals, blend
from renderers.video.scenes.stage import Layer, Stage
from renderers.video.scenes.table import DRAWN
from renderers.video.script import MOST_TILES, Script, script_of
from renderers.video.storyboard import SceneCut, Storyboard, storyboard_for

_SOFT_EDGE: Final = 24
"""Pixels over which a written line appears."""


@dataclass(frozen=True, slots=True, eq=False)
class FilmScene:
    """One scene, ready to be drawn at any moment. `leaves` is False for the last one, which stands to its end."""

    cut: SceneCut
    rate: int
    backdrop: Backdrop
    layers: tuple[Layer, ...]
    is_mirrored: bool
    leaves: bool

    @property
    def seconds(self) -> float:
        return self.cut.frames / self.rate

    def at(self, number: int) -> Planes:
        """Frame `number` of the scene, drawn alone."""
        moment = number / self.rate
        frame = self.backdrop.at(moment).copy()
        for layer in self.layers:
            self._lay(frame, layer, moment)
        return frame

    def frames(self) -> Iterator[Planes]:
        """All frames in order, equal to `at` of each.

        What has come to rest is drawn once and kept; while nothing moves the same object is yielded again.
        """
        ground: Planes | None = None
        rested = 0
        still: Planes | None = None
        for number in range(self.cut.frames):
            moment = number / self.rate
            if moment < self.backdrop.still_from or self._is_leaving(moment):
                yield self.at(number)
                continue
            if ground is None:
                ground = self.backdrop.at(moment).copy()
            while rested < len(self.layers) and moment >= self.layers[rested].motion.settled_at:
                blend(ground, self.layers[rested].patch)
                rested += 1
                still = None
            if rested == len(self.layers):
                still = still or ground.copy()
                yield still
                continue
            frame = ground.copy()
            for layer in self.layers[rested:]:
                self._lay(frame, layer, moment)
            yield frame

    def _is_leaving(self, moment: float) -> bool:
        return self.leaves and leaving(moment, self.seconds) < OPAQUE

    def _lay(self, frame: Planes, layer: Layer, moment: float) -> None:
        at = pose(layer.motion, moment)
        opacity = at.opacity
        if self.leaves and layer.motion.move != "stand":
            opacity = min(opacity, leaving(moment, self.seconds))
        dx = -at.dx if self.is_mirrored else at.dx
        reveal = None if at.reveal >= 1 else _uncovered(layer.patch.width, at.reveal, self.is_mirrored)
        blend(frame, layer.patch, dx, at.dy, opacity, reveal)


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """Everything one film shows. `scenes` in order; their lengths add up to the film's."""

    storyboard: Storyboard
    script: Script
    scenes: tuple[FilmScene, ...]

    def at(self, second: float) -> Planes:
        """The frame shown at this second, drawn alone; the last one from the end on."""
        number = min(max(int(second * self.storyboard.rate + 1e-6), 0), self.storyboard.frames - 1)
        for (first, cut), scene in zip(self.storyboard.starts(), self.scenes, strict=True):
            if number < first + cut.frames:
                return scene.at(number - first)
        raise AssertionError("a frame lies in some scene")

    def frames(self) -> Iterator[Planes]:
        for scene in self.scenes:
            yield from scene.frames()

    def scene_starts(self) -> frozenset[int]:
        """Numbers of the frames at which a scene begins."""
        return frozenset(first for first, _ in self.storyboard.starts())


def film_of(story: Story) -> Film:
    """The film of this story, its words chosen and every letter accounted for, before anything is drawn.

    Raises FontMissing, ImageRefused, ContextError, ProofFailed or TemplateError.
    """
    board = storyboard_for(story)
    script = script_of(story)
    for words in script.shown():
        require_letters(words, "film")
    gift = product_picture(story.gift.image)
    desk = Desk(page_direction(resolve(story.person.locale)))
    others = tuple(product_picture(other.image) for other in story.alternatives[:MOST_TILES])
    ember = _ember(story)
    picture = laid_out(gift, desk.is_mirrored)
    scenes: list[FilmScene] = []
    before: Backdrop | None = None
    for at, cut in enumerate(board.scenes):
        own = _backdrop(cut, picture, board.rate, desk)
        layers = DRAWN[cut.scene](Stage(script, desk, cut.cues, ember, gift, others))
        shown = own if before is None or cut.enter == "cut" else FadeFrom(_last(before, scenes[-1]), own)
        scenes.append(FilmScene(cut, board.rate, shown, layers, desk.is_mirrored, at < len(board.scenes) - 1))
        before = own
    return Film(board, script, tuple(scenes))


def _backdrop(cut: SceneCut, picture: Planes, rate: int, desk: Desk) -> Backdrop:
    if cut.paper is None:
        return PushIn(picture, cut.frames / rate)
    paper = papers()[cut.paper]
    return Still(paper.mirrored() if desk.is_mirrored else paper)


def _last(backdrop: Backdrop, scene: FilmScene) -> Planes:
    return backdrop.at(scene.seconds)


def _ember(story: Story) -> str:
    """The giver's accent, where it is a colour; the house's own where none is given."""
    colour = story.brand.tokens.get("ember", EMBER)
    try:
        ImageColor.getrgb(colour)
    except ValueError:
        raise ContextError(f"{colour!r} is not a colour.", where="brand.tokens.ember") from None
    return colour


def _uncovered(width: int, share: float, is_mirrored: bool) -> Reals:
    """How much of each column is uncovered, 0 to 1, in reading direction."""
    front = share * (width + _SOFT_EDGE)
    columns = np.clip((front - np.arange(width, dtype=np.float32)) / _SOFT_EDGE, 0, 1)
    return columns[::-1] if is_mirrored else columns
