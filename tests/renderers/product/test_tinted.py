"""A version in another paint: what is painted turns, the rest stays, and the picture is made once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from renderers.errors import ImageRefused
from renderers.product import tinted as tinting
from renderers.product.pictures import materials_of, picture_path, product_picture
from renderers.product.tinted import light_map, tinted, tinted_path
from renderers.product.tints import _tints, tint_of
from renderers.product.tone import lit, printed
from renderers.runtime import cache

RED, BLUE = "#b5440f", "#3b6373"


def test_what_is_developed_is_found_again() -> None:
    exposed = np.linspace(0, 1.2, 25, dtype=np.float32)
    assert np.abs(lit(printed(exposed)) - exposed).max() < 0.02
    assert (np.diff(printed(exposed)) > 0).all()


def test_only_what_is_painted_takes_the_other_paint() -> None:
    picture = Image.new("RGB", (40, 40), (120, 110, 100))
    received = np.zeros((40, 40, 3), np.float32)
    received[:, :20] = 0.8
    shown = np.asarray(tinted(picture, light_map(received), RED, BLUE), np.int16)
    assert (shown[:, 24:] == (120, 110, 100)).all()
    painted = shown[20, 8]
    assert painted[0] < 120 < painted[2] - 5
    same = np.asarray(tinted(picture, light_map(received), RED, RED), np.int16)
    assert np.abs(same - (120, 110, 100)).max() <= 1


def test_on_a_dark_paint_the_grain_of_a_light_one_is_no_blotch_and_what_shines_on_it_stays() -> None:
    cream, ink = "#e9e1d2", "#2b2731"
    paint = (np.array([int(cream[at : at + 2], 16) for at in (1, 3, 5)]) / 255) ** 2.2
    exposed = np.broadcast_to(paint * 0.9 * 1.1, (96, 96, 3)).astype(np.float32)
    shining = exposed + np.float32(0.06) * (np.arange(96) >= 48)[None, :, None]
    grain = np.random.default_rng(2).normal(0, 0.01, (96, 96, 1)).astype(np.float32)
    picture = Image.fromarray((np.clip(printed(shining) + grain, 0, 1) * 255).astype(np.uint8))
    received = light_map(np.full((32, 32, 3), 0.9, np.float32))
    shown = np.asarray(tinted(picture, received, cream, ink), np.float64)
    dull, bright = shown[:, 6:40].mean(axis=2), shown[:, 56:90].mean(axis=2)
    assert max(dull.std(), bright.std()) < 5
    assert bright.mean() - dull.mean() > 25


def test_a_version_of_the_sample_is_made_once_and_in_both_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_kept_in", tmp_path)
    sku = next(iter(_tints()))
    tint = tint_of(sku)
    assert tint is not None
    large, small = picture_path(f"products/{sku}"), picture_path(f"products/{sku}-384")
    for path, edge in ((large, 768), (small, 384)):
        with Image.open(path) as picture:
            assert (picture.format, picture.size) == ("WEBP", (edge, edge))
    assert large.is_relative_to(tmp_path)
    monkeypatch.setattr(tinting, "_make", lambda *_: pytest.fail("made again"))
    assert picture_path(f"products/{sku}") == large
    product_picture.cache_clear()
    own, other = (np.asarray(product_picture(f"products/{one}"), np.int16) for one in (tint.of, sku))
    assert (np.abs(own - other).max(axis=2) > 12).mean() > 0.002


def test_what_a_picture_is_made_of_is_part_of_every_page_that_shows_it() -> None:
    sku = next(iter(_tints()))
    tint = tint_of(sku)
    assert tint is not None
    own = f"images/products/{tint.of}"
    assert materials_of(f"products/{sku}") == (f"{own}.webp", f"{own}-light.webp", "images/products/tints.json")
    assert materials_of(f"products/{tint.of}") == (f"{own}.webp",)
    assert materials_of("shapes/mug") == ("images/shapes/mug.webp",)


@pytest.mark.parametrize("name", ["HP-0001-99", "..", "HP-0002/../x", ""])
def test_what_is_no_version_of_the_sample_is_not_tinted(name: str) -> None:
    assert tinted_path(name) is None
    with pytest.raises(ImageRefused):
        picture_path(f"products/{name}")
