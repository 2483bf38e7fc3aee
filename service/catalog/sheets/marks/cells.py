"""What cells say of allergens, diets, materials and scents. A mark that a cell does not name is unknown; nothing is guessed.

A word that nobody taught us, a question mark, and a name that is no mark ("vegan leather") are doubts: the likely answer takes the
word out, so that the mark stays unknown. A mark that makes a gift safe for somebody asks more of its words: they name it whole
("almonds" are not all nuts), and nothing beside them denies it, weakens it or makes an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from service import said
from service.catalog.entry import CLEAR, GROUPS
from service.catalog.sheets.found import Option
from service.catalog.sheets.marks.headings import PART, denies, mark_field
from service.catalog.sheets.marks.whole import loaded, whole_keys
from service.catalog.sheets.vocabulary import keys_in, mark_words, words
from service.dietary.read_diet import read_diet
from service.folding import fold
from service.sheets.text import clean, says_nothing

_PARTS: Final = re.compile(r"[,;|\n]+")
_QUESTION: Final = re.compile(r"[?？؟;¿⸮]")
_RANK: Final = {"contains": 4, "not": 4, "may_contain": 3, "unknown": 2, "absent": 1, "suited": 1}
"""Where two cells say different things of one mark, the stricter counts; a stated doubt is stricter than a clear mark."""
_FOOTNOTE: Final = re.compile(r"[*†‡¹²³~≈]")
"""What makes a plain answer one with a condition that stands elsewhere."""
_JOINED: Final = re.compile(r"\s*(?:&|\+|/|\band\b|\bund\b|\ba\b|\bи\b|\bog\b|\bși\b|と|و)\s*", re.IGNORECASE)
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


def is_mark(field_name: str) -> bool:
    """Whether a field of a sheet says something of allergens, diets or materials."""
    return field_name in _NAMED or field_name.partition(".")[0] in GROUPS


def read_named(field_name: str, text: str, marks: Marks) -> Doubt | None:
    """Reads one list of words into the marks; answers the first part that is none."""
    group, mark = _NAMED[field_name]
    parts = _parts(text)
    for part in parts:
        if (left := _LEFT_UNKNOWN.fullmatch(part)) is not None:
            _leave_unknown(group, left[1], marks)
            continue
        bare, mark_here = _without_traces(part) if mark == "contains" else (part, mark)
        if _is_dash(bare):
            continue
        if fold(bare) in words("nothing"):
            if mark in CLEAR and len(parts) > 1:
                return _doubt(field_name, text, part, group)  # "vegan (no)"
            if field_name in {"contains", "materials"} and len(parts) == 1 and not _FOOTNOTE.search(bare):
                marks.add_rest(group, "absent")
            continue
        if says_nothing(bare) or _says_unknown(group, bare):
            marks.leave_unread(group)
            continue
        if fold(bare) in words("all") and mark in CLEAR and not _FOOTNOTE.search(bare):
            marks.add_rest(group, mark)
            continue
        names = _whole_names(group, bare, parts) if mark in CLEAR else _names(group, bare)
        if names is None:
            return _doubt(field_name, text, part, group)
        for name in names:
            marks.add(name, mark_here)
    return None


def read_single(field_name: str, text: str, marks: Marks) -> Doubt | None:
    """A column of one allergen, diet or material: its cell says the mark, as its heading means it."""
    name, _, says = field_name.partition(":")
    group, _, _ = name.partition(".")
    said = clean(text).replace("_", " ")
    mark = "contains" if said in loaded()["ticks"] else mark_words(group).get(fold(said) or said)
    if group == "diets" and mark == "contains":
        mark = "suited"
    if not said or _is_dash(said) or (mark is None and says_nothing(said) and fold(said)):
        marks.leave_open(name)
        return None
    if mark is None or (mark in CLEAR and _FOOTNOTE.search(said)):
        choices = ("unknown", "not", "suits") if group == "diets" else ("unknown", "may contain", "contains")
        return Doubt(
            f"“{said}” isn’t a mark",
            "It stays unknown until you say what is on the label, and unknown counts as not safe.",
            tuple(Option(choice.capitalize(), choice) for choice in (choices if not says else choices[:1])),
        )
    meant = _meant(says, mark, is_yes=(bool(fold(said)) and fold(said) in words("yes")) or said in loaded()["ticks"])
    if meant is None:
        marks.leave_open(name)
    else:
        marks.add(name, meant)
    return None


def _meant(says: str, mark: str, *, is_yes: bool) -> str | None:
    """The mark that a cell gives below a heading that `says` what it does; None where it leaves it open.

    "No" under "Nut-free" only says that nobody vouches for it, and no hazelnuts are not no nuts.
    """
    if says == "free":
        return "absent" if is_yes else {"absent": "unknown"}.get(mark, mark)
    if says == "traces":
        return "may_contain" if is_yes else None if mark == "absent" else mark
    if says == "not":
        return "not" if is_yes else None if mark in {"not", "suited"} else mark
    if says == PART:
        return None if mark == "absent" else mark
    return mark


def _is_dash(text: str) -> bool:
    """Whether a cell holds a line and nothing else: nobody has said anything there."""
    return bool(text.strip()) and not text.strip(" -–—―_./")


def _says_unknown(group: str, text: str) -> bool:
    return not _QUESTION.sub("", text).strip() or mark_words(group).get(fold(text)) == "unknown"


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
    spoken = spoken.removesuffix(" enthalten") if spoken.startswith("kann ") else spoken
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
    if group == "allergens" and (read.follow or denies(part)):
        return None
    return named


def _whole_names(group: str, part: str, parts: Sequence[str]) -> tuple[str, ...] | None:
    """The marks that the words name whole; None where one of them is only a part of it, or where more is said than the name.

    A part that the cell names whole as well is covered: nuts (almonds, hazelnuts).
    """
    if _QUESTION.search(part) or _FOOTNOTE.search(part):
        return None
    pieces = [part] if whole_keys(part, group) else [piece for piece in _JOINED.split(part) if piece.strip()]
    named: list[str] = []
    for piece in pieces:
        keys = whole_keys(piece, group)
        if not keys and group == "diets" and (said := mark_field(piece)) is not None and said in _diet_fields():
            keys = (said,)  # "suitable for vegans"
        if not keys:
            read = read_diet(piece)
            covered = {key for one in parts for key in whole_keys(one, group)}
            keys = keys_in(group, read)
            if read.ask or read.unknown_words or denies(piece) or not keys or not covered.issuperset(keys):
                return None
        named += keys
    return tuple(named)


def _doubt(field_name: str, text: str, part: str, group: str) -> Doubt:
    parts = _parts(text)
    # What denies one name of a clear cell may deny its neighbours too ("not for: vegan, halal"), so none of them is clear then.
    doubtful = parts if _NAMED[field_name][1] in CLEAR else [part]
    rest = ", ".join(one for one in parts if one not in doubtful)
    named = tuple(dict.fromkeys(_in_a_cell(name) for one in doubtful for name in _in_doubt(group, one)))
    left = ", ".join(
        filter(None, (rest, *(f"unknown: {clean(_QUESTION.sub('', one)) or 'everything'}" for one in doubtful)))
    )
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
    if _NAMED[field_name][1] in CLEAR and named and group != "materials" and "?" not in part:
        why = _why_not_clear(part)
    error = (
        f"“{clean(part)}” isn’t a mark" if group != "materials" else f"“{clean(part)}” doesn’t say what it’s made of"
    )
    return Doubt(error, why, tuple(options))


@cache
def _diet_fields() -> frozenset[str]:
    return frozenset(f"diets.{name}" for name in GROUPS["diets"])


def _why_not_clear(part: str) -> str:
    """Why a part that names something does not make a gift free of it, or suited."""
    if denies(part) or read_diet(part).ask or _FOOTNOTE.search(part):
        return (
            "It denies or limits what the column says, so all of this cell stays unknown. Unknown counts as not safe."
        )
    return "Free of one thing says nothing of the others: almonds are not all nuts. Unknown counts as not safe."


def _in_a_cell(name: str) -> str:
    """A mark in words that a cell may say: brackets would part them."""
    return said.mark(name).partition(" (")[0]


def _in_doubt(group: str, part: str) -> Iterator[str]:
    """The keys of what a doubtful part names."""
    read = read_diet(_QUESTION.sub("", part))
    for name in keys_in(group, read):
        yield name.partition(".")[2]


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
