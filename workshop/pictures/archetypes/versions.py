"""How each version of a sample product is drawn: the colour that its English words name, in the part that they name.

Most things are painted in it themselves. Where a version is told apart by what it is wrapped in, and the picture has no such part,
a bow of ribbon, a box, a bag or a tin in that colour lies before it: a mug "with its ribbon in dusty pink" is no pink mug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, Literal

from workshop.pictures.spec import PictureError, PictureSpec

Part = Literal["colour", "accent", "extra"]
COLOUR_WORDS: Final = {
    "moss green": "moss", "dark green": "pine", "midnight blue": "ink", "brick red": "ember", "dusty pink": "rose",
    "terracotta": "clay", "warm white": "cream", "sea blue": "sea", "sunny yellow": "saffron", "violet": "plum",
}  # fmt: skip
"""What the sample calls the house's colours."""
LAID: Final[Mapping[str, frozenset[str]]] = {
    "bag": frozenset({"bread_board", "board_form", "mill_form", "coffee_grinder", "spice_mill_brass", "mill", "nutmeg_mill",
                      "pocket_mill", "box_mill", "board"}),
    "box": frozenset({"soap_form", "balm_set", "pen", "pen_form", "inks", "go_board", "backgammon", "mancala", "tile_game",
                      "cube_puzzle", "forest_wood", "knots", "game", "puzzle", "soap"}),
    "label": frozenset({"oil_bottle", "spice_jar", "quince_cheese", "amaretti", "crispbread", "paste_jar", "crackers", "oliveoil"}),
    "lid": frozenset({"jam_jar", "jam"}),
    "tin": frozenset({"spices"}),
}  # fmt: skip
"""Part -> shapes whose own colour does not paint it; nothing has a ribbon."""
LIDDED: Final = frozenset({"honey_jar", "honeycomb_block", "honey"})
"""Shapes whose accent is the lid's colour."""
_SAID: Final = re.compile(r"(?:(?P<part>[a-z]+) )?in (?P<colour>[a-z ]+)")


def version_specs(products: Any, wishes: Mapping[str, PictureSpec]) -> Iterator[tuple[str, PictureSpec]]:
    """(sku, wish) of each product as its first version, and of each further version of another colour; `products` is the list
    of a catalog file. PictureError names what says no colour of ours."""
    for product in products:
        wish = wishes[product["sku"]]
        yield product["sku"], _version(product, wish)
        for version in product.get("versions", ()):
            if "colour" in version["variant"]:
                yield version["sku"], _version(version, wish)


def painted_part(version: PictureSpec, other: PictureSpec) -> Part:
    """Which part of the picture has its own colour in each of two versions of a product."""
    if version.extra is not None:
        return "extra"
    return "colour" if version.colour != other.colour else "accent"


def paint_of(version: PictureSpec, part: Part) -> str:
    """The name of the colour that the part has."""
    return version.extra[1] if version.extra is not None else version.colour if part == "colour" else version.accent


def _version(version: Any, wish: PictureSpec) -> PictureSpec:
    said = (version.get("variant") or {}).get("colour")
    if said is None:
        return wish
    found = _SAID.fullmatch(said["en"])
    colour = COLOUR_WORDS.get(found["colour"]) if found else None
    if found is None or colour is None:
        raise PictureError("colour", f"{version['sku']} says {said['en']!r}, which names no colour of ours")
    part = found["part"] or ""
    if part == "ribbon" or wish.archetype in LAID.get(part, ()):
        return replace(wish, extra=(part, colour))
    if part == "lid" and wish.archetype in LIDDED:
        return replace(wish, accent=colour)
    return replace(wish, colour=colour)
