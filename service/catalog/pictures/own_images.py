"""How a product's row names a picture of its own: "own/" and the key under which its two sizes lie in the storage."""

from __future__ import annotations

from typing import Final

from service.errors import NotFound
from service.storage.in_force import storage
from service.storage.interface import is_key

OWN: Final = "own/"
DRAW: Final = "safety.draw_picture"
"""The job that draws a gift without a photo; the room that can draw is above this one."""
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


def require_own_picture(key: str) -> None:
    """Raises NotFound where no product picture lies under the key: whatever else is stored is nobody's to see so."""
    if not is_key(key) or storage().size(key, LARGE) is None or storage().size(key, SMALL) is None:
        raise NotFound("There’s no such picture.")


def read_own_picture(key: str) -> bytes:
    """The large one, for renderers. Raises NotFound."""
    return storage().read(key, LARGE)
