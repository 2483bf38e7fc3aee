"""One text set as WeasyPrint sets it, without the rest of a document: its lines, and for each the operators that draw it.

It calls the same functions a whole document is broken and drawn with, so that a filled form is what a full drawing would be.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from renderers.statement.pdf.widths import Fonts

_USED: Final = (
    "direction",
    "font_family",
    "font_feature_settings",
    "font_kerning",
    "font_language_override",
    "font_size",
    "font_stretch",
    "font_style",
    "font_variant_alternates",
    "font_variant_caps",
    "font_variant_east_asian",
    "font_variant_ligatures",
    "font_variant_numeric",
    "font_variant_position",
    "font_variation_settings",
    "font_weight",
    "hyphenate_character",
    "hyphenate_limit_chars",
    "hyphenate_limit_zone",
    "hyphens",
    "lang",
    "letter_spacing",
    "overflow_wrap",
    "tab_size",
    "text_decoration_line",
    "white_space",
    "word_break",
    "word_spacing",
)
"""The properties that decide how a text is broken and drawn."""


class Unset(Exception):
    """A text that cannot be set line by line: a letter without a font, or a break of its own. A full drawing sets it then."""


class Style(dict[str, Any]):
    """The used properties of one box, so that a form does not keep a whole document alive. Equal ones are one object."""

    __slots__ = ("font_config",)
    font_config: Any

    __hash__ = object.__hash__  # type: ignore[assignment]

    def __missing__(self, name: str) -> Any:
        raise Unset(f"The property {name} is asked for and not kept.")

    def __eq__(self, other: object) -> bool:
        return self is other


_styles: dict[Hashable, Style] = {}


def style_of(computed: Any) -> Style:
    """The style of a box that WeasyPrint has laid out."""
    values = {name: computed[name] for name in _USED}
    key = (id(computed.font_config), repr(values))
    if key not in _styles:
        style = Style(values)
        style.font_config = computed.font_config
        _styles[key] = style
    return _styles[key]


@dataclass(frozen=True, slots=True)
class Line:
    """One set line: its width in CSS pixels, its operators after the text matrix, and which glyph of which font says what."""

    width: float
    operators: bytes
    glyphs: Mapping[str, Mapping[int, str]]
    """Hash of the font -> glyph -> letters."""


@lru_cache(maxsize=8192)
def lines_of(text: str, style: Style, width: float) -> tuple[Line, ...]:
    """The text broken to `width` CSS pixels and drawn. Raises Unset.

    Kept for the texts that come again: states, days, sums and the names of gifts.
    """
    from weasyprint.text.line_break import split_first_line  # noqa: PLC0415 - loads Pango, see press

    if (line := _one_line(text, style, width)) is not None:
        return (line,)
    rest = text.encode()
    found: list[Line] = []
    while rest:
        layout, length, resume, line_width, _, _ = split_first_line(rest.decode(), style, None, width, 0)
        if not length or resume == 0 or (resume and rest[length:resume].strip(b" ")):
            raise Unset(text)
        found.append(_draw(layout, style, line_width))
        rest = rest[resume:] if resume else b""
    return tuple(found)


def cut_letters(text: str, style: Style, fonts: Fonts) -> None:
    """Makes `fonts` (a document's) hold the glyphs of `text`, as if it had been drawn."""
    _draw_into(_stream(fonts), _layout(text[0], style), style)
    opened = {font.hash: font for _, font in fonts.items()}
    for name, glyphs in _glyphs(text, style).items():
        if name in opened:
            opened[name].to_unicode |= {
                glyph: told for glyph, told in glyphs.items() if glyph not in opened[name].to_unicode
            }


@lru_cache(maxsize=64)
def _glyphs(text: str, style: Style) -> Mapping[str, Mapping[int, str]]:
    return _drawn(_layout(text, style), style, 0.0).glyphs


def _layout(text: str, style: Style) -> Any:
    from weasyprint.text.line_break import Layout  # noqa: PLC0415

    layout = Layout(style)
    layout.set_text(text)
    return layout


def _one_line(text: str, style: Style, width: float) -> Line | None:
    """The text as a single line where it is one. Most are, and need no search for a break."""
    from weasyprint.text.line_break import line_size  # noqa: PLC0415

    layout = _layout(text, style)
    line, rest = layout.get_first_line()
    line_width, _ = line_size(line, style)
    return None if rest is not None or line_width > width else _drawn(layout, style, line_width)


def _draw(layout: Any, style: Style, width: float) -> Line:
    layout.reactivate(style)
    return _drawn(layout, style, width)


def _drawn(layout: Any, style: Style, width: float) -> Line:
    for _, font in _fonts.items():
        font.to_unicode, font.missing = {}, {}
    stream = _stream(_fonts)
    _draw_into(stream, layout, style)
    if any(font.missing for _, font in _fonts.items()):
        raise Unset(layout.text)
    glyphs = {font.hash: font.to_unicode for _, font in _fonts.items() if font.to_unicode}
    return Line(width, b"\n".join(stream.stream[1:]), glyphs)


_fonts: Final = Fonts()
"""Fonts of this process, opened once: WeasyPrint opens each of them again for every document."""


def _draw_into(stream: Any, layout: Any, style: Style) -> None:
    from weasyprint.draw.text import draw_first_line  # noqa: PLC0415
    from weasyprint.matrix import Matrix  # noqa: PLC0415

    draw_first_line(
        stream, SimpleNamespace(text=layout.text, style=style, pango_layout=layout), "clip", "none", Matrix()
    )
    layout.deactivate()


def _stream(fonts: Fonts) -> Any:
    from weasyprint.pdf.stream import Stream  # noqa: PLC0415

    return Stream(fonts, None, None, None, None, None, None)
