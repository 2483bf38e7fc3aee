"""Which font has which letter. Only fonts we name are used, so the same text looks the same on every machine.

The families of the design come first, then one packaged Noto family for each further script, then the Noto families of the system,
the only ones allowed there. A letter none of them has is never drawn as a box: `require_letters` refuses the text with the line
that installs a font for its script.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from fontTools.ttLib import TTFont

from renderers.errors import FetchRefused, FontMissing
from renderers.lettering.clusters import clusters
from renderers.runtime.cache import cache_folder, made_once
from renderers.runtime.native import load_unpacked

load_unpacked()  # Pillow looks for FriBidi only once, when its ImageFont is imported.
from PIL import ImageFont, features  # noqa: E402

Role = Literal["display", "italic", "text", "hand"]

PACKAGED: Final[Mapping[str, tuple[str, str]]] = {
    "Literata": ("fontpkg-literata", "files/Literata[opsz,wght].ttf"),
    "Literata Italic": ("fontpkg-literata", "files/Literata-Italic[opsz,wght].ttf"),
    "Inter": ("fontpkg-inter", "files/Inter[opsz,wght].ttf"),
    "Caveat": ("fontpkg-caveat", "files/Caveat[wght].ttf"),
    "Amiri": ("fontpkg-amiri", "files/Amiri-Regular.ttf"),
    "Amiri Bold": ("fontpkg-amiri", "files/Amiri-Bold.ttf"),
    "IBM Plex Sans Arabic": ("fontpkg-ibm-plex-sans-arabic", "files/IBMPlexSansArabic-Regular.ttf"),
    "IBM Plex Sans Arabic SemiBold": ("fontpkg-ibm-plex-sans-arabic", "files/IBMPlexSansArabic-SemiBold.ttf"),
    "Noto Sans": ("fontpkg-noto-sans", "files/NotoSans[wdth,wght].ttf"),
    "Noto Sans Arabic": ("fontpkg-noto-sans-arabic", "files/NotoSansArabic[wdth,wght].ttf"),
    "Noto Serif": ("fontpkg-noto-serif", "files/NotoSerif[wdth,wght].ttf"),
}
"""The families of the design: name -> (package, file in it)."""

FURTHER: Final[Mapping[str, tuple[str, str]]] = {
    **{
        f"Noto Sans {script}": ("manimgx-fonts", f"NotoSans{script}[wght].ttf")
        for script in (
            *("Hebrew", "Devanagari", "Thai", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi", "Kannada"),
            *("Malayalam", "Oriya", "Sinhala", "Khmer", "Lao", "Myanmar", "Armenian", "Georgian", "Ethiopic"),
        )
    },
    "Noto Sans CJK": ("noto-cjk-sans-otc", "NotoSansCJK-Regular.ttc"),
    "Noto Sans Symbols": ("manimgx-fonts", "NotoSansSymbols[wght].ttf"),
    "Noto Emoji": ("manimgx-fonts", "NotoEmoji[wght].ttf"),
}
"""One family for each further script; pictographs come last and in the colour of the text, because their font has digits too."""

ROLES: Final[dict[Role, tuple[str, ...]]] = {
    "display": ("Literata", "Amiri", "Noto Serif"),
    "italic": ("Literata Italic", "Amiri", "Noto Serif"),
    "text": ("Inter", "IBM Plex Sans Arabic"),
    "hand": ("Caveat", "Amiri", "Literata Italic"),
}
"""The families of a role in the order they are asked for a letter."""

DESIGN: Final = frozenset(family for families in ROLES.values() for family in families) | {
    "Amiri Bold",
    "IBM Plex Sans Arabic SemiBold",
}
"""The families that may draw a whole line, Latin words in it included; the others draw only the letters of their script."""

FOR_ALL: Final = ("Noto Sans", "Noto Sans Arabic", "Noto Serif")
BOLD: Final = {"Amiri": "Amiri Bold", "IBM Plex Sans Arabic": "IBM Plex Sans Arabic SemiBold"}
"""Families without a weight axis and the file of their heavier cut."""

PICTOGRAPHS: Final = "Noto Emoji"

SYSTEM_FOLDERS: Final = (
    Path(sys.prefix) / "share" / "fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
)
SYSTEM_PATTERNS: Final = ("NotoSansCJK-Regular.ttc", "NotoSans*-Regular.ttf", "NotoSans*-Regular.otf")
"""Faces allowed outside our packages. Colour emoji is not: named in a font list it turns digits into pictures."""

CJK_FACE: Final = {"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3, "zh-TW": 3, "zh-HK": 4}
"""Which face of the CJK collection writes the reader's own shapes of the shared ideographs."""

