"""Fonts for paper: static cuts of the variable families, made once, and a fontconfig file that knows no others.

WeasyPrint asks fontconfig for fonts and crashes when there are none at all, so it is given ours before it is loaded. A variable
font would be embedded at its default weight; a cut has the weight in its outlines.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from renderers.cache import cache_folder, made_once
from renderers.fonts import PACKAGED, further_files, packaged

CUTS_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Cut:
    """One static face: which packaged family, under which name, at which place of its axes."""

    source: str
    family: str
    style: str
    axes: Mapping[str, float]

    @property
    def file_name(self) -> str:
        return f"{self.family}-{self.style}.ttf".replace(" ", "")


CUTS: Final = (
    Cut("Literata", "Print Literata", "Regular", {"opsz": 18, "wght": 400}),
    Cut("Literata", "Print Literata", "SemiBold", {"opsz": 24, "wght": 600}),
    Cut("Inter", "Print Inter", "Regular", {"opsz": 14, "wght": 400}),
    Cut("Inter", "Print Inter", "SemiBold", {"opsz": 14, "wght": 600}),
    Cut("Noto Sans", "Print Noto Sans", "Regular", {"wdth": 100, "wght": 400}),
    Cut("Noto Sans", "Print Noto Sans", "SemiBold", {"wdth": 100, "wght": 600}),
)
STATIC: Final = ("Amiri", "Amiri Bold", "IBM Plex Sans Arabic", "IBM Plex Sans Arabic SemiBold")
"""Packaged families that come as static files."""


def print_fonts() -> Path:
    """The folder of static cuts, filled where it is not yet. Takes some CPU seconds the first time in an installation."""
    folder = cache_folder(f"print-fonts-{CUTS_VERSION}")
    for cut in CUTS:
        made_once(folder / cut.file_name, partial(_cut, cut))
    return folder


def write_fontconfig(folder: Path) -> Path:
    """Writes a fonts.conf into `folder` that lists our fonts and nothing else; gives its path.

    Fonts a system adds for further scripts are those `renderers.fonts` allows, so paper and film hold the same people.
    """
    files = [packaged(family).path for family in STATIC if family in PACKAGED]
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
    with TTFont(packaged(cut.source).path) as font:
        static = instantiateVariableFont(font, dict(cut.axes))
        names = {1: cut.family, 16: cut.family, 2: cut.style, 17: cut.style}
        names |= {4: f"{cut.family} {cut.style}", 6: f"{cut.family}-{cut.style}".replace(" ", "")}
        for record in static["name"].names:
            if record.nameID in names:
                record.string = names[record.nameID]
        static["OS/2"].usWeightClass = int(cut.axes["wght"])
        # Without this stamp the file would carry the moment it was made and differ between installations.
        static.recalcTimestamp = False
        static.save(target)


def _write(text: str, target: Path) -> None:
    target.write_text(text, encoding="utf-8")
