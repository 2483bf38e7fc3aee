"""Copies all that one storage holds into another: from one host's folder into a bucket that several share, or back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from service.errors import NotFound
from service.storage.interface import Storage

_LATER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Copied:
    """How many renditions were copied, were there already, and were not whole where they came from."""

    copied: int
    there: int
    broken: int


def copy_all(source: Storage, target: Storage) -> Copied:
    """Copies what `target` lacks. May be cut short and done again. Raises TemporaryError where one of them cannot be reached."""
    copied = there = broken = 0
    for part in source.parts():
        for key in sorted(source.older_than(part, datetime.now(UTC) + _LATER)):
            if target.find(key) is not None:
                there += 1
            elif _copy(key, source, target):
                copied += 1
            else:
                broken += 1
    return Copied(copied, there, broken)


def _copy(key: str, source: Storage, target: Storage) -> bool:
    stored = source.find(key)
    if stored is None:
        return False
    try:
        files = {name: (str(entry["media_type"]), source.read(key, name)) for name, entry in stored.files.items()}
    except NotFound:  # erased just now
        return False
    target.put(key, files, stored.seconds)
    return True
