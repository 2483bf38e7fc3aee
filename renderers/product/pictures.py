"""Product pictures from the assets, with a size limit far below what a hostile file would need to do harm.

A version of a sample's product that has no file of its own is tinted from its product's (`tinted`), once.

A path that begins with "own/" names a picture that the installation keeps elsewhere: whoever runs the renderers says once how it is
read, and it is laid beside what else is made once.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from renderers.errors import ImageRefused
from renderers.language.translations import ASSETS
from renderers.product.tints import PRODUCTS, TINTS, tint_of
from renderers.runtime.cache import cache_folder, made_once

MAX_PIXELS: Final = 4_000_000
"""Pillow warns at 89 million. Ours are 768 by 768; four million leaves room for a larger set."""
OWN: Final = re.compile(r"own/([0-9a-f]{64})(-384)?")
_read_own: list[Callable[[str], bytes]] = []
_NAME: Final = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*[A-Za-z0-9][A-Za-z0-9_-]*")


@lru_cache(maxsize=8)
def product_picture(image: str) -> Image.Image:
    """The picture at `assets/images/<image>.webp` as RGB. Kept for the process: colleagues share alternatives; do not draw on it.

    Raises ImageRefused that names the picture when it is missing, broken, too large or not a WebP.
    """
    path = picture_path(image)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=("WEBP",)) as picture:
                _require_size(picture.size, image)
                return Image.Image.convert(picture, "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ImageRefused("We can’t read this file as a picture.", where=image) from None
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageRefused(f"The picture is broken: {error}.", where=image) from None


def own_pictures_from(read: Callable[[str], bytes]) -> None:
    """Says how the bytes of an own picture are read by its key; called once, at a process's start. `read` raises whatever it
    likes where there is none."""
    _read_own[:] = [read]


def picture_path(image: str) -> Path:
    """Where a picture lies. Raises ImageRefused for what is no path below the images folder, or where there is no file."""
    if (own := OWN.fullmatch(image)) is not None:
        return _own_path(own[1], image)
    if not _NAME.fullmatch(image):
        raise ImageRefused("That path is not inside the images folder.", where=image)
    path = ASSETS / "images" / f"{image}.webp"
    if path.is_file():
        return path
    folder, _, name = image.partition("/")
    from renderers.product.tinted import tinted_path  # noqa: PLC0415 - with it comes an array library, which workers start without

    made = tinted_path(name) if folder == PRODUCTS.name else None
    if made is None:
        raise ImageRefused("The picture is missing.", where=image)
    return made


def materials_of(image: str) -> tuple[str, ...]:
    """The assets that a picture is, or is made of, as paths below assets/."""
    folder, _, name = image.partition("/")
    tint = tint_of(name) if folder == PRODUCTS.name else None
    if tint is None:
        return (f"images/{image}.webp",)
    return tuple(f"images/{folder}/{file}" for file in (f"{tint.of}.webp", f"{tint.of}-light.webp", TINTS))


def _own_path(key: str, image: str) -> Path:
    def lay(path: Path) -> None:
        path.write_bytes(_read_own[0](key))

    try:
        return made_once(cache_folder("pictures") / f"{key}.webp", lay)
    except Exception as error:
        raise ImageRefused("The picture is missing.", where=image) from error


def _require_size(size: tuple[int, int], image: str) -> None:
    """Reads only the header's word for it, before a pixel is decoded."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise ImageRefused(f"The picture has {width} by {height} pixels; {MAX_PIXELS:,} are allowed.", where=image)
