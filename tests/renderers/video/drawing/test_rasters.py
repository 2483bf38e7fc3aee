from __future__ import annotations

from dataclasses import dataclass

import pytest
from PIL import Image

from renderers.lettering.shaping import Style
from renderers.video.drawing import rasters as module
from renderers.video.drawing.formats import SQUARE, WIDE
from renderers.video.drawing.paint import INK, Desk
from renderers.video.drawing.rasters import Rasters, made_of


@dataclass(frozen=True)
class Sheet:
    weight: int


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> Rasters:
    """The process's rasters, empty at first."""
    empty = Rasters()
    monkeypatch.setattr(module, "_own", empty)
    return empty


def test_the_least_recently_used_goes_first_when_they_weigh_too_much() -> None:
    rasters = Rasters(most_bytes=10)
    first = rasters.kept(b"first", lambda: Sheet(4))
    second = rasters.kept(b"second", lambda: Sheet(4))
    assert rasters.kept(b"first", lambda: Sheet(9)) is first
    rasters.kept(b"third", lambda: Sheet(4))

    assert rasters.weight == 8
    assert rasters.kept(b"first", lambda: Sheet(9)) is first
    assert rasters.kept(b"second", lambda: Sheet(4)) is not second


def test_what_is_heavier_than_all_may_weigh_is_drawn_and_not_kept() -> None:
    rasters = Rasters(most_bytes=10)
    assert rasters.kept(b"wall", lambda: Sheet(11)) == Sheet(11)
    assert rasters.weight == 0


def test_pictures_are_what_their_pixels_are() -> None:
    grey, same, other = (Image.new("RGB", (4, 4), shade) for shade in ("#808080", "#808080", "#818080"))
    assert made_of("tile", grey) == made_of("tile", same)
    assert made_of("tile", grey) != made_of("tile", other)
    assert made_of("tile", grey) != made_of("tile", Image.new("RGB", (2, 8), "#808080"))
    assert made_of("a", "bc") != made_of("ab", "c")


def test_the_same_words_at_the_same_place_are_set_once_and_nothing_else_passes_for_them(own: Rasters) -> None:
    style = Style("text", 30)
    said = Desk("ltr").say(90, 200, ["Tea from Taiwan"], style, INK).patch
    assert Desk("ltr").say(90, 200, ["Tea from Taiwan"], style, INK).patch is said
    others = [
        Desk("rtl").say(90, 200, ["Tea from Taiwan"], style, INK).patch,
        Desk("ltr", SQUARE).say(90, 200, ["Tea from Taiwan"], style, INK).patch,
        Desk("ltr", WIDE).say(92, 200, ["Tea from Taiwan"], style, INK).patch,
        Desk("ltr").say(90, 202, ["Tea from Taiwan"], style, INK).patch,
        Desk("ltr").say(90, 200, ["Tea from Japan"], style, INK).patch,
        Desk("ltr").say(90, 200, ["Tea from Taiwan"], Style("text", 31), INK).patch,
        Desk("ltr").say(90, 200, ["Tea from Taiwan"], style, "#5d5768").patch,
    ]
    assert all(other is not said for other in others)
    assert own.weight == said.weight + sum(other.weight for other in others)


def test_a_print_of_the_same_picture_is_laid_once() -> None:
    face, again = (Image.new("RGB", (80, 80), "#b5440f") for _ in range(2))
    lying = Desk("ltr").card((400, 300), face, 2.0)
    assert Desk("ltr").card((400, 300), again, 2.0) is lying
    assert Desk("ltr").card((400, 300), again, -2.0) is not lying


def test_what_was_forgotten_is_drawn_again(own: Rasters) -> None:
    first = module.drawn_once(lambda: Sheet(4), "a sheet")
    module.forget()
    assert own.weight == 0
    assert module.drawn_once(lambda: Sheet(4), "a sheet") is not first
