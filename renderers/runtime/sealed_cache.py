"""Coded scenes, stills and sentences that were made before, on disk, found by what they were made of.

Each is sealed with a key that follows from those very values: without the story nobody can read what is kept, nor say whose it is,
so erasing a person's story closes what was kept of it, and a file that was damaged or put there by somebody else does not open.
Losing the folder costs time, never a result.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MOST_BYTES: Final = 1 << 30
"""What all kept scenes may weigh together: about four thousand."""
UNUSED_SECONDS: Final = 30 * 24 * 3600
"""A scene nobody asked for in so long goes, also where there is room: it may show a name."""
_SPARED: Final = 7 / 8
"""Share of the limit that is left after tidying, so that it is not tidied for every new scene."""
_NONCE: Final = 12


@dataclass(slots=True)
class SealedCache:
    """A folder of sealed blocks, any number of processes at it. The least recently used go first when it is full."""

    folder: Path
    most_bytes: int = MOST_BYTES
    _since_tidied: int = 1 << 62
    """Bytes kept by this process since it last looked at the whole folder; at first it has never looked."""

    def find(self, made_of: bytes) -> bytes | None:
        """The block that was made of these values, or None. One that does not open is removed."""
        path = self._path(made_of)
        try:
            sealed = path.read_bytes()
            block = AESGCM(_key(made_of)).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
            os.utime(path)
        except FileNotFoundError:
            return None
        except (OSError, InvalidTag, ValueError):
            self.forget(made_of)
            return None
        return block

    def keep(self, made_of: bytes, block: bytes) -> None:
        """Keeps a block. A disk that is full or read-only is no reason to fail: it is made again next time."""
        nonce = os.urandom(_NONCE)
        sealed = nonce + AESGCM(_key(made_of)).encrypt(nonce, block, None)
        with suppress(OSError):
            _write(self._path(made_of), sealed)
            self._since_tidied += len(sealed)
            if self._since_tidied > self.most_bytes * (1 - _SPARED):
                self._tidy()
                self._since_tidied = 0

    def forget(self, made_of: bytes) -> None:
        """Removes what was made of these values, where it is kept."""
        with suppress(OSError):
            self._path(made_of).unlink(missing_ok=True)

    def _tidy(self) -> None:
        kept = sorted(self._files())
        total = sum(size for _, size, _ in kept)
        wanted = self.most_bytes * _SPARED if total > self.most_bytes else total
        long_ago = time.time() - UNUSED_SECONDS
        for used, size, path in kept:
            if total <= wanted and used > long_ago:
                return
            with suppress(OSError):  # another worker tidies too
                path.unlink(missing_ok=True)
            total -= size

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each was last used, its bytes, its path. What is removed meanwhile is left out; a torn write is a file as well."""
        for path in self.folder.glob("??/*"):
            with suppress(OSError):
                told = path.stat()
                yield told.st_mtime, told.st_size, path

    def _path(self, made_of: bytes) -> Path:
        name = hashlib.sha256(b"name\0" + made_of).hexdigest()
        return self.folder / name[:2] / name


def _key(made_of: bytes) -> bytes:
    return hashlib.sha256(b"seal\0" + made_of).digest()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: under a name of its own, then renamed. Two workers that made the same write the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        unfinished.replace(path)
    finally:
        with suppress(OSError):  # written or not is known by now
            unfinished.unlink(missing_ok=True)
