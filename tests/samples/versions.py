"""The versions of the sample's products: which there are, what each is called in seven languages, and how the pieces are shared
out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "tables" / "versions.txt"
LOCALES: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")
COLOURS: Final = ("ember", "sea", "moss", "ink", "rose", "saffron", "plum", "pine", "clay", "cream")
PARTS: Final = ("tin", "box", "bag", "lid", "label", "ribbon", "pot", "cover")
OTHERS: Final = {
    "edition": ("title", ("beans", "filter", "espresso", "moka", "press", "cezve", "cold")),
    "vintage": ("title", ("y2021", "y2022", "y2023")),
    "size": ("size", ("small", "middle", "large")),
}
"""Axis -> trait, options."""
BY_MARK: Final = {"r": "ribbon", "b": "bag", "l": "label"}


@cache
def read_versions() -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, list[str]]]]:
    """(phrase key -> locale -> words, archetype -> (axis, how many of each product))."""
    words: dict[str, dict[str, str]] = {}
    shelves: dict[str, tuple[str, list[str]]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split(" | ")]
        if not line or line.startswith("#"):
            continue
        if cells[0].startswith("@ "):
            shelves[cells[0].removeprefix("@ ")] = cells[1], cells[2].split()
        else:
            words[cells[0]] = dict(zip(LOCALES, cells[1:], strict=True))
    return words, shelves


def add_versions(product: dict[str, Any], archetype: str, place: int) -> None:
    """Gives one product of a shelf its versions; its own sku is the first, and all share its pieces."""
    words, shelves = read_versions()
    axis, counts = shelves[archetype]
    count, axis = int(counts[place].rstrip("rbl")), BY_MARK.get(counts[place][-1], axis)
    if count == 1 or product["stock"] == 0:
        return
    trait, said = _options(axis, product["picture"], words)
    pieces = max(1, product["stock"] // count)
    product["stock"] = max(pieces, product["stock"] - pieces * (count - 1))
    product["variant"] = {trait: said[0]}
    product["versions"] = [
        {"sku": f"{product['sku']}-{number}", "stock": pieces, "variant": {trait: said[number - 1]}}
        for number in range(2, count + 1)
    ]


def _options(axis: str, picture: dict[str, Any], words: dict[str, dict[str, str]]) -> tuple[str, list[dict[str, str]]]:
    """(trait, phrases), a colour of the picture first."""
    if axis in OTHERS:
        trait, keys = OTHERS[axis]
        return trait, [words[key] for key in keys]
    first = COLOURS.index(picture["colour"])
    colours = [words[key] for key in (*COLOURS[first:], *COLOURS[:first])]
    return "colour", colours if axis == "colour" else [_of_part(words[axis], colour) for colour in colours]


def _of_part(part: dict[str, str], colour: dict[str, str]) -> dict[str, str]:
    """ "tin in moss green"; in Japanese the colour comes first."""
    return {
        locale: f"{colour[locale]}の{part[locale]}" if locale == "ja" else f"{part[locale]} {colour[locale]}"
        for locale in LOCALES
    }
