"""Each version of a sample product is drawn in the colour that its words name, and its pixels show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.product.pictures import picture_path
from renderers.product.tinted import tinted
from renderers.product.tints import PRODUCTS, tint_of
from workshop.pictures.archetypes.versions import COLOUR_WORDS, version_specs
from workshop.pictures.catalog import read_specs
from workshop.pictures.draw import draw_picture
from workshop.pictures.spec import PictureError, PictureSpec, picture_key

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "assets" / "samples" / "catalog.json"
MUG = PictureSpec("mug", 0, "sand", "ember", "pine", (), 1)
STEP, LEAST, ALIKE = 12, 0.002, 0.7
"""By how much, of 255, a pixel of another colour differs; the share of a picture that does so at least; how nearly it does so as
two colours do."""
Pixels = NDArray[np.float64]


def drawn_as(part: str, **wish: Any) -> PictureSpec:
    said = {"sku": "A", "variant": {"colour": {"en": part}}}
    spec = PictureSpec(**{"archetype": "mug", "arrangement": 0, "mood": "sand", "colour": "ember", "accent": "pine",
                          "words": (), "seed": 1} | wish)  # fmt: skip
    return dict(version_specs([said], {"A": spec}))["A"]


def pixels(image: Image.Image) -> Pixels:
    return np.asarray(image.convert("RGB"), np.float64)


def turned(picture: Pixels, sister: Pixels, colour: str, other: str) -> float:
    """How far what differs between two pictures differs as their two colours do, whatever the light: 1 for exactly so, 0 for not at
    all, and -1 where there is nothing to see."""
    differs = np.abs(picture - sister).max(axis=2) > STEP
    if differs.mean() < LEAST:
        return -1.0
    seen = (picture - sister)[differs].mean(axis=0)
    said = np.subtract(
        *(np.array([int(COLOURS[one][at : at + 2], 16) for at in (1, 3, 5)], float) for one in (colour, other))
    )
    return float(seen @ said / np.linalg.norm(seen) / np.linalg.norm(said))


def named(spec: PictureSpec, beside: PictureSpec) -> str:
    """The colour that a version is told apart by: of a lid of honey it is the accent."""
    if spec.extra is not None:
        return spec.extra[1]
    return spec.accent if spec.colour == beside.colour else spec.colour


def families() -> Mapping[str, list[str]]:
    """Product -> its versions with a picture of their own, itself the first."""
    products = json.loads(SAMPLE.read_text("utf-8"))["products"]
    wishes = read_specs(SAMPLE)
    found = {one["sku"]: [one["sku"], *(v["sku"] for v in one.get("versions", ()))] for one in products}
    return {sku: [one for one in versions if one in wishes] for sku, versions in found.items()}


def test_what_is_painted_takes_the_colour_itself_and_the_rest_is_as_the_product() -> None:
    assert drawn_as("in dusty pink") == PictureSpec("mug", 0, "sand", "rose", "pine", (), 1)
    assert drawn_as("tin in sea blue", archetype="tea").colour == "sea"
    assert drawn_as("lid in violet", archetype="honey").accent == "plum"


@pytest.mark.parametrize(
    ("part", "archetype", "extra"),
    [
        ("ribbon in dusty pink", "mug", ("ribbon", "rose")),
        ("bag in warm white", "board", ("bag", "cream")),
        ("box in violet", "pen", ("box", "plum")),
        ("label in moss green", "oliveoil", ("label", "moss")),
        ("tin in terracotta", "spices", ("tin", "clay")),
    ],
)
def test_what_has_no_such_part_lies_behind_it_in_its_own_colour(
    part: str, archetype: str, extra: tuple[str, str]
) -> None:
    spec = drawn_as(part, archetype=archetype)
    assert (spec.extra, spec.colour) == (extra, "ember")


def test_a_colour_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(PictureError, match="names no colour of ours"):
        drawn_as("in beige")


def test_a_picture_without_an_extra_keeps_its_name() -> None:
    assert picture_key(MUG, 768) == "4226789f815d12cb3666ffdb"


def test_a_ribbon_in_pink_is_pink_and_the_mug_beside_it_stays_red() -> None:
    plain, pink, blue = (
        pixels(draw_picture(spec, 96))
        for spec in (MUG, drawn_as("ribbon in dusty pink"), drawn_as("ribbon in midnight blue"))
    )
    assert turned(pink, blue, "rose", "ink") > 0.9
    differs = np.abs(pink - blue).max(axis=2) > 24
    assert differs[: 96 * 2 // 3].mean() == 0, "the mug itself is as it was"
    # The camera makes room for the ribbon, so that the mug stands a little elsewhere than alone; its red is the same.
    assert np.abs(red_of(plain) - red_of(blue)).max() < 4


def red_of(picture: Pixels) -> Pixels:
    """The colour that the red of a picture has on the whole, shape (3,)."""
    red = (picture[..., 0] > picture[..., 1] + 70) & (picture[..., 0] > picture[..., 2] + 70)
    assert red.mean() > 0.02
    return np.asarray(np.median(picture[red], axis=0), np.float64)


def _small(sku: str) -> Image.Image:
    """Tinted small, as a shop's page does at its full size: the test has hundreds of them to look at."""
    tint = tint_of(sku)
    if tint is None:
        return Image.open(picture_path(f"products/{sku}-384")).resize((128, 128))
    with Image.open(PRODUCTS / f"{tint.of}-384.webp") as shown, Image.open(PRODUCTS / f"{tint.of}-light.webp") as light:
        return tinted(shown.convert("RGB").resize((128, 128)), light.convert("RGB"), tint.own, tint.colour)


def _check(skus: list[str], wishes: Mapping[str, PictureSpec]) -> list[str]:
    """Versions of one product whose picture does not differ from the next one's as their colours do."""
    seen = {sku: pixels(_small(sku)) for sku in skus}
    wrong = []
    for sku, other in zip(skus, (*skus[1:], skus[0]), strict=True):
        colours = named(wishes[sku], wishes[other]), named(wishes[other], wishes[sku])
        if turned(seen[sku], seen[other], *colours) < ALIKE:
            wrong.append(sku)
    return wrong


def test_the_pixels_of_versions_show_their_colours() -> None:
    wishes, listed = read_specs(SAMPLE), [skus for skus in families().values() if len(skus) > 1]
    assert [sku for skus in listed[::12] for sku in _check(skus, wishes)] == []


@pytest.mark.slow
def test_the_pixels_of_every_version_show_its_colour() -> None:
    wishes, listed = read_specs(SAMPLE), [skus for skus in families().values() if len(skus) > 1]
    assert sum(map(len, listed)) > 1_100
    assert [sku for skus in listed for sku in _check(skus, wishes)] == []


def test_every_colour_of_the_sample_is_one_of_the_house() -> None:
    assert set(COLOUR_WORDS.values()) == set(COLOURS)
