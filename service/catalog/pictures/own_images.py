"""How a product's row names a picture of its own: "own/" and the key under which its two sizes lie in the storage."""

from __future__ import annotations

from typing import Final

from service.storage.interface import is_key

OWN: Final = "own/"
LARGE: Final = "large"
SMALL: Final = "small"
"""The files of such a picture: 768 and 384 pixels at its longer edge, as WebP."""
MEDIA_TYPE: Final = "image/webp"


def is_own(image: str) -> bool:
    """Whether the path names a picture in the storage."""
    return image.startswith(OWN) and is_key(image.removeprefix(OWN))


def image_of(key: str) -> str:
    """The path of the picture with this key."""
    return f"{OWN}{key}"


def key_of(image: str) -> str:
    """The key that a path names; it is one."""
    return image.removeprefix(OWN)
