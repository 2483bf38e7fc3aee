"""What a product's own page says is in it: every allergen, diet and material with its mark and where that comes from.

"Unknown" is a word like the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from renderers.language import vocabulary
from service.catalog.entry import CLEAR, GROUPS
from service.catalog.models import Product
from service.catalog.state_marks import SOURCES, WORDS

KINDS: Final[Mapping[str, str]] = {
    "edible": "Food or drink",
    "skin": "For the skin",
    "neither": "Not eaten or used on skin",
}
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "contains": ("stop", "contains"),
    "may_contain": ("need", "may contain"),
    "absent": ("ok", "absent"),
    "suited": ("ok", "suited"),
    "not": ("stop", "not suited"),
    "unknown": ("held", "unknown"),
}
"""Mark -> its state in the kit, and its word."""
_HEADS: Final[Mapping[str, str]] = {
    "absent": "Free",
    "suited": "Suits",
    "not": "Doesn’t suit",
    "may_contain": "May contain",
    "contains": "Contains",
    "unknown": "Unknown",
}
_CELLS: Final[Mapping[str, str]] = {"may_contain": "may", "contains": "con", "not": "con", "unknown": "unk"}


@dataclass(frozen=True, slots=True)
class Mark:
    """One line: `key` is "allergens.milk", `state` a state of the kit, `word` says it, `whence` who says so ("" for nobody)."""

    key: str
    name: str
    mark: str
    state: str
    word: str
    whence: str
    is_new: bool = False
    """Still being written, so that its source comes with the same press."""

    @property
    def is_bare(self) -> bool:
        """Whether it makes the product safe for somebody and nobody says so: it has to be stated anew."""
        return self.mark in CLEAR and not self.whence and not self.is_new


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid of marks. `columns` are (mark, heading, class of its cells); `open_count` of the marks are unknown."""

    key: str
    heading: str
    hint: str
    columns: tuple[tuple[str, str, str], ...]
    marks: tuple[Mark, ...]

    @property
    def open_count(self) -> int:
        """How many of the marks are unknown."""
        return sum(mark.mark == "unknown" for mark in self.marks)


def marks_of(product: Product, names: Mapping[str, str]) -> Sequence[Grid]:
    """The grids that the product has to fill: food and skin products all, others their materials. `names`: user id -> name."""
    groups = ("materials",) if product.kind == "neither" else tuple(GROUPS)
    return [_grid(group, getattr(product, group), product.mark_sources, names) for group in groups]


def blank_grids(said: Mapping[str, str]) -> Sequence[Grid]:
    """The grids of a gift that is still being written: what was pressed so far ("allergens.milk" -> mark), all else unknown."""
    marks = {group: {key: said.get(f"{group}.{key}", "unknown") for key in keys} for group, keys in GROUPS.items()}
    return [_grid(group, marks[group], {}, {}, is_new=True) for group in GROUPS]


def _grid(
    group: str,
    marks: Mapping[str, str],
    sources: Mapping[str, Mapping[str, str]],
    names: Mapping[str, str],
    *,
    is_new: bool = False,
) -> Grid:
    heading, hint, name_of = _ABOUT[group]
    columns = tuple((mark, _HEADS[mark], _CELLS.get(mark, "")) for mark in WORDS[group])
    lines = []
    for key in GROUPS[group]:
        mark = marks.get(key, "unknown")
        name = name_of(key)
        whence = _whence(sources.get(f"{group}.{key}"), names)
        lines.append(Mark(f"{group}.{key}", name[:1].upper() + name[1:], mark, *_WORDS[mark], whence, is_new))
    return Grid(group, heading, hint, columns, tuple(lines))


def _whence(source: Mapping[str, str] | None, names: Mapping[str, str]) -> str:
    """ "Label, 11 March 2026, Nora Whitfield"."""
    if not source:
        return ""
    day = format_date(date.fromisoformat(source["on"]), "d MMMM y", locale="en_GB")
    kind = next((title for key, title in SOURCES.items() if key == source["source"]), "")
    return ", ".join(filter(None, (kind, day, names.get(source.get("by") or "", ""))))


_NameOf = Callable[[str], str]
_ABOUT: Final[Mapping[str, tuple[str, str, _NameOf]]] = {
    "allergens": (
        "Allergens",
        "Unknown counts as not safe. So does “may contain”. Never fill these from memory.",
        lambda key: vocabulary.allergen("en", key),
    ),
    "diets": (
        "Diets",
        "Unknown counts as not suited. Halal and kosher only with a certificate.",
        lambda key: vocabulary.diet("en", key),
    ),
    "materials": (
        "Materials and scents",
        "For every gift, eaten or not. Unknown counts as “contains” for whoever avoids it.",
        lambda key: vocabulary.material("en", key),
    ),
}
