"""The words of an offer in every language we speak, read before they are kept: nothing about what people eat, nothing missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from service.dietary.detect import detect
from service.errors import InvalidInput
from service.written import one_line, written

LANGUAGES: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")
"""Everything a person reads of an offer is there in each of them, since it is shown in the language of their page."""
LONGEST: Final[Mapping[str, int]] = {"title": 80, "line": 200, "link": 40}
"""What an offer says -> letters at most."""
LONGEST_URL: Final = 500
Texts = Mapping[str, Mapping[str, str]]


def read_texts(given: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Locale -> {title, line, link}, from fields `title_cs` and the like. Raises InvalidInput with the first field that is missing,
    too long, or about what somebody eats: an offer is read by everybody, and a diet belongs to one person."""
    return {locale: {part: _read(given, f"{part}_{locale}", LONGEST[part]) for part in LONGEST} for locale in LANGUAGES}


def read_url(given: str) -> str:
    """An https address of a public host. Raises InvalidInput."""
    url = given.strip()
    wrong = InvalidInput("Write the full address the offer leads to, beginning with https://.", param="url")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    is_bare = url.isascii() and url.isprintable() and not any(letter in url for letter in " \"'<>\\")
    is_named = "." in host.strip(".") and not host.replace(".", "").isdigit()
    if (
        parts.scheme != "https"
        or not is_bare
        or not is_named
        or parts.username
        or parts.password
        or port not in (None, 443)
    ):
        raise wrong
    if len(url) > LONGEST_URL:
        raise InvalidInput(f"An address has at most {LONGEST_URL} characters.", param="url")
    return url


def _read(given: Mapping[str, str], field: str, longest: int) -> str:
    words = one_line(written(given.get(field, "")) or "")
    if not words:
        raise InvalidInput(f"“{field}” is empty. An offer is read in every language, so write it in each.", param=field)
    if len(words) > longest:
        raise InvalidInput(f"“{field}” has {len(words)} characters; use at most {longest}.", param=field)
    if (found := detect(words)) is not None:
        named = ", ".join(f"“{word}”" for word in found.words)
        raise InvalidInput(
            f"“{field}” mentions what people eat or avoid ({named}). Everyone reads an offer, so leave it out.",
            param=field,
        )
    return words
