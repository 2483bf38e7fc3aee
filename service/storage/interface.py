"""What a place for drawn files must do. A rendition is a few named files under one key, the hash of everything that made them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final, Protocol

from service.errors import NotFound

LISTS: Final = ("pack", "json")
"""No file may have one of these names: they are kept for what is written down about the others, now and by earlier releases."""
_KEY: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True)
class Stored:
    """A complete rendition. `files`: name -> {media_type, bytes, sha256}; `seconds` is how long drawing took."""

    key: str
    files: Mapping[str, dict[str, Any]]
    seconds: float


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file to be sent: bytes that can be read from any place on, how many they are, when they were written. Whoever opened it
    closes `content`."""

    content: BinaryIO
    bytes: int
    written_at: datetime


class Storage(Protocol):
    """Keys are 64 hex digits, names short words; every method raises NotFound for one that is not, so that none can lead anywhere
    else. Callers hold keys and names only: where and how files lie is the implementation's own."""

    def put(self, key: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> Stored:
        """Stores files (name -> media type, body) as one rendition, which is found once all of it is there. Storing the same one
        again, also at the same moment, is harmless. Raises TemporaryError where there is no room."""
        ...

    def find(self, key: str) -> Stored | None:
        """What is stored under this key, or None where it is not there or not whole. What is found counts as written now, so
        that `erase_older` leaves it to whoever found it."""
        ...

    def read(self, key: str, name: str) -> bytes:
        """A file's bytes. Raises NotFound where it is not there."""
        ...

    def open(self, key: str, name: str) -> OpenFile:
        """A file that may be too long for memory. Raises NotFound where it is not there."""
        ...

    def size(self, key: str, name: str) -> int | None:
        """A file's length in bytes, or None where it is not there."""
        ...

    def erase(self, key: str) -> int:
        """Deletes the rendition; answers how many files went where it lay. From the first deletion on it is not found any more."""
        ...

    def parts(self, since: str = "") -> Sequence[str]:
        """Names of the parts that everything stored falls into, in order, from `since` on: a long walk ends and goes on at one."""
        ...

    def older_than(self, part: str, at: datetime) -> Collection[str]:
        """Keys of one part under which nothing was written or found at `at` or since, whole or not."""
        ...

    def erase_older(self, key: str, at: datetime) -> int:
        """Deletes all that lies under the key, half-written files too; nothing where any was written or found at `at` or since.
        Answers how many files went. Raises OSError where it may not."""
        ...


def require_key(key: str) -> str:
    """The key. Raises NotFound where it is none."""
    if not is_key(key):
        raise NotFound("There’s no such file.")
    return key


def require_name(name: str) -> str:
    """The name. Raises NotFound where a file cannot be called so."""
    if not _NAME.fullmatch(name) or name in LISTS:
        raise NotFound("There’s no such file.")
    return name


def is_key(text: str) -> bool:
    """Whether this may be a key: 64 hex digits."""
    return _KEY.fullmatch(text) is not None
