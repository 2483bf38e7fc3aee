"""A web font for the languages' own names: a page offers 日本語 also to readers whose machine has no Japanese font.

It holds only the letters that no other web font of ours has, some kilobytes; `recipient.css` names the same letters as its range.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from renderers.language.languages import spoken
from renderers.lettering.fonts import WEBFONTS, FontFile, further_files, is_drawn, letters_of, packaged
from renderers.runtime.cache import cache_folder, made_once

NAMES: Final = "Names"
"""Its name under /static/fonts/ without the ending."""


@cache
def own_letters() -> tuple[str, ...]:
    """The letters of the names that pages offer which none of the other web fonts has, each once, in order."""
    known = frozenset().union(*(letters_of(packaged(family)) for family in WEBFONTS.values()))
    offered = dict.fromkeys(letter for _, name, _ in spoken() for letter in name if is_drawn(letter))
    return tuple(letter for letter in offered if ord(letter) not in known)


def names_font() -> bytes:
    """The font as WOFF2, made once. Raises FontMissing where no packaged font has the letters."""
    letters = "".join(own_letters())
    source = next(file for file in further_files("ja") if all(ord(letter) in letters_of(file) for letter in letters))
    key = hashlib.sha256(letters.encode()).hexdigest()[:16]
    return made_once(
        cache_folder("webfonts") / f"{NAMES}-{key}.woff2", lambda path: _cut(source, letters, path)
    ).read_bytes()


def _cut(source: FontFile, letters: str, target: Path) -> None:
    from fontTools.subset import Options, Subsetter  # noqa: PLC0415 - needed once for each installation
    from fontTools.ttLib import TTFont  # noqa: PLC0415

    options = Options()
    options.flavor = "woff2"
    options.notdef_outline = True
    options.hinting = False
    with TTFont(source.path, fontNumber=source.index, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(target)
