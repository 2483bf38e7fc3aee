"""A version of a sample's product in its own colour, from the product's picture and the light that falls on what is painted.

The workshop draws, beside each product with versions, how much light of each colour a white part would send back
(`<sku>-light.webp`, `workshop/pictures/masks/light_maps`). What another paint changes is that light times the difference of the two
paints: highlights, shadows and grain stay as they are. Pictures are made when somebody first asks for them, and kept.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from renderers.product.tints import PRODUCTS, Tint, tint_of
from renderers.product.tone import EXPOSURE, Light, lit, printed
from renderers.runtime.cache import cache_folder, made_once

BRIGHTEST: Final = 1.6
"""Light in the brightest pixel of a map; values are kept as their square roots, so that shadows keep their steps."""
EDGE, SMALL_EDGE = 768, 384
VERSION: Final = 2
"""Raised when the tinting changes, so that every picture is made again."""
_QUALITY: Final = 86
_GRAIN: Final = np.float32(0.15)
"""Of a paint's light: so far a pixel may be from those around it and still be that paint, with its grain."""
_BAND: Final = 64
"""Rows that are worked out together: all of a picture at once would take 150 MB."""
_NEAR: Final = 12
"""Pixels that lie around another, to each side together."""


def tinted_path(name: str) -> Path | None:
    """Where the picture "HP-0002-3" lies, or the small one "HP-0002-3-384", made now where it is not there yet."""
    sku = name.removesuffix(f"-{SMALL_EDGE}")
    tint = tint_of(sku)
    if tint is None:
        return None
    edge = EDGE if sku == name else SMALL_EDGE
    return made_once(cache_folder("pictures") / f"{name}-{_digest(tint)}.webp", lambda path: _make(tint, edge, path))


def tinted(picture: Image.Image, light: Image.Image, own: str, colour: str) -> Image.Image:
    """The RGB picture with another paint where the map of light says it is painted."""
    size = picture.size
    shown = np.asarray(np.asarray(picture, np.float32) / 255, np.float32)
    squared = (np.asarray(light.resize(size, Image.Resampling.BICUBIC), np.float32) / 255) ** 2
    received = np.asarray(squared * np.float32(BRIGHTEST), np.float32)
    exposed: Light = np.concatenate([lit(band) for band in np.array_split(shown, max(1, len(shown) // _BAND))])
    paint = _painted(received, own)
    # What shines on a paint stays and has no colour. Grain belongs to the paint and grows dark with it: on a dark paint that of a
    # light one would be blotches.
    sheen: Light = exposed - paint
    around = _around(sheen, paint)
    darker = np.minimum(_linear(colour) / _linear(own), np.float32(1))
    made = np.empty(shown.shape, np.uint8)
    for top in range(0, len(made), _BAND):
        rows = slice(top, top + _BAND)
        grain = np.clip(sheen[rows] - around[rows], -_GRAIN * paint[rows], _GRAIN * paint[rows])
        other = sheen[rows] + _painted(received[rows], colour) - grain * (1 - darker)
        change = printed(other) - printed(exposed[rows])
        made[rows] = (np.clip(shown[rows] + change, 0, 1) * 255 + 0.5).astype(np.uint8)
    return Image.fromarray(made)


def _painted(received: Light, colour: str) -> Light:
    """The exposed light that a paint of this colour gives back."""
    return np.asarray(EXPOSURE * received * _linear(colour), np.float32)


def light_map(received: Light) -> Image.Image:
    """Light (n, n, 3) as it is kept."""
    share = np.sqrt(np.clip(received / np.float32(BRIGHTEST), 0, 1))
    return Image.fromarray((share * 255 + 0.5).astype(np.uint8))


def _around(values: Light, weights: Light) -> Light:
    """The mean light without colour (n, n, 1) around each point of (n, n, 3), weighted by the light of another of that shape."""
    held, weight = (np.asarray(one.mean(axis=2), np.float32) for one in (values * weights, weights))
    edge = held.shape[0]
    small = [Image.fromarray(one).resize((max(1, edge // _NEAR),) * 2, Image.Resampling.BOX) for one in (held, weight)]
    of, share = (np.asarray(one.resize((edge, edge), Image.Resampling.BILINEAR), np.float32) for one in small)
    return np.asarray((of / np.maximum(share, np.float32(1e-4)))[..., None], np.float32)


def _make(tint: Tint, edge: int, path: Path) -> None:
    with Image.open(PRODUCTS / f"{tint.of}.webp") as shown, Image.open(PRODUCTS / f"{tint.of}-light.webp") as light:
        picture = tinted(shown.convert("RGB"), light.convert("RGB"), tint.own, tint.colour)
    if edge != EDGE:
        picture = picture.resize((edge, edge), Image.Resampling.LANCZOS)
    picture.save(path, "WEBP", quality=_QUALITY, method=4)


def _linear(colour: str) -> Light:
    """ "#rrggbb" as linear light, shape (3,)."""
    value = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], np.float32) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def _digest(tint: Tint) -> str:
    """Of all that makes the picture."""
    parts = ((PRODUCTS / f"{tint.of}{end}.webp").read_bytes() for end in ("", "-light"))
    return hashlib.sha256(f"{tint}\0{VERSION}\0".encode() + b"".join(parts)).hexdigest()[:16]
