"""What cells say of allergens, diets, materials and scents. A mark that a cell does not name is unknown; nothing is guessed.

A word that nobody taught us, a question mark, and a name that is no mark ("vegan leather") are doubts: the likely answer takes the
word out, so that the mark stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from service.catalog.entry import GROUPS
from service.catalog.sheets.found import Option
from service.catalog.sheets.vocabulary import keys_in, mark_words, words
from service.dietary.read_diet import read_diet
from service.folding import fold
from service.sheets.text import clean, says_nothing

_PARTS: Final = re.compile(r"[,;|\n]+")
_QUESTION: Final = re.compile(r"[?？؟;¿⸮]")
_RANK: Final = {"contains": 4, "not": 4, "may_contain": 3, "unknown": 2, "absent": 1, "suited": 1}
"""Where two cells say different things of one mark, the stricter counts; a stated doubt is stricter than a clear mark."""
_LEFT_UNKNOWN: Final = re.compile(r"unknown\s*:\s*(.+)", re.IGNORECASE)
"""How a cell says that something in it is unknown."""
_NAMED: Final[Mapping[str, tuple[str, str]]] = {
    "contains": ("allergens", "contains"),
    "may_contain": ("allergens", "may_contain"),
    "free_from": ("allergens", "absent"),
    "suits": ("diets", "suited"),
    "suits_not": ("diets", "not"),
    "materials": ("materials", "contains"),
    "materials_free": ("materials", "absent"),
}
"""Column -> (what its words name, the mark they get)."""
MARK_FIELDS: Final = tuple(_NAMED)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A part of a cell that is no mark. `error` says so; the first option leaves it unknown."""

    error: str
    why: str
    options: tuple[Option, ...]


@dataclass(slots=True)
class Marks:
    """The marks of one row as they are gathered: "allergens.milk" -> mark.

    "All the rest" counts only once every cell was read, never for what a cell leaves open, and for nothing of a group in which a
    word could not be read: it may have been the very one.
    """

    found: dict[str, str] = field(default_factory=dict)
    _rest: list[tuple[str, str]] = field(default_factory=list)
    _open: set[str] = field(default_factory=set)
    _unread: set[str] = field(default_factory=set)

    def add(self, name: str, mark: str) -> None:
        """Notes a mark; of two the stricter."""
        before = self.found.get(name)
        if before is None or _RANK[mark] > _RANK[before]:
            self.found[name] = mark

    def add_rest(self, group: str, mark: str) -> None:
        """Says it of everything in the group of which nothing is said."""
        self._rest.append((group, mark))

    def leave_open(self, name: str) -> None:
        """A cell of its own says nothing about it."""
        self._open.add(name)

    def leave_unread(self, group: str) -> None:
        """A word of a cell could not be read."""
        self._unread.add(group)

    def whole(self) -> dict[str, str]:
        """All marks, once every cell was read."""
        for group, mark in self._rest:
            for name in GROUPS[group] if group not in self._unread else ():
                if f"{group}.{name}" not in self._open:
                    self.found.setdefault(f"{group}.{name}", mark)
        return self.found


def read_named(field_name: str, text: str, marks: Marks) -> Doubt | None:
    """Reads one list of words into the marks; answers the first part that is none."""
    group, mark = _NAMED[field_name]
    for part in _parts(text):
        if (left := _LEFT_UNKNOWN.fullmatch(part)) is not None:
            _leave_unknown(group, left[1], marks)
            continue
        bare, mark_here = _without_traces(part) if mark == "contains" else (part, mark)
        if fold(bare) in words("nothing") or clean(bare) == "-":
            if field_name in {"contains", "materials"} and len(_parts(text)) == 1:
                marks.add_rest(group, "absent")
            continue
        if fold(bare) in words("all") and mark in {"absent", "suited"}:
            marks.add_rest(group, mark)
            continue
        names = _names(group, bare)
        if names is None:
            return _doubt(field_name, text, part, group)
        for name in names:
            marks.add(name, mark_here)
    return None


