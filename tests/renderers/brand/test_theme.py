"""Every brand is readable, whatever colours it brings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.brand.theme import (
    HOUSE_DARK,
    HOUSE_LIGHT,
    Palette,
    contrast,
    is_colour,
    stylesheet,
    theme_by_key,
    theme_of,
)
from renderers.context import Brand
from renderers.errors import ContextError
from renderers.language.translations import ASSETS

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
EDGES = {"light": "#8a7f72", "dark": "#7d7688"}
NOTICES = {"light": ("#e3f1ec", "#fcf3dc", "#fdeceb"), "dark": ("#142a24", "#2d2412", "#331716")}


def brand(**tokens: str) -> Brand:
    return Brand("Fjord & Loom", "fjordloom.example", tokens)


def too_faint(palette: Palette, scheme: str) -> list[str]:
    """Pairs whose contrast is below what WCAG 2.2 AA asks of words or of signs."""
    grounds = {"paper": palette.paper, "surface": palette.surface, "sunken": palette.sunken}
    pairs = [
        (f"{name} on {ground}", getattr(palette, name), colour, 4.5)
        for name in ("ink", "ink_soft", "ember_strong")
        for ground, colour in grounds.items()
    ]
    pairs += [(f"ember on {ground}", palette.ember, colour, 3.0) for ground, colour in grounds.items()]
    pairs += [(f"edge on {ground}", EDGES[scheme], colour, 3.0) for ground, colour in grounds.items()]
    pairs += [(f"link on {wash}", palette.ember_strong, wash, 4.5) for wash in NOTICES[scheme]]
    pairs += [(f"button {name}", palette.on_ember, getattr(palette, name), 4.5) for name in ("ember", "ember_strong")]
    return [f"{name}: {contrast(one, other):.2f}" for name, one, other, floor in pairs if contrast(one, other) < floor]


@given(COLOURS, COLOURS)
def test_any_two_tokens_make_a_theme_that_can_be_read(ember: str, paper: str) -> None:
    theme = theme_of(brand(ember=ember, paper=paper))
    assert too_faint(theme.light, "light") == []
    assert too_faint(theme.dark, "dark") == []


def test_the_check_finds_what_is_too_faint() -> None:
    faint = Palette(*("#fbf8f3",) * 10)
    assert too_faint(faint, "light")[0] == "ink on paper: 1.00"


def test_the_house_is_what_its_own_sheet_says() -> None:
    sheet = (ASSETS / "styles" / "tokens.css").read_text(encoding="utf-8")
    light, dark = sheet.split("@media", maxsplit=1)
    for palette, said in ((HOUSE_LIGHT, light), (HOUSE_DARK, dark)):
        for name in Palette.__slots__:
            assert re.search(rf"--{name.replace('_', '-')}: {getattr(palette, name)};", said), name
    theme = theme_of(brand())
    assert (theme.is_house, theme.light, theme.dark) == (True, HOUSE_LIGHT, HOUSE_DARK)


@pytest.mark.parametrize(
    ("given_colour", "light", "dark"),
    [
        ("#0f5c4a", "#0f5c4a", "#5a9f8a"),
        ("#1a4fd6", "#1a4fd6", "#5b8ffe"),
        ("#ffd400", "#8b740c", "#ffd400"),
        ("#000000", "#000000", "#939393"),
    ],
)
def test_an_accent_stays_itself_where_it_can_be_read(given_colour: str, light: str, dark: str) -> None:
    theme = theme_of(brand(ember=given_colour))
    assert (theme.light.ember, theme.dark.ember) == (light, dark)


def test_a_theme_is_found_again_by_its_key_and_written_for_both_lights() -> None:
    theme = theme_of(brand(ember="#0F5C4A", paper="#eef4ff"))
    assert theme_by_key(theme.key) == theme
    sheet = stylesheet(theme)
    assert sheet.count("@media (prefers-color-scheme: ") == 2
    assert "--ember: #0f5c4a; --ember-strong: " in sheet


@pytest.mark.parametrize("token", ["red", "#fff", "#12345g", "#123456; }", "url(//x)", ""])
def test_what_is_no_colour_is_refused(token: str) -> None:
    assert not is_colour(token)
    with pytest.raises(ContextError, match=r"brand\.ember: .* is not a colour. Enter six digits, such as #0f5c4a"):
        theme_of(brand(ember=token))


@pytest.mark.parametrize("key", ["", "0f5c4a", "0f5c4a-", "0f5c4a-fbf8f3-", "../tokens", "0f5c4a-fbf8f3}"])
def test_what_is_no_key_is_no_theme(key: str) -> None:
    with pytest.raises(ContextError, match="There’s no such theme"):
        theme_by_key(key)


def test_contrast_is_what_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_no_sheet_names_a_theme_s_colours_by_hand() -> None:
    """A colour of the house in a recipient's sheet would stay when the brand's own has taken its place."""
    sheet = "".join(Path(ASSETS / "styles" / name).read_text("utf-8") for name in ("recipient.css", "gift.css"))
    named = {colour for palette in (HOUSE_LIGHT, HOUSE_DARK) for colour in (palette.ember, palette.ember_strong)}
    assert [colour for colour in named if colour in sheet] == ["#ff9a66"]  # the ring on the film, which is always dark
