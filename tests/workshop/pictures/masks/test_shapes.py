"""As what the shapes of a company's own gifts are drawn: each named shape, alone, with one part in the gift's own colour."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

from workshop.pictures.masks.shapes import SHAPES

FOLDER = Path(__file__).resolve().parents[4] / "assets" / "images" / "shapes"


def test_every_shape_that_gifts_may_have_is_drawn_and_nothing_lies_beside_it() -> None:
    assert set(SHAPES) == set(json.loads((FOLDER / "shapes.json").read_text("utf-8")))
    assert {name for name, shape in SHAPES.items() if shape.spec.beside or shape.spec.words} == set()


def test_only_its_own_part_takes_a_paint() -> None:
    mug, honey, oil = (SHAPES[name].in_paint("ink") for name in ("mug", "honey", "oliveoil"))
    assert (mug.colour, mug.accent, mug.extra) == ("ink", "cream", None)
    assert (honey.colour, honey.accent) == ("saffron", "ink")
    assert (oil.colour, oil.extra) == ("moss", ("label", "ink"))


def test_shapes_are_shipped_in_both_sizes_and_small() -> None:
    for name in SHAPES:
        for ending, edge in (("", 768), ("-384", 384)):
            with Image.open(FOLDER / f"{name}{ending}.webp") as shown:
                assert shown.size == (edge, edge)
    assert sum(path.stat().st_size for path in FOLDER.glob("*.webp")) < 2_000_000
