"""Where something can be written on a picture of ours, as the workshop found it (`workshop/pictures/masks`).

`assets/images/<folder>/places.json`: name -> {"words": quad or null, "inscription": quad or null}. A quad is four points as shares
of the picture's edge: upper left, upper right, lower right, lower left of the written area, as the camera sees it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal

from renderers.language.translations import ASSETS

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
Purpose = Literal["words", "inscription"]
FOLDERS: Final = ("shapes", "products")


def place_on(image: str, purpose: Purpose) -> Quad | None:
    """The place of a picture "shapes/mug" or "products/HP-0050"; None where nothing can be written on it."""
    folder, _, name = image.partition("/")
    if folder not in FOLDERS:
        return None
    found = _places(folder).get(name, {}).get(purpose)
    return None if found is None else _quad(found)


def _quad(points: Any) -> Quad:
    (a, b, c, d) = ((float(x), float(y)) for x, y in points)
    return (a, b, c, d)


@cache
def _places(folder: str) -> Mapping[str, Mapping[str, Any]]:
    path = ASSETS / "images" / folder / "places.json"
    loaded: Mapping[str, Mapping[str, Any]] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return loaded
