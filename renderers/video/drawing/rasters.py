"""Layers and grounds that were drawn before, in memory, found by what they were made of: a gift's print, its name, a heading.

Several people share most of them, even where their whole scene is nobody else's. They belong to the process and go with it;
coded scenes, which cost more and weigh less, are kept on disk (`runtime/sealed_cache`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from operator import attrgetter
from typing import Any, Final, Protocol, TypeVar

from cachetools import LRUCache
from PIL import Image

MOST_BYTES: Final = 32 << 20
"""What all kept rasters of a process may weigh together: some twenty prints, or a hundred headings."""


class Raster(Protocol):
    """Anything drawn that nobody writes into."""

    @property
    def weight(self) -> int:
        """Bytes of its pixels."""
        ...


Drawn = TypeVar("Drawn", bound=Raster)


class Rasters:
    """Rasters by 32 bytes, the least recently used go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._kept: LRUCache[bytes, Any] = LRUCache(most_bytes, attrgetter("weight"))

    @property
    def weight(self) -> float:
        """Bytes of all that is kept."""
        return self._kept.currsize

    def kept(self, made_of: bytes, make: Callable[[], Drawn]) -> Drawn:
        """What was made of this before, or is made now."""
        found: Drawn | None = self._kept.get(made_of)
        if found is not None:
            return found
        raster = make()
        with suppress(ValueError):  # heavier than all may weigh together
            self._kept[made_of] = raster
        return raster

    def clear(self) -> None:
        """Forgets every kept raster."""
        self._kept.clear()


_own: Final = Rasters()


def drawn_once(make: Callable[[], Drawn], *parts: object) -> Drawn:
    """What `make` gives, kept for whoever needs the same again. `parts` must say all that its pixels follow from."""
    return _own.kept(made_of(*parts), make)


def forget() -> None:
    """Drops what is kept: a process that has just started has nothing."""
    _own.clear()


def made_of(*parts: object) -> bytes:
    """32 bytes that follow from the parts: pictures by their pixels, everything else by its `repr`."""
    digest = hashlib.sha256()
    for part in parts:
        data = _pixels(part) if isinstance(part, Image.Image) else repr(part).encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def _pixels(picture: Image.Image) -> bytes:
    return f"{picture.mode}{picture.size}".encode() + picture.tobytes()
