"""Which font has which letter. Only fonts we name are used, so the same text looks the same on every machine.

The packaged families come first; after them the Noto families of the system, the only ones allowed there. A letter none of them
has is never drawn as a box: `require_letters` refuses the text with the line that installs a font for its script.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from fontTools.ttLib import TTFont

from renderers.cache import cache_folder, made_once
from renderers.errors import FetchRefused, FontMissing
from renderers.native import load_unpacked

load_unpacked()  # Pillow looks for FriBidi only once, when its ImageFont is imported.
from PIL import ImageFont, features  # noqa: E402

Role = Literal["display", "italic", "text", "hand"]

PACKAGED: Final = {
    "Literata": ("fontpkg-literata", "Literata[opsz,wght].ttf"),
    "Literata Italic": ("fontpkg-literata", "Literata-Italic[opsz,wght].ttf"),
    "Inter": ("fontpkg-inter", "Inter[opsz,wght].ttf"),
    "Caveat": ("fontpkg-caveat", "Caveat[wght].ttf"),
    "Amiri": ("fontpkg-amiri", "Amiri-Regular.ttf"),
    "Amiri Bold": ("fontpkg-amiri", "Amiri-Bold.ttf"),
    "IBM Plex Sans Arabic": ("fontpkg-ibm-plex-sans-arabic", "IBMPlexSansArabic-Regular.ttf"),
    "IBM Plex Sans Arabic SemiBold": ("fontpkg-ibm-plex-sans-arabic", "IBMPlexSansArabic-SemiBold.ttf"),
    "Noto Sans": ("fontpkg-noto-sans", "NotoSans[wdth,wght].ttf"),
    "Noto Sans Arabic": ("fontpkg-noto-sans-arabic", "NotoSansArabic[wdth,wght].ttf"),
    "Noto Serif": ("fontpkg-noto-serif", "NotoSerif[wdth,wght].ttf"),
}
"""Families that install with the product: name -> (package, file)."""

FURTHER_PACKAGES: Final = ("thai", "devanagari", "tamil", "telugu", "khmer")
"""Scripts for which a `fontpkg-noto-sans-...` may be added."""

ROLES: Final[dict[Role, tuple[str, ...]]] = {
    "display": ("Literata", "Amiri", "Noto Serif"),
    "italic": ("Literata Italic", "Amiri", "Noto Serif"),
    "text": ("Inter", "IBM Plex Sans Arabic"),
    "hand": ("Caveat", "Amiri", "Literata"),
}
"""The families of a role in the order they are asked for a letter."""

FOR_ALL: Final = ("Noto Sans", "Noto Sans Arabic")
BOLD: Final = {"Amiri": "Amiri Bold", "IBM Plex Sans Arabic": "IBM Plex Sans Arabic SemiBold"}
"""Families without a weight axis and the file of their heavier cut."""

SYSTEM_FOLDERS: Final = (
    Path(sys.prefix) / "share" / "fonts",
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local" / "share" / "fonts",
)
SYSTEM_PATTERNS: Final = ("NotoSansCJK-Regular.ttc", "NotoSans*-Regular.ttf", "NotoSans*-Regular.otf")
"""Faces allowed outside our packages. Colour emoji is not: named in a font list it turns digits into pictures."""

CJK_FACE: Final = {"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3}
"""Which face of the CJK collection writes the reader's own shapes of the shared ideographs."""

INSTALL: Final = {
    "CJK": "apt-get install fonts-noto-cjk",
    "HIRAGANA": "apt-get install fonts-noto-cjk",
    "KATAKANA": "apt-get install fonts-noto-cjk",
    "HANGUL": "apt-get install fonts-noto-cjk",
    "BOPOMOFO": "apt-get install fonts-noto-cjk",
    **{name.upper(): f"pip install fontpkg-noto-sans-{name}" for name in FURTHER_PACKAGES},
}
"""First word of a letter's Unicode name -> the line that helps. Every other script is in Debian's fonts-noto-core."""

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
        return ord(letter) in letters_of(self.file)


@cache
def packaged(family: str) -> FontFile:
    """The file of a packaged family. Raises FontMissing with the install line when its package is not there."""
    package, name = PACKAGED[family]
    found = find_spec(package.replace("-", "_"))
    if found is None or found.origin is None:
        raise FontMissing(f"The font {family} is not installed: pip install {package}")
    return FontFile(family, Path(found.origin).parent / "files" / name)


@lru_cache(maxsize=256)
def letters_of(file: FontFile) -> frozenset[int]:
    """Every code point the face can draw, from its own table."""
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        return frozenset(font.getBestCmap())


