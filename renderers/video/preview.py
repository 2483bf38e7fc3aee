"""The short moving preview for a mail: the film's opening, which names nobody's gift."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image

from renderers.video.drawing.motion import LEAVING_SECONDS
from renderers.video.drawing.planes import Bytes, Planes, image_of
from renderers.video.film import Film, FilmScene

DISCREET: Final = "opening"
"""The scene a mail may show: it is read over shoulders, so neither the gift nor a reason is in it."""
PREVIEW_WIDTH: Final = 480
PREVIEW_RATE: Final = 4
"""Pictures a second; below that motion stumbles, above it a mail grows."""
_REST_MS: Final = 1200


def shown_in_mail(film: Film) -> FilmScene | None:
    """The scene that a mail may show, or None where the film has none."""
    return next((scene for scene in film.scenes if scene.cut.scene == DISCREET), None)


def preview(scene: FilmScene) -> bytes:
    """A few seconds of a scene as animated WebP, 480 wide, played once: it comes to rest by itself."""
    pictures = _moments(scene)
    file = BytesIO()
    pictures[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=[1000 // PREVIEW_RATE] * (len(pictures) - 1) + [_REST_MS],
        loop=1,
        quality=60,
        method=0,
    )
    return file.getvalue()


def _moments(scene: FilmScene) -> list[Image.Image]:
    """The scene's pictures until it begins to leave. It starts with the last: a program that shows only one shows that."""
    rate = scene.inputs.rate
    last = scene.cut.frames - int(LEAVING_SECONDS * rate) - 1
    numbers = [last, *range(0, last, rate // PREVIEW_RATE), last]
    states = [scene.state(number / rate) for number in numbers]
    drawn = dict(zip(states, numbers, strict=True))
    pictures = {state: image_of(_small(scene.at(number))) for state, number in drawn.items()}
    return [pictures[state] for state in states]


def _small(planes: Planes) -> Planes:
    """Made small before it becomes RGB: a seventh of the pixels to convert."""
    height, width = planes.y.shape
    size = PREVIEW_WIDTH, PREVIEW_WIDTH * height // width // 2 * 2
    half = size[0] // 2, size[1] // 2
    return Planes(_scaled(planes.y, size), _scaled(planes.u, half), _scaled(planes.v, half))


def _scaled(plane: Bytes, size: tuple[int, int]) -> Bytes:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0))
