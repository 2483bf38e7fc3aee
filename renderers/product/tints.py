"""Which versions of the sample's products are tinted from their product's picture, and in which paint; without numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from renderers.language.translations import ASSETS

PRODUCTS: Final = ASSETS / "images" / "products"
TINTS: Final = "tints.json"


@dataclass(frozen=True, slots=True)
class Tint:
    """A version's picture: that of the product `of`, whose part in `own` is in `colour` instead, both #rrggbb."""

    of: str
    own: str
    colour: str


def tint_of(sku: str) -> Tint | None:
    """How a version's picture is made; None for what has a picture of its own, or none at all."""
    return _tints().get(sku)


@cache
def _tints() -> Mapping[str, Tint]:
    path = PRODUCTS / TINTS
    return {sku: Tint(**said) for sku, said in json.loads(path.read_text("utf-8")).items()} if path.is_file() else {}