def face(role: Role, text: str, size: int, weight: int = 400, locale: str = "en") -> Face:
    """The face that draws all of `text` in this role, or else most of it; `shaping.runs` splits what one face cannot do alone."""
    needed = {ord(letter) for letter in text if is_drawn(letter)}
    best: FontFile | None = None
    reach = -1
    for file in chain(role, weight, locale):
        covered = len(needed & letters_of(file))
        if covered == len(needed):
            return Face(file, size, weight)
        if covered > reach:
            best, reach = file, covered
    if best is None:
        raise FontMissing("No font is installed: pip install fontpkg-inter")
    return Face(best, size, weight)


def face_for_letter(role: Role, letter: str, size: int, weight: int = 400, locale: str = "en") -> Face:
    """The first face of the role that has this letter. Raises FontMissing with the install line."""
    for file in chain(role, weight, locale):
        if ord(letter) in letters_of(file):
            return Face(file, size, weight)
    raise FontMissing(missing_sentence((letter,)))


def chain(role: Role, weight: int = 400, locale: str = "en") -> Iterator[FontFile]:
    """The faces of a role in the order they are asked: its own, Noto Sans, then the allowed faces of the system."""
    for family in (*ROLES[role], *FOR_ALL):
        yield packaged(BOLD[family] if weight >= 600 and family in BOLD else family)
    yield from further_files(locale, weight >= 600)


@cache
def further_files(locale: str = "en", is_bold: bool = False) -> tuple[FontFile, ...]:
    """Fonts added to this installation: packages first, then the system's Noto faces, shorter names first."""
    found = [*_further_packaged(), *_further_system()]
    shapes = CJK_FACE.get(locale, CJK_FACE.get(locale.split("-", maxsplit=1)[0], 0))
    return tuple(
        FontFile(path.stem, _bold_of(path) if is_bold else path, shapes if path.suffix == ".ttc" else 0)
        for path in found
    )


def missing_letters(text: str) -> tuple[str, ...]:
    """The letters of `text` that no allowed font has, each once, in order; empty when everything can be drawn."""
    wanted = dict.fromkeys(letter for letter in text if is_drawn(letter))
    return tuple(letter for letter in wanted if not _is_covered(letter))


def require_letters(text: str, where: str) -> None:
    """Refuses text that would show boxes. Raises FontMissing naming the letters, their script and the install line."""
    if missing := missing_letters(text):
        raise FontMissing(missing_sentence(missing), where=where)


def missing_sentence(letters: Iterable[str]) -> str:
    """One sentence for people: which letters, which script, what to install. A pictograph has no font here: it has to go."""
    letters = tuple(letters)
    pictographs = [letter for letter in letters if unicodedata.category(letter).startswith("S")]
    scripts = tuple(dict.fromkeys(script_of(letter) for letter in letters if letter not in pictographs))
    if not scripts:
        return f"No font here has the signs {' '.join(pictographs[:8])} Take them out of the text."
    lines = dict.fromkeys(INSTALL.get(script, "apt-get install fonts-noto-core") for script in scripts)
    named = ", ".join("CJK" if script == "CJK" else script.capitalize() for script in scripts)
    return f"No installed font has the {named} letters {' '.join(letters[:8])} To install one: {' && '.join(lines)}"


def script_of(letter: str) -> str:
    """The script's name as Unicode begins the letter's name: "CJK", "THAI", "HIRAGANA"; "UNNAMED" for unassigned ones."""
    word = unicodedata.name(letter, "UNNAMED").split()[0].split("-")[0]
    return "CJK" if word in {"IDEOGRAPHIC", "FULLWIDTH", "HALFWIDTH"} else word


def is_drawn(letter: str) -> bool:
    """False for what leaves no mark of its own: spaces, controls, joiners, direction marks, variation selectors."""
    return not (unicodedata.category(letter) in {"Cc", "Cf", "Zs", "Zl", "Zp"} or 0xFE00 <= ord(letter) <= 0xFE0F)


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


@cache
def _is_covered(letter: str) -> bool:
    files = (*(packaged(family) for family in PACKAGED), *further_files())
    return any(ord(letter) in letters_of(file) for file in files)


def _further_packaged() -> Iterator[Path]:
    for script in FURTHER_PACKAGES:
        found = find_spec(f"fontpkg_noto_sans_{script}")
        if found is not None and found.origin is not None:
            yield from sorted((Path(found.origin).parent / "files").glob("*.ttf"))[:1]


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
        raise FontMissing("Text cannot be shaped without FriBidi: apt-get install libfribidi0")
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
