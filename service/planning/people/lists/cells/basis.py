"""Why a row's person may be written to, as customer systems and people write it; what we do not know counts as no reason."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import Final

from service.config import ASSETS
from service.folding import fold
from service.recipients.sources.codes import Basis
from service.sheets.text import REMEMBERED, says_nothing

_PARTS: Final = re.compile(r"[;,|\n]")


@lru_cache(maxsize=REMEMBERED)
def read_basis(text: str) -> Basis | None:
    """None for an empty cell, where the whole list's basis holds. Of several answers a refusal counts first, then the better
    reason."""
    said = [fold(part) for part in _PARTS.split(text) if part.strip()]
    if not said or says_nothing(text):
        # "None" and its like are an answer here: no consent is known.
        return "none" if said and fold(text) in _words("none") else None
    found = {_one(word) for word in said}
    if "none" in found:
        return "none"
    return "agreed" if "agreed" in found else "customer"


def _one(word: str) -> Basis:
    if word in _words("agreed") or word in _words("yes"):
        return "agreed"
    return "customer" if word in _words("customer") else "none"


@lru_cache(maxsize=REMEMBERED)
def read_opted_out(text: str) -> bool:
    """Whether the cell says that its person wants no mail: anything but an empty cell or a plain no does, a day for example.

    Of several columns (a line each) one is enough.
    """
    return any(
        fold(part) not in _words("no") | _words("allowed")
        for part in text.split("\n")
        if part.strip() and not says_nothing(part)
    )


@lru_cache(maxsize=REMEMBERED)
def says_out(text: str) -> bool:
    """Whether a cell about consent says that its person has opted out: "Unsubscribed" under "Marketing status"."""
    return any(fold(part) in _words("out") for part in _PARTS.split(text))


@cache
def _words(kind: str) -> frozenset[str]:
    said = json.loads((ASSETS / "translations" / "basis_words.json").read_text("utf-8"))[kind]
    return frozenset(fold(word) for words in said.values() for word in words)
