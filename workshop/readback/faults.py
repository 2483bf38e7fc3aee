"""A text that a reader of one language would find in another, or not at all."""

from __future__ import annotations

import re
from typing import Final

from renderers.language.translations import DEFAULT_LOCALE
from workshop.readback.entries import Entry, script_of

MISSING, FALLS_BACK = "missing", "falls back to English"
_FIELD: Final = re.compile(r"\{[a-z_]+\}")
_WORD: Final = re.compile(r"[^\W\d_]*[a-z]{3}[^\W\d_]*")
_OPTIONAL: Final = ".shown"
"""A language may say a label otherwise where it is shown among other words; without one its own label stands there."""
_OWN_SCRIPT: Final = frozenset({"ru", "ar", "ja"})


def fault_in(entry: Entry, language: str, *, is_signed: bool) -> str | None:
    """MISSING, FALLS_BACK, or None.

    A single word may be the same in two languages. A whole phrase is not, unless a reader has signed it: a name stays what it is.
    """
    if not entry.is_translated:
        return None
    said = entry.said.get(language, "")
    if not said.strip():
        return None if entry.key.endswith(_OPTIONAL) and language not in entry.said else MISSING
    if language == DEFAULT_LOCALE or is_signed:
        return None
    words = len(_WORD.findall(_FIELD.sub("", entry.english)))
    is_same = words > 1 and said == entry.english
    is_foreign = words > 0 and language in _OWN_SCRIPT and not script_of(language).search(_FIELD.sub("", said))
    return FALLS_BACK if is_same or is_foreign else None
