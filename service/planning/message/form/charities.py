"""The charities of the builder's form: a name and a sentence each, in English and in whatever other languages somebody wrote.

A campaign keeps a text that is only English as it is, and one with translations by language. A reader whose language was left empty
is shown the English words, marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from renderers.errors import ProofFailed
from renderers.proof import require_copy
from service.errors import InvalidInput

CHARITIES: Final = 2
LONGEST: Final = 200
_PARTS: Final = ("name", "line")
_ENGLISH: Final = "en"


def read_charities(
    form: Mapping[str, str], kept: Sequence[Mapping[str, Any]], languages: Iterable[str]
) -> list[dict[str, Any]]:
    """The form's charities. One that has its English name in `kept` keeps its key, which gifts were donated under.

    Raises InvalidInput for words that are too long, that hold a token, or that have no English name to fall back to.
    """
    known = {_texts(charity["name"])[_ENGLISH]: charity for charity in kept}
    found: list[dict[str, Any]] = []
    for number in range(1, CHARITIES + 1):
        names, lines = (_read(form, f"charity_{number}_{part}", languages) for part in _PARTS)
        english = names.get(_ENGLISH)
        if english is None and (names or lines):
            raise InvalidInput("The charity needs a name in English.", param=f"charity_{number}_name")
        if english is None:
            continue
        if _ENGLISH not in lines and lines:
            raise InvalidInput(
                "Write this sentence in English too: readers of other languages fall back to it.",
                param=f"charity_{number}_line",
            )
        before = known.get(english)
        if before is not None and (_texts(before["name"]), _texts(before["line"])) == (names, lines):
            found.append(dict(before))
            continue
        key = before["key"] if before else re.sub(r"[^a-z0-9]+", "_", english.casefold()).strip("_")
        found.append({"key": key or f"charity_{number}", "name": _kept(names), "line": _kept(lines or names)})
    return found


def show_charities(charities: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The form's fields as they stand in a campaign."""
    fields = {}
    for number, charity in enumerate(charities[:CHARITIES], start=1):
        for part in _PARTS:
            for locale, words in _texts(charity.get(part, "")).items():
                fields[_field(f"charity_{number}_{part}", locale)] = words
    return fields


def in_others(form: Mapping[str, str], name: str, languages: Iterable[str]) -> dict[str, str]:
    """Locale -> what was typed into `<name>_<locale>`, for every language but English that has something there."""
    typed = {locale: form.get(f"{name}_{locale}", "").strip() for locale in languages if locale != _ENGLISH}
    return {locale: words for locale, words in typed.items() if words}


def _read(form: Mapping[str, str], name: str, languages: Iterable[str]) -> dict[str, str]:
    english = form.get(name, "").strip()
    texts = ({_ENGLISH: english} if english else {}) | in_others(form, name, languages)
    for locale, words in texts.items():
        if len(words) > LONGEST:
            raise InvalidInput(f"Use at most {LONGEST} characters.", param=_field(name, locale))
        try:
            require_copy(words, (), "")
        except ProofFailed as error:
            raise InvalidInput(error.sentence, param=_field(name, locale)) from None
    return texts


def _field(name: str, locale: str) -> str:
    return name if locale == _ENGLISH else f"{name}_{locale}"


def _texts(texts: Any) -> dict[str, str]:
    return dict(texts) if isinstance(texts, Mapping) else {_ENGLISH: str(texts)}


def _kept(texts: dict[str, str]) -> str | dict[str, str]:
    return texts if len(texts) > 1 else texts[_ENGLISH]
