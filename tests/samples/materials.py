"""What a product is made of or gives off, whether it is eaten or not: the marks of all sixteen materials and scents.

They follow from the parts a product is made of, as its text lists them, so the two cannot disagree. A sign before a material's key
says what is known of it: `!wool` contains, `~nickel` may contain, `?latex` the maker has not said, `^nickel` has none. A material
that no part has is absent: a part's row in the tables says everything it brings.
"""

from __future__ import annotations

from collections.abc import Iterable

MATERIALS = (
    "leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin", "alcohol", "scent",
    "fragrance_allergens", "latex", "nickel", "pollen", "pet_toxic",
)  # fmt: skip
SIGNS = {"!": "contains", "~": "may_contain", "?": "unknown", "^": "absent"}
STRICTEST_FIRST = ("contains", "may_contain", "unknown", "absent")


def signed(tokens: Iterable[str]) -> dict[str, str]:
    """Material -> mark, of the tokens that carry a sign; of two for one material the stricter. ValueError for a strange key."""
    marks: dict[str, str] = {}
    for token in tokens:
        sign, key = token[:1], token[1:]
        if sign not in SIGNS or not key:
            continue
        if key not in MATERIALS:
            raise ValueError(f"{token}: there is no such material.")
        marks[key] = min(marks.get(key, "absent"), SIGNS[sign], key=STRICTEST_FIRST.index)
    return marks


def mark_materials(of_parts: Iterable[str], of_shelf: Iterable[str], of_variant: Iterable[str]) -> dict[str, str]:
    """All sixteen marks. Parts and shelf add up to the stricter; what the product's own row says outweighs both."""
    return dict.fromkeys(MATERIALS, "absent") | signed([*of_parts, *of_shelf]) | signed(of_variant)
