"""The film as every mail program can show it: the still of its preview with a sign to press, as a JPEG."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageDraw

from renderers.errors import ImageRefused

WIDTH, HEIGHT = 1072, 604
"""Twice the size it is shown in."""
MEDIA_TYPE: Final = "image/jpeg"
QUALITY: Final = 82
LARGEST_PIXELS: Final = 4_000_000
_DISC: Final = "#f5f1e9"
_RADIUS, _MARGIN, _FINER = 54, 64, 4


def film_picture(preview: bytes, ember: str, *, starts_right: bool = False) -> bytes:
    """The first picture of `preview` (16:9) as JPEG, a play sign in the lower corner where reading starts, in the brand's `ember`.

    Raises ImageRefused for what is no picture or too large to be one of ours.
    """
    picture = _opened(preview).resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    put_sign(picture, ember, starts_right=starts_right)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return made.getvalue()


def put_sign(picture: Image.Image, ember: str, *, starts_right: bool) -> None:
    """Lays the sign to press over a picture of a film, in the lower corner where reading starts."""
    sign = _sign(ember).resize((2 * _RADIUS, 2 * _RADIUS), Image.Resampling.LANCZOS)
    left = picture.width - _MARGIN - 2 * _RADIUS if starts_right else _MARGIN
    picture.paste(sign, (left, picture.height - _MARGIN - 2 * _RADIUS), sign)


def _opened(preview: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(preview), formats=("WEBP", "PNG", "JPEG")) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    raise ImageRefused(
                        f"A preview of {picture.width} x {picture.height} points is too large.", where="mail"
                    )
                whole: Image.Image = picture.convert("RGB")
                return whole
    except (OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ImageRefused("The film’s preview cannot be read.", where="mail") from None


def _sign(ember: str) -> Image.Image:
    """A disc with a triangle, drawn larger than it is shown so that its edge is smooth. It points right in every language."""
    side = 2 * _RADIUS * _FINER
    sign = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(sign)
    pen.ellipse((0, 0, side - 1, side - 1), fill=_DISC)
    pen.polygon([(side * x, side * y) for x, y in ((0.39, 0.28), (0.39, 0.72), (0.75, 0.5))], fill=ember)
    return sign
