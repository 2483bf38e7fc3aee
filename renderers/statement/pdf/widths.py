"""How wide a font's glyphs are, told by the font itself.

WeasyPrint measures a glyph at the size it is first drawn at and rounds, so the same glyph could be a thousandth of an em wider
in one file than in another. A form and the statements filled into it must agree on every width; so does a full drawing then.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any, Final

from fontTools.ttLib import TTFont

_NOTHING: Final = "\N{ZERO WIDTH SPACE}"


class Fonts(dict[Any, Any]):
    """A document's fonts, by WeasyPrint's key; each is given its widths when it is opened."""

    def __setitem__(self, key: Any, font: Any) -> None:
        font.widths = _Widths(font)
        super().__setitem__(key, font)

    def values(self) -> Any:
        """The fonts, as WeasyPrint asks for them when it writes them; from then on they have the widths of what was drawn."""
        for _, font in self.items():
            font.widths = {glyph: font.widths[glyph] for glyph in font.to_unicode if glyph in font.widths}
            # Of several glyphs that stand for letters together one says them; the others must not be taken for other letters.
            font.to_unicode |= {glyph: _NOTHING for glyph, told in font.to_unicode.items() if not told}
        return super().values()


class _Widths(dict[int, float]):
    """Glyph -> width in thousandths of an em. Every glyph is in it, so nobody measures."""

    def __init__(self, font: Any) -> None:
        super().__init__(enumerate(_advances(font.file_content, font.index)))


@cache
def _advances(file: bytes, index: int) -> tuple[int, ...]:
    with TTFont(BytesIO(file), fontNumber=index, lazy=True) as font:
        metrics, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        return tuple(round(metrics[glyph][0] * 1000 / unit) for glyph in font.getGlyphOrder())