SYSTEM_PACKAGE: Final = "fonts-noto-core"
"""Debian's package with a Noto family for nearly every script that is not packaged here."""

WEBFONTS: Final = {
    "Literata": "Literata",
    "Literata-Italic": "Literata Italic",
    "Inter": "Inter",
    "Caveat": "Caveat",
    "Amiri-400": "Amiri",
    "Amiri-700": "Amiri Bold",
    "PlexArabic-400": "IBM Plex Sans Arabic",
    "PlexArabic-600": "IBM Plex Sans Arabic SemiBold",
}
"""Names under /static/fonts/ without their ending -> family."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face on disk; `index` picks it in a collection."""

    family: str
    path: Path
    index: int = 0


@dataclass(frozen=True, slots=True)
class Face:
    """A font file at a size in pixels and a CSS weight."""

    file: FontFile
    size: int
    weight: int

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        """The Pillow font, opened once per process."""
        return _opened(self)

    def covers(self, letter: str) -> bool:
        """Whether the face has this one letter."""
        return ord(letter) in letters_of(self.file)


@cache
def packaged(family: str) -> FontFile:
    """The file of a packaged family. Raises FontMissing with the install line when its package is not there."""
    package, name = {**PACKAGED, **FURTHER}[family]
    found = find_spec(package.replace("-", "_"))
    if found is None or found.origin is None:
        raise FontMissing(f"The font {family} is not installed: pip install {package}")
    return FontFile(family, Path(found.origin).parent / name)


_PRIVATE: Final = frozenset(range(0xE000, 0xF900))


@lru_cache(maxsize=256)
def letters_of(file: FontFile) -> frozenset[int]:
    """Every code point the face can draw, from its own table; without private ones, which mean something else in every font."""
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        return frozenset(font.getBestCmap()) - _PRIVATE


def face(role: Role, text: str, size: int, weight: int = 400, locale: str = "en") -> Face:
    """The face that draws all of `text` in this role, or else most of it; `shaping.runs_of` splits what no face can do alone."""
    return Face(_file_for(role, text, weight >= 600, locale), size, weight)


@lru_cache(maxsize=4096)
def _file_for(role: Role, text: str, is_bold: bool, locale: str) -> FontFile:
    needed = {ord(letter) for letter in text if is_drawn(letter)}
    best: FontFile | None = None
    reach = -1
    for file in chain(role, is_bold, locale):
        covered = len(needed & letters_of(file))
        if covered == len(needed):
            return file
        if covered > reach:
            best, reach = file, covered
    if best is None:
        raise FontMissing("No font is installed: pip install fontpkg-inter")
    return best


def chain(role: Role, is_bold: bool = False, locale: str = "en") -> Iterator[FontFile]:
    """The faces of a role in the order they are asked: its own, Noto Sans, then those of the further scripts."""
    for family in (*ROLES[role], *FOR_ALL):
        yield packaged(BOLD[family] if is_bold and family in BOLD else family)
    yield from further_files(locale, is_bold)


@cache
def further_files(locale: str = "en", is_bold: bool = False) -> tuple[FontFile, ...]:
    """One face for each further script: the packaged ones, then the system's Noto faces, shorter names first."""
    shapes = CJK_FACE.get(locale, CJK_FACE.get(locale.split("-", maxsplit=1)[0], 0))
    ours = [(packaged(family).path, family) for family in FURTHER]
    system = [(_bold_of(path) if is_bold else path, path.stem) for path in _further_system()]
    return tuple(FontFile(family, path, shapes if path.suffix == ".ttc" else 0) for path, family in (*ours, *system))


def missing_letters(text: str) -> tuple[str, ...]:
    """The letters of `text` that no allowed font has, each once, in order; empty when everything can be drawn.

    A mark is missing too where no font has it together with the letter it stands on.
    """
    wanted = dict.fromkeys(cluster for cluster in clusters(text) if is_drawn(cluster[0]))
    return tuple(dict.fromkeys(letter for cluster in wanted for letter in _uncovered(cluster)))


def require_letters(text: str, where: str) -> None:
    """Refuses text that would show boxes. Raises FontMissing naming the letters, their script and the install line."""
    if missing := missing_letters(text):
        raise FontMissing(missing_sentence(missing), where=where)


