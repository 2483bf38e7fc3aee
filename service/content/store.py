"""Where drawn files lie: named by the hash of everything that made them, whole or not at all.

renditions/<first two letters>/<hash>.<name>         one file of a rendition
renditions/<first two letters>/<hash>.json           what belongs to it; written last, so its presence says "complete"
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from service.config import settings
from service.errors import NotFound, TemporaryError

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LIST: Final = "json"


@dataclass(frozen=True, slots=True)
class Stored:
    """A complete rendition on disk. `files`: name -> {media_type, bytes, sha256}; `seconds` is how long drawing took."""

    input_hash: str
    files: Mapping[str, dict[str, Any]]
    seconds: float


def store(input_hash: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> Stored:
    """Writes a rendition. Writing the same one twice is harmless. Raises TemporaryError where the disk is full."""
    listed = {
        name: {"media_type": media_type, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        for name, (media_type, body) in files.items()
    }
    try:
        for name, (_, body) in files.items():
            _write_whole(path_of(input_hash, name), body)
        _write_whole(_list_path(input_hash), json.dumps({"files": listed, "seconds": seconds}).encode())
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise TemporaryError(
                "There is no room left in the data folder. Free some; drawing goes on by itself."
            ) from None
        raise
    return Stored(input_hash, listed, seconds)


def find(input_hash: str) -> Stored | None:
    """What was stored under this hash, or None where it is not there or not whole. What is found counts as stored now, so that the
    sweep of files without rows leaves it to whoever found it."""
    try:
        listed = json.loads(_list_path(input_hash).read_bytes())
        os.utime(_list_path(input_hash))
    except FileNotFoundError:
        return None
    files: dict[str, dict[str, Any]] = listed["files"]
    for name, entry in files.items():
        path = path_of(input_hash, name)
        if not path.is_file() or path.stat().st_size != entry["bytes"]:
            return None
    return Stored(input_hash, files, listed["seconds"])


def path_of(input_hash: str, name: str) -> Path:
    """Where a file lies. Raises NotFound for a hash or name that could lead anywhere else."""
    if not _NAME.fullmatch(name) or name == _LIST:
        raise NotFound("There is no such file.")
    return _folder(input_hash) / f"{input_hash}.{name}"


def read(input_hash: str, name: str) -> bytes:
    """A file's bytes. Raises NotFound where it is not there."""
    try:
        return path_of(input_hash, name).read_bytes()
    except FileNotFoundError:
        raise NotFound("There is no such file.") from None


def remove(input_hash: str) -> int:
    """Deletes every file of this hash; answers how many. The list goes first: half of a rendition is none."""
    _list_path(input_hash).unlink(missing_ok=True)
    gone = 0
    for path in _folder(input_hash).glob(f"{input_hash}.*"):
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def folders(since: str = "") -> list[Path]:
    """The folders that files lie in, in order, from the one called `since` on."""
    return [path for path in sorted(settings().renditions_dir.glob("[0-9a-f][0-9a-f]")) if path.name >= since]


def older_than(folder: Path, at: datetime) -> dict[str, list[Path]]:
    """Of one folder: hash -> its files, whole and half written, where the newest of them was written before `at`."""
    found: dict[str, list[Path]] = {}
    newest: dict[str, float] = {}
    for path in folder.iterdir():
        hashed = path.name.lstrip(".").partition(".")[0]
        with suppress(FileNotFoundError):
            newest[hashed] = max(newest.get(hashed, 0.0), path.stat().st_mtime)
            found.setdefault(hashed, []).append(path)
    return {key: paths for key, paths in found.items() if _HASH.fullmatch(key) and newest[key] < at.timestamp()}


def _folder(input_hash: str) -> Path:
    if not _HASH.fullmatch(input_hash):
        raise NotFound("There is no such file.")
    return settings().renditions_dir / input_hash[:2]


def _list_path(input_hash: str) -> Path:
    return _folder(input_hash) / f"{input_hash}.{_LIST}"


def _write_whole(path: Path, body: bytes) -> None:
    """Under a name of its own, down to the disk, then renamed: a reader and a crash see the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with made.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        # Written or not is known by now: what cannot be cleared away is left to the sweep of files without a row.
        with suppress(OSError):
            made.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        with suppress(OSError):
            os.close(folder)
