"""The short moving preview for a mail: the gift as the film shows it, sharp, with a sign to press. Nobody's name or reason is in
it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image

from renderers.mail.film_picture import put_sign
from renderers.video.drawing.motion import LEAVING_SECONDS
from renderers.video.drawing.planes import Bytes, Planes, image_of
from renderers.video.film import Film
from renderers.video.shown.scene import FilmScene, State

SHOWN: Final = "gift"
"""The scene a mail may show: the same for all who get the same gift, so neither a name nor a reason is in it."""
PREVIEW_WIDTH: Final = 1072
"""Twice the size it is shown in."""
PREVIEW_RATE: Final = 4
"""Pictures a second; below that motion stumbles, above it a mail grows."""
PREVIEW_SECONDS: Final = 2.0
_REST_MS: Final = 1200
Shown = Mapping[int, Planes]
"""Frames of a scene that are drawn already, by number."""


def shown_in_mail(film: Film) -> FilmScene | None:
    """The scene that a mail may show, or None where the film has none."""
    return next((scene for scene in film.scenes if scene.cut.scene == SHOWN), None)


def preview(scene: FilmScene, shown: Shown = MappingProxyType({})) -> bytes:
    """A few seconds of a scene as animated WebP, at most 1,072 wide, played once: it comes to rest by itself. `shown`: frames that
    are drawn already, by number."""
    pictures = _pictures(scene, shown)
    file = BytesIO()
    pictures[0].save(
        file,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=[1000 // PREVIEW_RATE] * (len(pictures) - 1) + [_REST_MS],
        loop=1,
        quality=50,
        method=0,
        kmin=0,
        kmax=0,  # no key frames between: nobody jumps in two seconds, and each would be tried both ways
    )
    return file.getvalue()


def moments(scene: FilmScene) -> set[int]:
    """The numbers of the frames it is made of."""
    return set(_by_state(scene, _numbers(scene)).values())


def _numbers(scene: FilmScene) -> list[int]:
    """Frames until the scene begins to leave, in order. It starts with the last: a program that shows only one shows that."""
    rate = scene.inputs.rate
    last = min(scene.cut.frames - int(LEAVING_SECONDS * rate) - 1, round(PREVIEW_SECONDS * rate))
    return [last, *range(0, last, rate // PREVIEW_RATE), last]


def _by_state(scene: FilmScene, numbers: Sequence[int]) -> dict[State, int]:
    """One number for all frames that look the same."""
    return {scene.state(number / scene.inputs.rate): number for number in numbers}


def _pictures(scene: FilmScene, shown: Shown) -> list[Image.Image]:
    numbers = _numbers(scene)
    drawn = {state: shown.get(number) or scene.at(number) for state, number in _by_state(scene, numbers).items()}
    pictures = {state: image_of(_small(planes)) for state, planes in drawn.items()}
    for picture in pictures.values():
        put_sign(picture, scene.inputs.look.ember, starts_right=scene.is_mirrored)
    return [pictures[scene.state(number / scene.inputs.rate)] for number in numbers]


def _small(planes: Planes) -> Planes:
    """Made small before it becomes RGB: fewer pixels to convert."""
    height, width = planes.y.shape
    size = min(PREVIEW_WIDTH, width), min(PREVIEW_WIDTH, width) * height // width // 2 * 2
    half = size[0] // 2, size[1] // 2
    return Planes(_scaled(planes.y, size), _scaled(planes.u, half), _scaled(planes.v, half))


def _scaled(plane: Bytes, size: tuple[int, int]) -> Bytes:
    return np.asarray(Image.fromarray(plane).resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0))
