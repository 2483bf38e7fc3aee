"""The nearest of our own shapes for a gift without a picture: by the words of its name and category."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from service.config import ASSETS
from service.folding import fold

SHAPES: Final = ASSETS / "images" / "shapes" / "shapes.json"
PLAIN: Final = "tin"
"""Plain boxes, for what no shape is near to."""
_LONGEST: Final = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """An archetype, the category it stands for, and what people who like it are interested in."""

    archetype: str
    category: str
    interests: tuple[str, ...]
    is_near: bool

    @property
    def image(self) -> str:
        """Its picture below assets/images."""
        return f"shapes/{self.archetype}"


def is_shape(name: str) -> bool:
    """Whether there is an archetype of this name."""
    return name in _shapes()


def shape_for(*texts: str) -> Shape:
    """The shape that the texts name, the first text first and in it the last word, which is what the thing is: a tea towel is a
    towel. Plain boxes where they name none."""
    for text in texts:
        spoken = fold(text).split()
        for end in range(len(spoken), 0, -1):
            for start in range(max(0, end - _LONGEST), end):
                if (found := _by_word().get(" ".join(spoken[start:end]))) is not None:
                    return _shape(found, is_near=True)
    return _shape(PLAIN, is_near=False)


def _shape(archetype: str, *, is_near: bool) -> Shape:
    entry = _shapes()[archetype]
    return Shape(archetype, entry["category"], tuple(entry["interests"]), is_near)


@cache
def _shapes() -> Mapping[str, Mapping[str, Any]]:
    loaded: Mapping[str, Mapping[str, Any]] = json.loads(SHAPES.read_text("utf-8"))
    return loaded


@cache
def _by_word() -> Mapping[str, str]:
    return {fold(word): archetype for archetype, entry in _shapes().items() for word in (archetype, *entry["words"])}
