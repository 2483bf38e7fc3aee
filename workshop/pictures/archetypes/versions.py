"""How each version of a sample product is drawn: the colour that its English words name, in the part that they name.

Most things are painted in it themselves. Where a version is told apart by what it is wrapped in, and the picture has no such part,
a roll of ribbon, a box, a bag or a tin in that colour lies before it: a mug "with its ribbon in dusty pink" is no pink mug.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from workshop.pictures.spec import PictureError, PictureSpec

COLOUR_WORDS: Final = {
    "moss green": "moss", "dark green": "pine", "midnight blue": "ink", "brick red": "ember", "dusty pink": "rose",
    "terracotta": "clay", "warm white": "cream", "sea blue": "sea", "sunny yellow": "saffron", "violet": "plum",
}  # fmt: skip
"""What the sample calls the house's colours."""
WRAPPED: Final[Mapping[str, frozenset[tuple[str, int]]]] = {
    "bag": frozenset({("board", 0), ("board", 1), ("mill", 0), ("mill", 1)}),
    "box": frozenset({("game", 0), ("game", 1), ("pen", 0), ("pen", 1), ("puzzle", 1), ("soap", 0), ("soap", 1)}),
    "label": frozenset({("oliveoil", 0)}),
    "lid": frozenset({("jam", 0), ("jam", 1)}),
    "tin": frozenset({("spices", 0)}),
}
"""Part -> archetypes with their arrangement whose own colour does not paint it alone; nothing has a ribbon."""
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


def _version(version: Any, wish: PictureSpec) -> PictureSpec:
    said = (version.get("variant") or {}).get("colour")
    if said is None:
        return wish
    found = _SAID.fullmatch(said["en"])
    colour = COLOUR_WORDS.get(found["colour"]) if found else None
    if found is None or colour is None:
        raise PictureError("colour", f"{version['sku']} says {said['en']!r}, which names no colour of ours")
    part = found["part"] or ""
    if part == "ribbon" or (wish.archetype, wish.arrangement) in WRAPPED.get(part, ()):
        return replace(wish, extra=(part, colour))
    if part == "lid" and (wish.archetype, wish.arrangement) == ("honey", 0):
        return replace(wish, accent=colour)
    return replace(wish, colour=colour)
