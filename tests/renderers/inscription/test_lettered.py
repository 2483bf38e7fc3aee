"""A line is written into its place on a picture, and nowhere else."""

from __future__ import annotations

import json

import pytest
from PIL import Image, ImageChops

from renderers.inscription.drawn import COLOURS, SHAPES, can_draw, draw_gift, key_of_wish, wish_for
from renderers.inscription.lettered import ink_for, onto_picture, sheet_for, write_on
from renderers.product.places import place_on

PLACE = ((0.25, 0.4), (0.75, 0.45), (0.72, 0.6), (0.22, 0.55))
PAPER = Image.new("RGB", (400, 400), "#e9e1d2")


@pytest.mark.parametrize("words", ["JN", "Jana Nováková", "Для Ады", "美咲", "لكل نجاح"])
def test_a_line_stands_within_its_place(words: str) -> None:
    changed = ImageChops.difference(write_on(PAPER, PLACE, words, "en"), PAPER).getbbox()
    assert changed is not None
    left, top, right, bottom = changed
    assert left >= 0.21 * 400
    assert top >= 0.39 * 400
    assert right <= 0.76 * 400
    assert bottom <= 0.61 * 400


def test_longer_words_are_set_smaller_and_on_more_lines_where_they_may() -> None:
    short, long = sheet_for("JN", PLACE, "en"), sheet_for("For a year of early trains", PLACE, "en")
    assert short.style.size > long.style.size
    assert len(long.lines) == 1
    assert len(sheet_for("For a year of early trains", PLACE, "en", 3).lines) > 1


def test_ink_is_dark_on_light_and_light_on_dark() -> None:
    assert ink_for(PAPER, PLACE) == "#2a2420"
    assert ink_for(Image.new("RGB", (400, 400), "#2b2731"), PLACE) == "#f6efe2"


def test_the_page_s_matrix_lays_the_sheet_s_corners_where_they_are_seen() -> None:
    sheet = sheet_for("JN", PLACE, "en")
    a, b, c, d, e, f = onto_picture(PLACE, 768, sheet)
    seen = [(a * u + c * v + e, b * u + d * v + f) for u, v in ((0, 0), (sheet.width, 0), (0, sheet.height))]
    wanted = [(x * 768, y * 768) for x, y in (PLACE[0], PLACE[1], PLACE[3])]
    assert [round(value, 6) for pair in seen for value in pair] == [
        round(value, 6) for pair in wanted for value in pair
    ]


def test_every_shape_can_be_drawn_and_those_that_can_be_inscribed_have_a_place() -> None:
    shapes = json.loads((SHAPES / "shapes.json").read_text("utf-8"))
    assert [name for name in shapes if not can_draw(name)] == []
    inscribed = {name for name in shapes if place_on(f"shapes/{name}", "inscription") is not None}
    assert {"mug", "flask", "notebook", "board"} <= inscribed
    assert place_on("shapes/none", "words") is None
    assert place_on("own/" + "ab" * 32, "words") is None


def test_a_gift_is_drawn_in_the_colour_of_its_version_or_one_that_stays_its_own() -> None:
    assert wish_for("mug", "MUG-1", "Mug, large", "moss green").colour == "#3f6b4a"
    own = wish_for("mug", "MUG-1", "Mug, large")
    assert own == wish_for("mug", "MUG-1", "Mug, large", "large")
    assert own.colour in COLOURS.values()
    assert own.words == "Mug"
    red, blue = (draw_gift(wish_for("mug", "M", "Mug", colour)) for colour in ("red", "blue"))
    band, paper = (300, 490), (40, 40)
    assert red.getpixel(band)[0] > red.getpixel(band)[2] + 60  # type: ignore[index]
    assert blue.getpixel(band)[2] > blue.getpixel(band)[0] + 30  # type: ignore[index]
    assert red.getpixel(paper) == blue.getpixel(paper)
    assert key_of_wish(own) == key_of_wish(wish_for("mug", "MUG-1", "Mug"))
    assert key_of_wish(own) != key_of_wish(wish_for("mug", "MUG-1", "Cup"))


@pytest.mark.parametrize(
    ("version", "colour"),
    [
        ("in dusty pink", "#c78b8f"),
        ("violet", "#6f5390"),
        ("Dark green", "#26402c"),
        ("pale blue", "#a6b7c9"),
        ("Large", None),
    ],
)
def test_the_words_of_a_version_name_its_colour_darker_or_paler_where_they_say_so(
    version: str, colour: str | None
) -> None:
    own = wish_for("mug", "MUG-1", "Mug").colour
    assert wish_for("mug", "MUG-1", "Mug", version).colour == (own if colour is None else colour)


def test_a_drawn_picture_has_the_pixels_of_its_colour() -> None:
    pink, green = (draw_gift(wish_for("mug", "M", "Mug", words)) for words in ("in dusty pink", "in moss green"))
    (r, g, b), (other_r, other_g, _) = (one.getpixel((300, 490)) for one in (pink, green))  # type: ignore[misc]
    assert r > g + 15
    assert abs(g - b) < 25
    assert other_g > other_r
