"""What shapes are tinted from: a mask of the gift's own colour, and places to write on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from workshop.pictures.masks.make import tint_mask, widest_place

SHAPES = Path(__file__).resolve().parents[4] / "assets" / "images" / "shapes"


def test_what_grew_dark_with_the_colour_is_the_gift_s_own() -> None:
    light = np.full((64, 64, 3), 200, np.float32)
    dark = light.copy()
    dark[16:48, 16:48] = 40
    mask = np.asarray(tint_mask(light, dark))
    assert (mask[20:44, 20:44].min(), mask[:12].max()) == (255, 0)


def test_where_nothing_takes_a_colour_grain_is_none_of_the_gift_s_own() -> None:
    grain = np.random.default_rng(1).normal(0, 1, (64, 64, 3)).astype(np.float32)
    assert np.asarray(tint_mask(np.full((64, 64, 3), 200, np.float32), 200 + grain)).max() < 8


def test_a_place_is_the_widest_rectangle_of_that_colour_and_none_is_found_in_crumbs() -> None:
    mask = Image.new("L", (384, 384), 0)
    mask.paste(255, (80, 200, 280, 280))
    (left, top), _, (right, bottom), _ = widest_place(mask) or []
    assert 80 / 384 < left < 110 / 384
    assert 250 / 384 < right < 280 / 384
    assert 200 / 384 < top < bottom < 280 / 384
    assert widest_place(Image.new("L", (384, 384), 0)) is None


def test_every_shape_has_its_base_its_mask_and_a_line_of_places() -> None:
    shapes, places = (json.loads((SHAPES / name).read_text("utf-8")) for name in ("shapes.json", "places.json"))
    assert set(places) == set(shapes)
    for name, place in places.items():
        with Image.open(SHAPES / f"{name}-base.webp") as base, Image.open(SHAPES / f"{name}-mask.webp") as mask:
            assert (base.size, mask.size) == ((768, 768), (384, 384))
        for quad in filter(None, place.values()):
            assert len(quad) == 4
            assert all(0 < share < 1 for point in quad for share in point)
