"""Fonts for paper: static cuts of the variable families, made once, and a fontconfig file that knows no others.

WeasyPrint asks fontconfig for fonts and crashes when there are none at all, so it is given ours before it is loaded. A variable
font would be embedded at its default weight; a cut has the weight in its outlines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from renderers.lettering.fonts import further_files, packaged
from renderers.runtime.cache import cache_folder, made_once

CUTS_VERSION: Final = "3"
LETTERS: Final = (
    *range(0x20, 0x180),
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *range(0x1CD, 0x1DD),
    *range(0x218, 0x21C),
    0x259,
    *range(0x2B9, 0x2DE),
    *range(0x300, 0x330),
    *range(0x370, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2040),
    *range(0x20A0, 0x20C0),
    *(0x2116, 0x2122, 0x2212),
)
"""What the cuts keep: Latin with Vietnamese, Greek, Cyrillic, currencies. Rarer letters fall to Noto Sans."""
FEATURES: Final = ("kern", "mark", "mkmk", "ccmp", "locl", "tnum", "liga")


@dataclass(frozen=True, slots=True)
class Cut:
    """One static face: which packaged family, under which name, at which place of its axes."""

    source: str
    family: str
    style: str
    axes: Mapping[str, float]

    @property
    def file_name(self) -> str:
        """Under which the cut lies in the folder of fonts."""
        return f"{self.family}-{self.style}.ttf".replace(" ", "")


CUTS: Final = (
    Cut("Literata", "Print Literata", "Regular", {"opsz": 18, "wght": 400}),
    Cut("Literata", "Print Literata", "SemiBold", {"opsz": 24, "wght": 600}),
    Cut("Inter", "Print Inter", "Regular", {"opsz": 14, "wght": 400}),
    Cut("Inter", "Print Inter", "SemiBold", {"opsz": 14, "wght": 600}),
)
WHOLE: Final = ("Amiri", "IBM Plex Sans Arabic", "Noto Sans", "Noto Sans Arabic")
"""Packaged families used as they are: static ones, and the last resort for rare letters."""


def print_fonts(told: Callable[[str], None] = lambda _cut: None) -> Path:
    """The folder of static cuts, filled where it is not yet: about 12 CPU seconds, once in an installation. `told` of each."""
    folder = cache_folder(f"print-fonts-{CUTS_VERSION}")
    for cut in CUTS:
        told(f"{cut.family} {cut.style}")
        made_once(folder / cut.file_name, partial(_cut, cut))
    return folder


def write_fontconfig(folder: Path) -> Path:
    """Writes a fonts.conf into `folder` that lists our fonts and nothing else; gives its path.

    Fonts a system adds for further scripts are those `renderers.lettering.fonts` allows, so paper and film hold the same people.
    """
    files = [packaged(family).path for family in WHOLE]
    further = [file.path for file in further_files()]
    places = [print_fonts(), *dict.fromkeys(path.parent for path in (*files, *further))]
    lines = "".join(f"  <dir>{escape(str(place))}</dir>\n" for place in places)
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"{lines}  <cachedir>{escape(str(folder))}</cachedir>\n</fontconfig>\n"
    )
    path = folder / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.unlink(missing_ok=True)
        made_once(path, partial(_write, text))
    return path


def use_our_fonts() -> None:
    """Points fontconfig to our file. Works only before WeasyPrint is loaded in this process."""
    os.environ["FONTCONFIG_FILE"] = str(write_fontconfig(cache_folder("fontconfig")))


def _cut(cut: Cut, target: Path) -> None:
    with TTFont(BytesIO(_subset(cut.source))) as font:
        static = instantiateVariableFont(font, dict(cut.axes))
        names = {1: cut.family, 16: cut.family, 2: cut.style, 17: cut.style}
        names |= {4: f"{cut.family} {cut.style}", 6: f"{cut.family}-{cut.style}".replace(" ", "")}
        for record in static["name"].names:
            if record.nameID in names:
                record.string = names[record.nameID]
        static["OS/2"].usWeightClass = int(cut.axes["wght"])
        # Without this the file would carry the moment it was made and differ between installations.
        static.recalcTimestamp = False
        static.save(target)


@cache
def _subset(family: str) -> bytes:
    """The variable family with the letters we keep, as a font file."""
    options = Options()
    options.layout_features = list(FEATURES)
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    with TTFont(packaged(family).path, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=LETTERS)
        subsetter.subset(font)
        kept = BytesIO()
        font.save(kept)
    return kept.getvalue()


def _write(text: str, target: Path) -> None:
    target.write_text(text, encoding="utf-8")
