"""How a product's picture moves when a camera walks round the thing: drawn once in the workshop, shipped beside the picture.

What was found for one picture holds for no other, so it is known by the picture's content. Whatever has none is shown without it:
gifts of a workspace's own catalogue, and a picture that was drawn anew and is still to be looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from renderers.language.translations import ASSETS
from renderers.product.tints import PRODUCTS, tint_of

FOLDER: Final = ASSETS / "images" / "depth"
INDEX: Final = "index.json"
EDGE: Final = 192
"""Pixels of each of the two squares of a file."""


@dataclass(frozen=True, slots=True)
class Relief:
    """Where it lies and how it is read. `most`: how far 127 steps are; `corners`: how far the paper's corners move, from the left
    upper one round to the left lower one, across and down each. Ways are shares of the edge for a degree of the walk."""

    path: Path
    most: float
    corners: tuple[float, ...]

    @property
    def digest(self) -> str:
        """Of all that a frame follows from."""
        return _digest(self.path, self.most, self.corners)


def relief_of(image: str) -> Relief | None:
    """The relief of the picture `image`, a path below assets/images without its ending; None where there is none for it."""
    folder, _, name = image.partition("/")
    if folder != PRODUCTS.name:
        return None
    tint = tint_of(name)
    shown = name if tint is None else tint.of
    line = _lines().get(shown)
    path = PRODUCTS / f"{shown}.webp"
    if line is None or not path.is_file():
        return None
    told = path.stat()
    if _content(path, told.st_mtime_ns, told.st_size) != line["picture"]:
        return None
    return Relief(FOLDER / f"{line['of']}.webp", line["most"], tuple(line["corners"]))


@cache
def _lines() -> Mapping[str, Any]:
    path = FOLDER / INDEX
    lines: Mapping[str, Any] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    return lines


@lru_cache(maxsize=1024)
def _content(path: Path, changed: int, size: int) -> str:  # noqa: ARG001 - a file that changed is another one
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=1024)
def _digest(path: Path, most: float, corners: tuple[float, ...]) -> str:
    return hashlib.sha256(path.read_bytes() + repr((most, corners)).encode()).hexdigest()
