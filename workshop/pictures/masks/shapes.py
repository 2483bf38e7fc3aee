"""As what each shape of a company's own gifts is drawn: alone, with nothing beside it that may not be in the box."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from workshop.pictures.archetypes.versions import Part
from workshop.pictures.spec import PictureSpec


@dataclass(frozen=True)
class Shape:
    """The wish for its own picture; `part`: what is tinted in a gift's colour; `keeps_print`: what is printed on it belongs to it
    (a dial), and words are written elsewhere or nowhere."""

    spec: PictureSpec
    part: Part = "colour"
    keeps_print: bool = False

    def in_paint(self, paint: str, words: tuple[str, ...] = ("Words",)) -> PictureSpec:
        """The wish on plain paper with its part in a colour of the house, and these words. Beside what is painted whole, all that
        has a colour to choose is cream."""
        spec = replace(self.spec, mood="sand", words=words)
        if self.part == "colour":
            return replace(spec, colour=paint, accent="cream")
        return replace(spec, accent=paint) if self.part == "accent" else replace(spec, extra=("label", paint))


def _shape(
    archetype: str,
    mood: str,
    colour: str,
    accent: str,
    stuff: str = "",
    arrangement: int = 0,
    part: Part = "colour",
    *,
    keeps_print: bool = False,
) -> Shape:
    label = ("label", accent) if part == "extra" else None
    spec = PictureSpec(archetype, arrangement, mood, colour, accent, (), 7, label, stuff)
    return Shape(spec, part, keeps_print)


SHAPES: Final[Mapping[str, Shape]] = {
    "blanket": _shape("throw_folded", "blush", "clay", "cream"),
    "board": _shape("board", "blush", "clay", "cream"),
    "book": _shape("book_cover", "sage", "ink", "saffron", "plain"),
    "bowl": _shape("bowl", "mist", "clay", "cream"),
    "candle": _shape("candle_jar", "mist", "plum", "cream", "glass"),
    "carafe": _shape("carafe_form", "stone", "sea", "cream", "tall"),
    "chocolate": _shape("chocolate_bar", "blush", "ember", "cream"),
    "clock": _shape("clock", "mist", "clay", "ember", keeps_print=True),
    "coffee": _shape("coffee_bag", "sand", "clay", "cream"),
    "flask": _shape("flask_lid", "butter", "pine", "cream", "bamboo"),
    "fruit": _shape("orchard", "blush", "ember", "cream"),
    "game": _shape("hex_game", "sage", "pine", "cream", "plain"),
    "headphones": _shape("headphones", "blush", "clay", "ink"),
    "honey": _shape("honey_jar", "mist", "saffron", "ink", "amber", part="accent"),
    "jam": _shape("jam", "mist", "ember", "cream"),
    "lamp": _shape("lamp", "stone", "saffron", "cream"),
    "mill": _shape("mill", "butter", "clay", "cream", arrangement=1),
    "mug": _shape("mug_glazed", "stone", "ember", "cream"),
    "notebook": _shape("notebook_form", "sage", "plum", "ember", "leather"),
    "oliveoil": _shape("oil_bottle", "mist", "moss", "saffron", part="extra"),
    "pen": _shape("pen", "butter", "ink", "saffron"),
    "plant": _shape("plant", "sage", "clay", "moss"),
    "puzzle": _shape("puzzle", "sage", "sea", "saffron", keeps_print=True),
    "soap": _shape("soap", "blush", "moss", "cream"),
    "socks": _shape("socks_form", "sage", "ember", "cream", "hike"),
    "speaker": _shape("speaker", "blush", "sea", "cream"),
    "spices": _shape("spice_jar", "sage", "clay", "ember", "seeds", part="extra"),
    "tea": _shape("tea_tin", "sand", "pine", "saffron", "black"),
    "teapot": _shape("teapot_porcelain", "blush", "pine", "cream"),
    "tin": _shape("tin", "stone", "sea", "saffron"),
    "towel": _shape("towel_form", "mist", "sea", "cream", "waffle"),
    "truffles": _shape("truffle_box", "butter", "ember", "cream"),
    "umbrella": _shape("umbrella_form", "stone", "ink", "cream", "yellow"),
    "vase": _shape("vase_form", "blush", "clay", "cream", "bud"),
    "wine": _shape("wine_red", "sage", "plum", "ember", part="accent"),
    "yarn": _shape("yarn_skeins", "stone", "ember", "cream", arrangement=1),
}
"""Name of a shape -> how it is drawn. The names are what catalogues and pages know: they stay."""
