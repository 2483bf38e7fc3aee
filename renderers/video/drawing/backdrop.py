"""What a scene stands on: a paper, or the gift's picture laid out over the whole frame with one slow push-in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

import numpy as np
from PIL import Image, ImageFilter

from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes, Reals, crossfade, planes_of
from renderers.video.drawing.rasters import drawn_once

PUSH: Final = 0.025
STEPS: Final = 15
"""Times a second the push-in comes nearer, by less than half a pixel at the edge: no eye sees the step, and it costs half."""
FADE_SECONDS: Final = 0.3
FADE_STEPS: Final = 15
_FEATHER: Final = 150
"""Pixels over which the picture's edge passes into the paper beside it."""
_TURN: Final = 260
"""Pixels over which the tone beside the picture becomes the tone of its calm side."""
_SQUARE_SIDE: Final = 580
"""How large the picture lies in a square frame."""
_GRAIN: Final = 0.4
"""Keeps wide soft gradients from banding."""


class Backdrop(Protocol):
    """`at` draws it some seconds into the scene. At two moments of the same `phase` it looks the same."""

    def at(self, moment: float) -> Planes:
        """The frame `moment` seconds into the scene."""
        ...

    def phase(self, moment: float) -> float:
        """A number that is the same at moments which look the same."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A frame that never moves."""

    planes: Planes

    def at(self, moment: float) -> Planes:  # noqa: ARG002 - it looks the same at every moment
        return self.planes

    def phase(self, moment: float) -> float:  # noqa: ARG002
        return 0.0


@dataclass(frozen=True, slots=True, eq=False)
class PushIn:
    """A frame that comes nearer by 2.5 percent over the scene, straight towards its middle."""

    planes: Planes
    seconds: float

    def at(self, moment: float) -> Planes:
        share = PUSH * self.phase(moment) / self.seconds
        return Planes(_nearer(self.planes.y, share), _nearer(self.planes.u, share), _nearer(self.planes.v, share))

    def phase(self, moment: float) -> float:
        return min(int(moment * STEPS + 1e-6) / STEPS, self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class FadeFrom:
    """The first 300 ms of a scene: what it stands on comes up through what the scene before stood on."""

    before: Planes
    after: Backdrop

    def at(self, moment: float) -> Planes:
        share = self.share(moment)
        return self.after.at(moment) if share == 1 else crossfade(self.before, self.after.at(moment), share)

    def phase(self, moment: float) -> float:
        """Below zero while it comes up, the ground's own from then on."""
        return self.share(moment) - 1 if moment < FADE_SECONDS else self.after.phase(moment)

    def share(self, moment: float) -> float:
        """How far it has come up, 0 to 1. Into a paper, which moves no edge, fifteen steps a second are smooth, and cost half."""
        if moment >= FADE_SECONDS:
            return 1.0
        step = int(moment * FADE_STEPS + 1e-6) / FADE_STEPS if isinstance(self.after, Still) else moment
        return step / FADE_SECONDS


def laid_out(picture: Image.Image, is_mirrored: bool, frame: Format) -> Planes:
    """The square picture at the end of the frame, its own paper continued to where lines begin. Pictures are never flipped.

    In a frame that stands the picture lies at its foot, in a square one in the corner, so that words have their room above.
    """
    return drawn_once(lambda: _laid_out(picture, is_mirrored, frame), "laid out", picture, is_mirrored, frame)


def laid_square(frame: Format) -> int:
    """The edge of a picture as it is laid out, in pixels; it ends at the frame's foot and at the end of its lines."""
    return _SQUARE_SIDE if frame.width == frame.height else min(frame.width, frame.height)


def _laid_out(picture: Image.Image, is_mirrored: bool, frame: Format) -> Planes:
    side = laid_square(frame)
    laid: Reals = np.asarray(picture.resize((side, side), Image.Resampling.LANCZOS), dtype=np.float32)
    if frame.height > side:
        laid = _beside(laid.swapaxes(0, 1), frame.height, is_mirrored=False).swapaxes(0, 1)
    if frame.width > side:
        laid = _beside(laid, frame.width, is_mirrored)
    return planes_of(Image.fromarray(np.clip(laid + _grain(frame), 0, 255).astype(np.uint8)))


@cache
def _grain(frame: Format) -> Reals:
    """The same for every picture: [height, width, 1]. Do not change it."""
    return np.random.default_rng(4).standard_normal((frame.height, frame.width, 1), dtype=np.float32) * _GRAIN


def _beside(picture: Reals, width: int, is_mirrored: bool) -> Reals:
    """The picture [height, side, 3] at one end of a strip [height, width, 3], the strip in the tones of the picture's edges."""
    height, side = picture.shape[:2]
    calm = _edge_tone(picture[:, :24])
    near = _edge_tone(picture[:, -24:]) if is_mirrored else calm
    space = width - side
    share = np.clip(np.arange(space, dtype=np.float32) / _TURN, 0, 1)[None, :, None]
    beside = near[:, None, :] * (1 - share) + calm[:, None, :] * share
    feather = _smoothstep(np.arange(side, dtype=np.float32) / _FEATHER)[None, :, None]
    strip = np.empty((height, width, 3), dtype=np.float32)
    if is_mirrored:
        strip[:, side:] = beside
        strip[:, :side] = picture * feather[:, ::-1] + near[:, None, :] * (1 - feather[:, ::-1])
    else:
        strip[:, :space] = beside[:, ::-1]
        strip[:, space:] = picture * feather + near[:, None, :] * (1 - feather)
    return strip


def _edge_tone(columns: Reals) -> Reals:
    """The tone down one edge of the picture, (height, 3), without its grain."""
    strip = Image.fromarray(np.clip(columns, 0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(16))
    tone: Reals = np.asarray(strip, dtype=np.float32).mean(axis=1)
    return tone


def _smoothstep(share: Reals) -> Reals:
    within = np.clip(share, 0, 1)
    return within * within * (3 - 2 * within)


def _nearer(plane: Bytes, share: float) -> Bytes:
    height, width = plane.shape
    inset_x, inset_y = width * share / (2 * (1 + share)), height * share / (2 * (1 + share))
    box = (inset_x, inset_y, width - inset_x, height - inset_y)
    return np.asarray(Image.fromarray(plane).resize((width, height), Image.Resampling.BILINEAR, box=box))
