"""A gift without a photo, drawn by Pillow alone: the nearest of our shapes in a colour of its own, its name where there is a place.

What it is drawn from was made once by the workshop (`workshop/pictures/masks`): the shape in cream with nothing on it, and how much
of each pixel is the gift's own colour. The workshop's picture kernel is never loaded here.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Final

from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.errors import ImageRefused
from renderers.inscription.lettered import write_on
from renderers.language.translations import ASSETS
from renderers.lettering.fonts import missing_letters
from renderers.product.places import place_on

VERSION: Final = 2
"""Raised when the drawing changes, so that every picture is drawn again."""
SHAPES: Final = ASSETS / "images" / "shapes"
EDGE, SMALL_EDGE = 768, 384
_WHITE: Final = (233, 225, 210)
_TONES: Final = {"dark": (0, 0.4), "deep": (0, 0.3), "light": (255, 0.4), "pale": (255, 0.55), "pastel": (255, 0.5)}
"""Word before a colour -> (black or white, how much of it is mixed in)."""
_LINES: Final = 3
_LONGEST: Final = 28
_QUALITY: Final = 88


@dataclass(frozen=True, slots=True)
class Wish:
    """`shape` of our shapes, `colour` as #rrggbb, `words` to stand on it ("" for none)."""

    shape: str
    colour: str
    words: str


def wish_for(shape: str, family: str, name: str, version: str = "") -> Wish:
    """How a gift is drawn: in the colour that its version names, else in one of the house's that stays its own; with the first part
    of its name."""
    words = re.split(r"[,;:(–—]", name)[0].strip()
    fits = len(words) <= _LONGEST and not missing_letters(words)
    return Wish(shape, _colour_in(version) or _own_colour(family), words if fits else "")


def can_draw(shape: str) -> bool:
    """Whether the workshop has made what this shape is drawn from."""
    return (SHAPES / f"{shape}-base.webp").is_file() and (SHAPES / f"{shape}-mask.webp").is_file()


def draw_gift(wish: Wish) -> Image.Image:
    """The picture, 768 pixels square. Raises ImageRefused for a shape that there is not."""
    base, mask = _made(wish.shape)
    tint = tuple(int(wish.colour[at : at + 2], 16) for at in (1, 3, 5))
    channels = []
    for band, (own, white) in zip(base.split(), zip(tint, _WHITE, strict=True), strict=True):
        channels.append(band.point([min(255, round(value * own / white)) for value in range(256)]))
    picture = Image.composite(Image.merge("RGB", channels), base, mask)
    quad = place_on(f"shapes/{wish.shape}", "words")
    if quad is None or not wish.words:
        return picture
    return write_on(picture, quad, wish.words, "en", _LINES)


def as_files(picture: Image.Image) -> tuple[bytes, bytes]:
    """(768 pixels, 384 pixels) as WebP."""
    return _written(picture), _written(picture.resize((SMALL_EDGE, SMALL_EDGE), Image.Resampling.LANCZOS))


def key_of_wish(wish: Wish) -> str:
    """64 hex digits of all that makes the picture."""
    made_of = f"{asdict(wish)}\0{VERSION}\0{_digest(wish.shape)}\0{place_on(f'shapes/{wish.shape}', 'words')}"
    return hashlib.sha256(made_of.encode()).hexdigest()


@lru_cache(maxsize=64)
def _digest(shape: str) -> str:
    return hashlib.sha256(
        b"".join((SHAPES / f"{shape}-{part}.webp").read_bytes() for part in ("base", "mask"))
    ).hexdigest()


@lru_cache(maxsize=12)
def _made(shape: str) -> tuple[Image.Image, Image.Image]:
    """(base as RGB, mask as L), both 768 pixels square; not to be drawn on."""
    if not re.fullmatch(r"[a-z_]+", shape) or not can_draw(shape):
        raise ImageRefused("There is no such shape to draw.", where=shape)
    with Image.open(SHAPES / f"{shape}-base.webp") as base, Image.open(SHAPES / f"{shape}-mask.webp") as mask:
        return base.convert("RGB"), mask.convert("L").resize((EDGE, EDGE), Image.Resampling.BICUBIC)


def _own_colour(family: str) -> str:
    names = list(COLOURS)[:-1]  # the shapes themselves are cream
    return COLOURS[names[hashlib.sha256(family.encode()).digest()[0] % len(names)]]


def _colour_in(version: str) -> str | None:
    """The colour that a version's English words name, darker or paler where they say so: "in dark green", "pale pink"."""
    words = re.findall(r"[a-z]+", version.lower())
    named = next((at for at in range(len(words) - 1, -1, -1) if words[at] in _named()), None)
    if named is None:
        return None
    red, green, blue = (int(_named()[words[named]][at : at + 2], 16) for at in (1, 3, 5))
    tone = _TONES.get(words[named - 1]) if named else None
    if tone is not None:
        towards, share = tone
        red, green, blue = (round(value + (towards - value) * share) for value in (red, green, blue))
    return f"#{red:02x}{green:02x}{blue:02x}"


@cache
def _named() -> Mapping[str, str]:
    listed: dict[str, str] = json.loads((SHAPES / "colours.json").read_text("utf-8"))
    return listed


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
