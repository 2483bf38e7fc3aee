"""What a list says of one person beyond facts: what moves them, and the line that is written to them alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from service.config import ASSETS
from service.errors import InvalidInput
from service.folding import fold
from service.planning.message.personal.check import read_line
from service.planning.people.lists.cells.names import read_name
from service.planning.people.lists.cells.read_cells import one_of
from service.recipients.questions import MOTIVES
from service.sheets.refusals import CellError
from service.sheets.text import says_nothing

_MANY: Final = re.compile(r"[;/|+&\n]|\s(?:and|und|et|a|și|og|и|と|و)\s")
"""What stands between the names of two people."""


@lru_cache(maxsize=1_024)
def read_motive(said: str, *, is_ours: bool = True) -> str | None:
    """What moves the person, by its code; None where the cell says nothing. `is_ours`: under our own heading it has to be one."""
    return one_of(said, _words(), ("what the person enjoys most", "motive_unknown"), is_ours=is_ours)


def read_personal_line(said: str) -> str | None:
    """The line as it is kept; None where the cell says nothing. Raises CellError with what to do."""
    if not said.strip() or says_nothing(said):
        return None
    try:
        return read_line(said)
    except InvalidInput as error:
        raise CellError(error.sentence, code="personal_line_refused") from None


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """Code -> every word that means it: the answers of the question in all its languages, and what customer systems write. They
    stand in a file of their own, since a reader of lists holds no catalogue."""
    table: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(
        (ASSETS / "translations" / "motive_words.json").read_text(encoding="utf-8")
    )
    return {code: tuple({fold(word) for words in table[code].values() for word in words}) for code in MOTIVES}


def several_names(said: str) -> bool:
    """Whether a cell names more than one person; a family name before its comma is one, and so is an address."""
    if "@" in said:
        return said.count("@") > 1
    if _MANY.search(said):
        return True
    parts = [part.split() for part in said.split(",") if part.strip()]
    return len(parts) > 2 or (len(parts) == 2 and all(len(part) > 1 for part in parts))


def read_owner(text: str) -> str | None:
    """Who of the sender's people knows somebody: one name or address, as it is written; None for nobody.

    Raises CellError for several, and for one that is too long."""
    name = read_name(text)
    if name is not None and several_names(text):
        raise CellError(
            "This names several people. One of them gives: keep one name, or leave it empty and choose later.",
            code="owner_several",
        )
    return name
