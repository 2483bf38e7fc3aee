"""How much light a painted part sends back, for `renderers/product/tinted`: drawn once in black and once in grey."""

from __future__ import annotations

import numpy as np
from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.product.tinted import light_map
from workshop.pictures.archetypes.versions import Part, paint_of
from workshop.pictures.draw import build_scene
from workshop.pictures.palette import is_dark, linear
from workshop.pictures.spec import PictureSpec
from workshop.pictures.studio import radiance

# Two paints on the side of dark and light on which the product's own is, so that what is printed on it keeps its ink. The light one
# is no white: a lid that is a little lighter than its box (`shade_of`) has to have room for that.
_DARK, _LIGHT = ("#000000", "#8c8c8c"), ("#a0a0a0", "#e0e0e0")


def draw_light(spec: PictureSpec, part: Part, size: int) -> Image.Image:
    """The map of light of a part as an RGB square of `size` pixels."""
    first, second = _DARK if is_dark(COLOURS[paint_of(spec, part)]) else _LIGHT
    low, high = (radiance(build_scene(spec, texture=size, paints={part: paint}), size) for paint in (first, second))
    return light_map(np.maximum(high - low, 0) / (linear(second) - linear(first)).astype(np.float32))
