"""What can be written on a gift: initials, a short line, or either, and how many letters fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from service.catalog.entry import InscriptionKind
from service.catalog.sheets.vocabulary import meaning
from service.sheets.refusals import CellError
from service.sheets.text import clean

KINDS: Final[tuple[InscriptionKind, ...]] = get_args(InscriptionKind)
MOST_LETTERS: Final = 60
USUAL_LETTERS: Final[Mapping[InscriptionKind, int]] = {"initials": 4, "line": 24}
"""Where a sheet says what can be written and not how much of it."""
_PARTS: Final = re.compile(r"[,;/+&|]|\band\b")
_FIGURE: Final = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,])")


@dataclass(frozen=True, slots=True)
class Inscription:
    """`letters` signs at most, of these kinds, each once and in the order of KINDS."""

    letters: int
    kinds: tuple[InscriptionKind, ...]


def read_inscription(form: Mapping[str, str], errors: dict[str, str]) -> Inscription | None:
    """The fields `inscribed` (yes), `inscription_letters`, `inscription_initials` and `inscription_line` of a form; None where
    nothing can be written. What is wrong is added to `errors`, by field."""
    if form.get("inscribed") != "yes":
        return None
    said = form.get("inscription_letters", "").strip()
    letters = int(said) if re.fullmatch(r"[0-9]{1,4}", said) else 0
    if not 1 <= letters <= MOST_LETTERS:
        errors["inscription_letters"] = f"Say how many letters fit on it: 1 to {MOST_LETTERS}."
    kinds = tuple(kind for kind in KINDS if form.get(f"inscription_{kind}") == "yes")
    if not kinds:
        errors["inscription_initials"] = "Choose what can be written on it: initials, a short line, or both."
    return Inscription(letters, kinds) if kinds and 1 <= letters <= MOST_LETTERS else None


def read_inscription_cell(text: str) -> Inscription | None:
    """What a cell says: "no", "initials", "line, 24", "initials or a line, 20 letters", "18". None: nothing. Raises CellError."""
    said = clean(text)
    figures = [int(one) for one in _FIGURE.findall(said)]
    bare = _FIGURE.sub(" ", said)
    parts = [one for one in (clean(part) for part in _PARTS.split(bare)) if one]
    found = {meaning("inscriptions", part) for part in parts}
    if found == {"none"} and not figures:
        return None
    if len(figures) > 1 or not found <= {"initials", "line", "both", "letters"} or not (found or figures):
        raise CellError(f"“{said}” doesn’t say what can be written on it", "line, 24", code="inscription_invalid")
    if figures and not 1 <= figures[0] <= MOST_LETTERS:
        raise CellError(f"{figures[0]} letters can’t be right: 1 to {MOST_LETTERS} fit", code="inscription_invalid")
    named = found - {"letters"} or {"both"}
    kinds = KINDS if "both" in named else tuple(kind for kind in KINDS if kind in named)
    letters = figures[0] if figures else max(USUAL_LETTERS[kind] for kind in kinds)
    return Inscription(letters, kinds)
