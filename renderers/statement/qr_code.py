"""The QR code that leads from paper to page: as a picture for the full drawing, as path operators for a filled form."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Final

import segno
from markupsafe import Markup

INK: Final = "#1d1a26"
MASK: Final = 3
"""Any of the eight masks can be read; trying all of them to find the prettiest costs five times as much as the rest."""


def code_svg(address: str, title: str) -> Markup:
    """A QR code as one path, so that it costs one element. `title` is its alternative text."""
    file = BytesIO()
    _code(address).save(file, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK, omitsize=True, title=title)
    return Markup(file.getvalue().decode().strip())  # noqa: S704 - made here, its only text is escaped by segno


def code_size(address: str) -> int:
    """Modules along one side."""
    return len(_code(address).matrix)


def code_path(address: str) -> bytes:
    """The same path as PDF operators, a module one unit wide, as WeasyPrint writes them."""
    lines = [b"0 0 m"]
    for number, row in enumerate(_code(address).matrix):
        dark = row.find(1)
        while dark >= 0:
            light = row.find(0, dark)
            end = len(row) if light < 0 else light
            lines.append(b"%d %d.5 m\n%d %d.5 l" % (dark, number, end, number))
            dark = row.find(1, end)
    return b"\n".join(lines)


@lru_cache(maxsize=4)
def _code(address: str) -> segno.QRCode:
    return segno.make(address, error="m", micro=False, mask=MASK)
