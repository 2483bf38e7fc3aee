"""The web font for the languages' own names."""

from __future__ import annotations

import re
from io import BytesIO

from fontTools.ttLib import TTFont

from renderers.language.languages import spoken
from renderers.language.translations import ASSETS
from renderers.lettering.fonts import WEBFONTS, letters_of, packaged
from renderers.lettering.own_names import names_font, own_letters


def drawn_by(font: bytes) -> set[str]:
    """The letters that it has an outline for."""
    with TTFont(BytesIO(font)) as opened:
        outlines = opened.getGlyphSet()
        return {chr(code) for code, name in opened.getBestCmap().items() if name != ".notdef" and outlines[name].width}


def test_every_letter_of_a_language_s_name_is_in_a_font_that_we_serve() -> None:
    served = {chr(code) for family in WEBFONTS.values() for code in letters_of(packaged(family))} | drawn_by(
        names_font()
    )
    assert {letter for _, name, _ in spoken() for letter in name} <= served


def test_it_holds_only_what_no_other_web_font_has_and_is_small() -> None:
    assert own_letters() == ("日", "本", "語")
    assert drawn_by(names_font()) == set(own_letters())
    assert len(names_font()) < 4096


def test_the_style_sheet_names_the_same_letters() -> None:
    css = (ASSETS / "styles" / "recipient.css").read_text("utf-8")
    (range_of,) = re.findall(r'"Names"; src: [^}]*unicode-range: ([^;]+);', css)
    assert {chr(int(code.strip()[2:], 16)) for code in range_of.split(",")} == set(own_letters())
