"""Which picture shows a version of a product, and whether that shows it in its own colour."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from service.config import ASSETS

_IMAGES: Final = ASSETS / "images"


@cache
def sample_picture(sku: str, family: str) -> str:
    """The path of the picture that we ship or tint: the version's own where its colour has one, else the product's."""
    own = f"products/{sku}"
    has_own = (_IMAGES / f"{own}.webp").is_file() or sku in _tinted()
    return own if has_own else f"products/{family}"


def shows_its_colour(sku: str, family: str, colour: Mapping[str, str], *, is_drawn: bool) -> bool:
    """Whether a version's picture is in its colour: one that we ship, or one that is drawn of a shape in the colour that the
    English words name. `colour`: locale -> words."""
    if is_drawn:
        return any(word in _named() for word in re.findall(r"[a-z]+", colour["en"].lower()))
    return sku == family or sample_picture(sku, family) != f"products/{family}"


@cache
def _named() -> frozenset[str]:
    """The names of colours that `renderers/inscription/drawn` tints in."""
    return frozenset(json.loads((_IMAGES / "shapes" / "colours.json").read_text("utf-8")))


@cache
def _tinted() -> frozenset[str]:
    """The versions that `renderers/product/tinted` makes from their product's picture."""
    return frozenset(json.loads((_IMAGES / "products" / "tints.json").read_text("utf-8")))