def missing_sentence(letters: Iterable[str]) -> str:
    """One sentence for people: which letters, which script, what helps: a font to install, or to write it another way."""
    letters = tuple(letters)
    named = {letter: script_of(letter) for letter in letters if not unicodedata.category(letter).startswith("S")}
    signs = [letter for letter in letters if letter not in named]
    if not named:
        return f"None of the installed fonts has the characters {' '.join(signs[:8])} Take them out of the text."
    scripts = ", ".join("CJK" if script == "CJK" else script.capitalize() for script in dict.fromkeys(named.values()))
    shown = f"No installed font has the {scripts} letters {' '.join(list(named)[:8])}"
    if _PACKAGED_SCRIPTS.isdisjoint(named.values()):
        return f"{shown} To install one: apt-get install {SYSTEM_PACKAGE}"
    return f"{shown} No font we know has them: write the text without them."


def script_of(letter: str) -> str:
    """The script's name as Unicode begins the letter's name: "CJK", "THAI", "HIRAGANA"; "UNNAMED" for unassigned ones."""
    word = unicodedata.name(letter, "UNNAMED").split()[0].split("-")[0]
    return "CJK" if word in {"IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH"} else word


def is_drawn(letter: str) -> bool:
    """False for what leaves no mark of its own: spaces, controls, joiners, direction marks, variation selectors."""
    selects = "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"
    return not (selects or unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"})


def webfont(name: str) -> bytes:
    """One packaged font as WOFF2 for /static/fonts/<name>.woff2, converted once. Raises FetchRefused for any other name."""
    if name not in WEBFONTS:
        raise FetchRefused(f"There is no web font called {name}.")
    source = packaged(WEBFONTS[name])
    return made_once(cache_folder("webfonts") / f"{name}.woff2", lambda path: _as_woff2(source.path, path)).read_bytes()


def _as_woff2(source: Path, target: Path) -> None:
    with TTFont(source) as font:
        font.flavor = "woff2"
        font.save(target)


_PACKAGED_SCRIPTS: Final = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"}
    | {family.removeprefix("Noto Sans ").upper() for family in FURTHER}
)
"""Where a font is installed and still lacks a letter, no other font is to be had."""


@lru_cache(maxsize=16384)
def _uncovered(cluster: str) -> tuple[str, ...]:
    """The letters of the cluster that keep a role from drawing it whole with one font."""
    drawn = [letter for letter in cluster if is_drawn(letter)]
    if all(_draws_all(drawn, role) for role in ROLES):
        return ()
    alone = [letter for letter in drawn if not all(_draws_all([letter], role) for role in ROLES)]
    return tuple(alone or drawn[1:])


def _draws_all(letters: Iterable[str], role: Role) -> bool:
    """Whether one face of the role has all the letters."""
    return any(all(ord(letter) in letters_of(file) for letter in letters) for file in chain(role))


def _further_system() -> list[Path]:
    found = {
        path.name: path for folder in SYSTEM_FOLDERS for pattern in SYSTEM_PATTERNS for path in folder.rglob(pattern)
    }
    return sorted(found.values(), key=lambda path: (len(path.name), path.name))


def _bold_of(path: Path) -> Path:
    heavier = path.with_name(path.name.replace("-Regular", "-Bold"))
    return heavier if heavier.exists() else path


@lru_cache(maxsize=128)
def _opened(face: Face) -> ImageFont.FreeTypeFont:
    if not features.check("fribidi"):
        raise FontMissing("FriBidi is needed to shape text: apt-get install libfribidi0")
    font = ImageFont.truetype(face.file.path, face.size, face.file.index, layout_engine=ImageFont.Layout.RAQM)
    if "[" in face.file.path.name:
        font.set_variation_by_axes([_at(axis, face) for axis in font.get_variation_axes()])
    return font


def _at(axis: ImageFont.Axis, face: Face) -> int:
    """Where an axis stands: the weight asked for, the optical size nearest to the size in points, the designer's default else."""
    minimum, maximum = axis["minimum"] or 0, axis["maximum"] or 0
    name = (axis["name"] or b"").decode()
    if name == "Weight":
        return min(max(face.weight, minimum), maximum)
    if name.lower() == "optical size":
        return min(max(face.size * 3 // 4, minimum), maximum)
    return axis["default"] or 0