def read_single(field_name: str, text: str, marks: Marks) -> Doubt | None:
    """A column of one allergen, diet or material: its cell says the mark."""
    group, _, _ = field_name.partition(".")
    said = clean(text)
    mark = mark_words(group).get(fold(said) or said)
    if not said or (mark is None and says_nothing(said)):
        marks.leave_open(field_name)
        return None
    if mark is None:
        choices = ("unknown", "not", "suits") if group == "diets" else ("unknown", "may contain", "contains")
        return Doubt(
            f"“{clean(text)}” isn’t a mark",
            "It stays unknown until you say what is on the label, and unknown counts as not safe.",
            tuple(Option(choice.capitalize(), choice) for choice in choices),
        )
    marks.add(field_name, mark)
    return None


def _leave_unknown(group: str, part: str, marks: Marks) -> None:
    named = tuple(_in_doubt(group, part))
    for name in named:
        marks.add(f"{group}.{name}", "unknown")
    if not named:
        marks.leave_unread(group)


def _parts(text: str) -> list[str]:
    """The words of a cell. A word in brackets belongs to what is before it: milk (butter)."""
    flat = re.sub(r"\(([^)]*)\)", r", \1", text)
    return [part.strip() for part in _PARTS.split(flat) if part.strip()]


def _without_traces(part: str) -> tuple[str, str]:
    spoken = fold(part)
    for start in sorted(words("traces"), key=len, reverse=True):
        if spoken.startswith(f"{start} "):
            return spoken.removeprefix(f"{start} "), "may_contain"
        if spoken.endswith(f" {start}"):
            return spoken.removesuffix(f" {start}"), "may_contain"
    return part, "contains"


def _names(group: str, part: str) -> tuple[str, ...] | None:
    """The marks that the words name; None where a word is unknown, in doubt, or of another kind."""
    if _QUESTION.search(part):
        return None
    read = read_diet(part)
    named = keys_in(group, read)
    if read.unknown_words or not named:
        return None
    if group == "materials" and (read.follow or fold(part).startswith(("un", "non", "faux", "vegan", "fake", "no "))):
        return None  # "vegan leather" and "unscented" name a thing and deny it
    if group == "allergens" and read.follow:
        return None
    return named


def _doubt(field_name: str, text: str, part: str, group: str) -> Doubt:
    rest = ", ".join(one for one in _parts(text) if one != part)
    named = tuple(name.replace("_", " ") for name in _in_doubt(group, part))
    left = ", ".join(filter(None, (rest, f"unknown: {clean(_QUESTION.sub('', part))}")))
    shown = _listed(named) or f"“{clean(part)}”"
    options = [Option(f"{shown.capitalize() if named else shown}: unknown, until the maker says", left)]
    if named and group != "diets":
        may = ", ".join(f"may contain {name}" for name in named)
        if group == "allergens":
            options.append(Option(f"{shown.capitalize()}: may contain", ", ".join(filter(None, (rest, may)))))
        options.append(Option(f"{shown.capitalize()}: contains", ", ".join(filter(None, (rest, ", ".join(named))))))
    if field_name in {"free_from", "materials_free", "suits", "suits_not"} or not named:
        options = options[:1]
    why = {
        "materials": "A name isn’t a mark. Until the maker says, nobody who avoids it gets this gift.",
        "allergens": "A question mark isn’t a fact, and unknown counts as not safe.",
        "diets": "We know ten diets by name. Unknown counts as not suited.",
    }[group]
    if not named and "?" not in part:
        why = "We don’t know this word, and we never guess about what somebody may not have."
    error = (
        f"“{clean(part)}” isn’t a mark" if group != "materials" else f"“{clean(part)}” doesn’t say what it’s made of"
    )
    return Doubt(error, why, tuple(options))


def _in_doubt(group: str, part: str) -> Iterator[str]:
    """The keys of what a doubtful part names."""
    read = read_diet(_QUESTION.sub("", part))
    for name in keys_in(group, read):
        yield name.partition(".")[2]


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
