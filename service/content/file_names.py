"""What a file is called when its reader saves it: what it is and its gift's number, in their language, and nobody's name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from renderers.language.translations import text

_NAMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "statement.pdf": ("gift-statement", "statement.title", ".pdf"),
    "statement-archive.pdf": ("gift-statement-archive", "statement.title", " PDF-A.pdf"),
    "statement": ("gift-statement", "statement.title", ".html"),
    "film.mp4": ("gift-film", "microsite.film.label", ".mp4"),
    "film-square.mp4": ("gift-film", "microsite.film.label", ".mp4"),
    "poster.webp": ("gift-film", "microsite.film.label", ".webp"),
    "poster-square.webp": ("gift-film", "microsite.film.label", ".webp"),
    "spoken.m4a": ("gift-film-spoken", "film.spoken", ".m4a"),
    "transcript.txt": ("gift-film", "microsite.film.label", ".txt"),
    "captions.vtt": ("gift-film-captions", "microsite.film.captions", ".vtt"),
    "chapters.vtt": ("gift-film-chapters", "microsite.film.chapters", ".vtt"),
}
"""Name in the path -> its name in ASCII, its words, how the file's name ends."""
_FORBIDDEN: Final = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def disposition(name: str, locale: str, number: str) -> str:
    """The header for one of a gift's files: `name` as it stands in the path, `number` as on the statement."""
    plain, words, end = _NAMES[name]
    called = " ".join(text(locale, words).split())  # of our texts' spaces some may not break a line
    return inline(f"{plain}-{number}{end[end.rindex('.') :]}", f"{called} {number}{end}")


def inline(plain: str, full: str | None = None) -> str:
    """Shown in the browser, and called so where it is saved; `plain` in ASCII, for those that read no other (RFC 6266)."""
    star = f"; filename*=UTF-8''{quote(full.translate(_FORBIDDEN), safe='')}" if full else ""
    return f'inline; filename="{plain}"{star}'
