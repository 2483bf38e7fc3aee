"""The giver's look: every colour of page and mail, made from two tokens and checked for contrast.

A brand gives `ember`, its accent, and `paper`, the ground it stands on. Their hues are kept; lightness gives way until the reader
can read it (WCAG 2.2: 4.5 for words, 3 for signs), by light and by dark. A brand that gives neither has the house's own colours,
which stand in assets/styles/tokens.css and need no second sheet.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

from renderers.context import Brand
from renderers.errors import ContextError

EMBER: Final = "#c2410c"
PAPER: Final = "#fbf8f3"
TOKENS: Final[Mapping[str, str]] = {"ember": EMBER, "paper": PAPER}
WORDS: Final = 4.5
SIGNS: Final = 3.0
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
_STEP: Final = 0.004
_WHITE: Final = "#ffffff"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb, named as in tokens.css."""

    paper: str
    surface: str
    sunken: str
    line: str
    ink: str
    ink_soft: str
    ember: str
    ember_strong: str
    ember_wash: str
    on_ember: str


@dataclass(frozen=True, slots=True)
class Theme:
    """`key` names the theme in an address: the two tokens without their #."""

    key: str
    light: Palette
    dark: Palette

    @property
    def is_house(self) -> bool:
        """Whether the house's own sheet says it all."""
        return self.key == _key(EMBER, PAPER)


HOUSE_LIGHT: Final = Palette(
    PAPER, _WHITE, "#f3ede4", "#e5dccf", "#1d1a26", "#5d5768", EMBER, "#9a3412", "#fdeee4", _WHITE
)
HOUSE_DARK: Final = Palette(
    "#14121a", "#1d1a25", "#100e15", "#35303f", "#f5f1e9", "#bcb5c4", "#ff9a66", "#ffb48c", "#33201a", "#21120a"
)
_NOTICES_LIGHT: Final = ("#e3f1ec", "#fcf3dc", "#fdeceb")
_NOTICES_DARK: Final = ("#142a24", "#2d2412", "#331716")
"""The washes of notices, which carry links too and are no brand's: done, careful, wrong."""


def theme_of(brand: Brand) -> Theme:
    """The brand's theme. Raises ContextError for a token that is no colour such as #0f5c4a."""
    chosen = {name: brand.tokens.get(name, house).lower() for name, house in TOKENS.items()}
    for name, colour in chosen.items():
        if not is_colour(colour):
            raise ContextError(f"{colour!r} is not a colour. Enter six digits, such as #0f5c4a.", where=f"brand.{name}")
    return _made(chosen["ember"], chosen["paper"])


def theme_by_key(key: str) -> Theme:
    """The theme whose `key` this is. Raises ContextError for anything else."""
    ember, _, paper = key.partition("-")
    if not (is_colour(f"#{ember}") and is_colour(f"#{paper}")):
        raise ContextError("There’s no such theme.", where="theme")
    return _made(f"#{ember}", f"#{paper}")


def stylesheet(theme: Theme) -> str:
    """What stands differently from tokens.css, as CSS."""
    return "".join(
        f"@media (prefers-color-scheme: {scheme}) {{\n  :root {{ {_declared(palette)} }}\n}}\n"
        for scheme, palette in (("light", theme.light), ("dark", theme.dark))
    )


def is_colour(text: str) -> bool:
    """Whether it is written #rrggbb."""
    return _COLOUR.fullmatch(text.lower()) is not None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=256)
def _made(ember: str, paper: str) -> Theme:
    key = _key(ember, paper)
    return Theme(key, _light(ember, paper), _dark(ember)) if (ember, paper) != (EMBER, PAPER) else _HOUSE


def _light(ember: str, paper: str) -> Palette:
    """A ground as light as paper, and the accent as dark as white letters on it need it."""
    house = HOUSE_LIGHT
    if paper != PAPER:
        lightness, chroma, hue = _lch(paper)
        lightness, chroma = max(lightness, 0.95), min(chroma, 0.02)
        grounds = [
            _colour(lightness + shift, chroma + more, hue) for shift, more in ((0, 0), (-0.03, 0.006), (-0.08, 0.008))
        ]
    else:
        grounds = [house.paper, house.sunken, house.line]
    on = (grounds[0], house.surface, grounds[1])
    accent = _until_readable(ember, on, SIGNS, -_STEP)
    accent = _until_readable(accent, (house.on_ember,), WORDS, -_STEP)
    strong = _until_readable(_shifted(accent, -0.07), (*on, *_NOTICES_LIGHT), WORDS + 0.5, -_STEP)
    wash = _colour(0.96, 0.018, _lch(ember)[2]) if _lch(ember)[1] > 0.02 else grounds[1]
    return Palette(
        grounds[0],
        house.surface,
        grounds[1],
        grounds[2],
        house.ink,
        house.ink_soft,
        accent,
        strong,
        wash,
        house.on_ember,
    )


def _dark(ember: str) -> Palette:
    """The house's night; the accent as light as it needs to be there."""
    house, (_, chroma, hue) = HOUSE_DARK, _lch(ember)
    on = (house.paper, house.surface, house.sunken)
    on_ember = _colour(0.2, min(chroma, 0.03), hue)
    lightness = _lch(ember)[0]
    lifted = _colour(max(lightness, min(lightness + 0.12, 0.8)), chroma, hue)
    accent = _until_readable(lifted, (*on, on_ember), WORDS + 1, _STEP)
    strong = _until_readable(_shifted(accent, 0.05), (*on, *_NOTICES_DARK, on_ember), WORDS + 1, _STEP)
    return Palette(
        *(house.paper, house.surface, house.sunken, house.line, house.ink, house.ink_soft),
        *(accent, strong, _colour(0.26, min(chroma, 0.035), hue), on_ember),
    )


def _until_readable(colour: str, on: Iterable[str], floor: float, step: float) -> str:
    """The colour, made darker (negative step) or lighter until it stands out from everything it is put on."""
    lightness, chroma, hue = _lch(colour)
    grounds = tuple(on)
    while any(contrast(colour, ground) < floor for ground in grounds) and 0 < lightness < 1:
        lightness = min(1.0, max(0.0, lightness + step))
        colour = _colour(lightness, chroma, hue)
    return colour


def _shifted(colour: str, by: float) -> str:
    lightness, chroma, hue = _lch(colour)
    return _colour(lightness + by, chroma, hue)


def _key(ember: str, paper: str) -> str:
    return f"{ember[1:]}-{paper[1:]}"


def _declared(palette: Palette) -> str:
    return " ".join(f"--{field.name.replace('_', '-')}: {getattr(palette, field.name)};" for field in fields(palette))


# -- OKLCH (Björn Ottosson): equal steps of lightness look equal, and a hue stays itself ---------------------------------------


def _lch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in radians."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _colour(lightness: float, chroma: float, hue: float) -> str:
    """The colour as #rrggbb; less vivid where a screen cannot show it."""
    lightness = min(1.0, max(0.0, lightness))
    channels = _rgb(lightness, chroma, hue)
    while chroma > 0 and not all(-0.0005 <= channel <= 1.0005 for channel in channels):
        chroma = max(0.0, chroma - 0.004)
        channels = _rgb(lightness, chroma, hue)
    return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, channel)))):02x}" for channel in channels)


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_degamma(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _degamma(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


_HOUSE: Final = Theme(_key(EMBER, PAPER), HOUSE_LIGHT, HOUSE_DARK)
