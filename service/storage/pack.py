"""What a rendition's one list holds: two lines that say what belongs to it, then its short files one after the other.

Most of what is drawn for a person is short. A file of its own for each would be five times as many files, each forced down to the
disk, or asked of a store, by itself. Long ones, as films are, lie beside the list, so that they are sent from where they lie.

{"text": 5, "body": 812}               what stands in the list, in that order, and how long it is: all that a reader has to ask
{"files": {...}, "seconds": 0.25}      all files, as they were put
A list of the earlier form is the second line alone: every file lies beside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from service.errors import NotFound
from service.storage.interface import LISTS, Stored, require_key, require_name

PACK: Final = LISTS[0]
"""What a list is called that is written now."""
SHORT_BYTES: Final = 128 * 1024
"""A file up to this long stands in the list."""
HEAD_BYTES: Final = 16 * 1024
"""The lines that begin a list are never longer, so one look at so many bytes tells what is where."""
_END: Final = b"\n"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was read. `begins`: name of a file that stands in it -> its first byte; `bytes`: how long the whole list is."""

    stored: Stored
    begins: Mapping[str, int]
    bytes: int

    def length(self, name: str) -> int:
        """How long a file is. Raises NotFound where the list does not name it."""
        entry = self.stored.files.get(name)
        if entry is None:
            raise not_there()
        return int(entry["bytes"])

    @property
    def beside(self) -> Mapping[str, dict[str, Any]]:
        """Name -> entry of each file that lies beside the list."""
        return {name: entry for name, entry in self.stored.files.items() if name not in self.begins}


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A rendition as it is written: `beside`, name -> body, first, then the list."""

    stored: Stored
    list: bytes
    beside: Mapping[str, bytes]


def packed(key: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> ToWrite:
    """The files (name -> media type, body) as they are written. Raises NotFound for a key or name that is none, ValueError for more
    of them than a line can name."""
    listed = {
        require_name(name): {"media_type": media_type, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, (media_type, body) in files.items()
    }
    # The shortest come first: a look at the head of a list finds most of them there already.
    within = sorted(
        (name for name, (_, body) in files.items() if len(body) <= SHORT_BYTES), key=lambda n: len(files[n][1])
    )
    lines = (
        json.dumps({name: len(files[name][1]) for name in within}),
        json.dumps({"files": listed, "seconds": seconds}),
    )
    head = b"".join(line.encode() + _END for line in lines)
    if len(head) > HEAD_BYTES:
        raise ValueError(f"A rendition of {len(files)} files is more than its list can name.")
    return ToWrite(
        Stored(require_key(key), listed, seconds),
        head + b"".join(files[name][1] for name in within),
        {name: body for name, (_, body) in files.items() if name not in within},
    )


def read_list(key: str, head: bytes) -> Listed:
    """What a list says, by its first `HEAD_BYTES` or more. Raises ValueError for a list that is damaged."""
    within, at = _first_line(head)
    said = json.loads(head[head.find(_END) + 1 : at] if at else head)
    begins = dict[str, int]()
    for name, length in within.items():
        begins[name] = at
        at += length
    return Listed(Stored(key, said["files"], said["seconds"]), begins, at or len(head))


def place_within(head: bytes, name: str) -> tuple[int, int] | None:
    """Where a file begins in its list, and how long it is, by that list's head; None where it does not stand in it."""
    within, at = _first_line(head)
    for one, length in within.items():
        if one == name:
            return at, length
        at += length
    return None


def _first_line(head: bytes) -> tuple[dict[str, int], int]:
    """What stands in a list, and where the first of it begins: after the second line. Nothing, and 0, for the earlier form."""
    end = head.find(_END)
    return ({}, 0) if end < 0 else (json.loads(head[:end]), head.index(_END, end + 1) + 1)


def not_there() -> NotFound:
    """What a storage says where a file is not there."""
    return NotFound("There’s no such file.")
