"""What a scene stands on: a paper, or the gift's picture laid out over the whole frame with one slow push-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from PIL import Image, ImageFilter

from renderers.video.planes import HEIGHT, WIDTH, Bytes, Planes, Reals, crossfade, planes_of

PUSH: Final = 0.025
FADE_SECONDS: Final = 0.3
_FEATHER: Final = 150
"""Pixels over which the picture's edge passes into the paper beside it."""
_TURN: Final = 260
"""Pixels over which the tone beside the picture becomes the tone of its calm side."""
_GRAIN: Final = 0.9
"""Keeps wide soft gradients from banding."""


class Backdrop(Protocol):
    """`at` draws it some seconds into the scene; from `still_from` on nothing in it moves."""

    @property
    def still_from(self) -> float: ...

    def at(self, moment: float) -> Planes: ...


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A frame that never moves."""

    planes: Planes
    still_from: float = 0.0

    def at(self, moment: float) -> Planes:  # noqa: ARG002 - it looks the same at every moment
        return self.planes


@dataclass(frozen=True, slots=True, eq=False)
class PushIn:
    """A frame that comes nearer by 2.5 percent over the scene, straight towards its middle."""

    planes: Planes
    seconds: float
    still_from: float = float("inf")

    def at(self, moment: float) -> Planes:
        share = PUSH * min(moment / self.seconds, 1.0)
        return Planes(_nearer(self.planes.y, share), _nearer(self.planes.u, share), _nearer(self.planes.v, share))


@dataclass(frozen=True, slots=True, eq=False)
class FadeFrom:
    """The first 300 ms of a scene: what it stands on comes up through what the scene before stood on."""

    before: Planes
    after: Backdrop

    @property
    def still_from(self) -> float:
        return max(FADE_SECONDS, self.after.still_from)

    def at(self, moment: float) -> Planes:
        if moment >= FADE_SECONDS:
            return self.after.at(moment)
        return crossfade(self.before, self.after.at(moment), moment / FADE_SECONDS)


def laid_out(picture: Image.Image, is_mirrored: bool) -> Planes:
    """The square picture at the end of the frame, its own paper continued to where lines begin. Pictures are never flipped."""
    square = np.asarray(picture.resize((HEIGHT, HEIGHT), Image.Resampling.LANCZOS), dtype=np.float32)
    calm = _edge_tone(square[:, :24])
    near = _edge_tone(square[:, -24:]) if is_mirrored else calm
    space = WIDTH - HEIGHT
    share = np.clip(np.arange(space, dtype=np.float32) / _TURN, 0, 1)[None, :, None]
    beside = near[:, None, :] * (1 - share) + calm[:, None, :] * share
    feather = _smoothstep(np.arange(HEIGHT, dtype=np.float32) / _FEATHER)[None, :, None]
    frame = np.empty((HEIGHT, WIDTH, 3), dtype=np.float32)
    if is_mirrored:
        frame[:, HEIGHT:] = beside
        frame[:, :HEIGHT] = square * feather[:, ::-1] + near[:, None, :] * (1 - feather[:, ::-1])
    else:
        frame[:, :space] = beside[:, ::-1]
        frame[:, space:] = square * feather + near[:, None, :] * (1 - feather)
    frame += np.random.default_rng(4).standard_normal((HEIGHT, WIDTH, 1), dtype=np.float32) * _GRAIN
    return planes_of(Image.fromarray(np.clip(frame, 0, 255).astype(np.uint8)))


def _edge_tone(columns: Reals) -> Reals:
    """The tone down one edge of the picture, [height, 3], without its grain."""
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
