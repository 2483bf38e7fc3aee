"""A gift without a photo, drawn by Pillow alone: the nearest of our shapes in a colour of its own, its name where there is a place.

What it is drawn from was made once by the workshop (`workshop/pictures/masks`): the shape in cream with nothing on it, and how much
of each pixel is the gift's own colour. The workshop's picture kernel is never loaded here.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

from PIL import Image

from renderers.brand.colours import COLOURS
from renderers.errors import ImageRefused
from renderers.inscription.lettered import write_on
from renderers.language.translations import ASSETS
from renderers.lettering.fonts import missing_letters
from renderers.product.places import place_on

VERSION: Final = 1
"""Raised when the drawing changes, so that every picture is drawn again."""
SHAPES: Final = ASSETS / "images" / "shapes"
EDGE, SMALL_EDGE = 768, 384
_NAMED: Final = {
    "red": "#a8322a", "orange": "#c2662a", "yellow": "#c99a2e", "green": "#3f6b4a", "blue": "#3a5f86", "navy": "#27344f",
    "purple": "#5d3b66", "pink": "#c78b8f", "brown": "#7a5236", "black": "#2b2731", "white": "#f2ede3", "grey": "#8b8781",
    "gray": "#8b8781", "beige": "#d9c7a8", "teal": "#2f6a6a", "turquoise": "#3f8a8a", "burgundy": "#6a2336", "olive": "#6b6a35",
    "mint": "#9dbfa5", "lavender": "#9a8bb0", "terracotta": "#b5613f", "gold": "#b8923c", "silver": "#b4b2ae", "copper": "#a8643c",
    "sand": "#d5c19a", "natural": "#d9c7a8", "charcoal": "#3a3a3d", "mustard": "#b98a24", "coral": "#cf7259",
}  # fmt: skip
_WHITE: Final = (233, 225, 210)
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
    words = re.findall(r"[a-z]+", version.lower())
    known = {**_NAMED, **COLOURS}
    return next((known[word] for word in reversed(words) if word in known), None)


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
