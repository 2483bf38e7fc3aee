"""Drawn files in a folder of this machine, whole or not at all.

<first two letters>/<key>.<name>         one file of a rendition
<first two letters>/<key>.json           what belongs to it; written last, so its presence says "complete"
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.errors import NotFound, TemporaryError
from service.storage.interface import LIST, OpenFile, Stored, is_key, require_key, require_name


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """The storage in `root`, which is made with the first file. Its parts are the folders there."""

    root: Path

    def put(self, key: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> Stored:
        listed = {
            name: {"media_type": media_type, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for name, (media_type, body) in files.items()
        }
        try:
            for name, (_, body) in files.items():
                _write_whole(self._file(key, name), body)
            _write_whole(self._list(key), json.dumps({"files": listed, "seconds": seconds}).encode())
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise TemporaryError(
                    "The data folder is full. Free some space, and drawing continues automatically."
                ) from None
            raise
        return Stored(key, listed, seconds)

    def find(self, key: str) -> Stored | None:
        try:
            listed = json.loads(self._list(key).read_bytes())
            os.utime(self._list(key))
        except FileNotFoundError:
            return None
        files: dict[str, dict[str, Any]] = listed["files"]
        is_whole = all(self.size(key, name) == entry["bytes"] for name, entry in files.items())
        return Stored(key, files, listed["seconds"]) if is_whole else None

    def read(self, key: str, name: str) -> bytes:
        try:
            return _read_whole(self._path(key, name))
        except FileNotFoundError:
            raise NotFound("There’s no such file.") from None

    def open(self, key: str, name: str) -> OpenFile:
        try:
            content = self._file(key, name).open("rb")
        except FileNotFoundError:
            raise NotFound("There’s no such file.") from None
        about = os.fstat(content.fileno())
        return OpenFile(content, about.st_size, datetime.fromtimestamp(about.st_mtime, UTC))

    def size(self, key: str, name: str) -> int | None:
        path = self._file(key, name)
        return path.stat().st_size if path.is_file() else None

    def erase(self, key: str) -> int:
        # The list goes first: half of a rendition is none.
        self._list(key).unlink(missing_ok=True)
        gone = 0
        for path in self._folder(key).glob(f"{key}.*"):
            path.unlink(missing_ok=True)
            gone += 1
        return gone

    def parts(self, since: str = "") -> Sequence[str]:
        return [path.name for path in sorted(self.root.glob("[0-9a-f][0-9a-f]")) if path.name >= since]

    def older_than(self, part: str, at: datetime) -> frozenset[str]:
        newest: dict[str, float] = {}
        for path in (self.root / part).iterdir():
            key = path.name.lstrip(".").partition(".")[0]
            with suppress(FileNotFoundError):
                newest[key] = max(newest.get(key, 0.0), path.stat().st_mtime)
        return frozenset(key for key, written in newest.items() if is_key(key) and written < at.timestamp())

    def erase_older(self, key: str, at: datetime) -> int:
        files = list(self._all(key))
        if any(_is_newer(path, at) for path in files):
            return 0
        for path in sorted(files, key=lambda path: path != self._list(key)):
            path.unlink(missing_ok=True)
        return len(files)

    def _all(self, key: str) -> Iterator[Path]:
        """The key's files, whole and half-written."""
        for pattern in (f"{key}.*", f".{key}.*"):
            yield from self._folder(key).glob(pattern)

    def _file(self, key: str, name: str) -> Path:
        return self._folder(key) / f"{key}.{require_name(name)}"

    def _path(self, key: str, name: str) -> str:
        return f"{self.root}/{require_key(key)[:2]}/{key}.{require_name(name)}"

    def _list(self, key: str) -> Path:
        return self._folder(key) / f"{key}.{LIST}"

    def _folder(self, key: str) -> Path:
        return self.root / require_key(key)[:2]


def _is_newer(path: Path, than: datetime) -> bool:
    try:
        return path.stat().st_mtime >= than.timestamp()
    except FileNotFoundError:
        return False


def _read_whole(path: str) -> bytes:
    """By the system's own calls: asked for at every look, a file object would cost as much again as its bytes."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        size = os.fstat(file).st_size
        read = os.read(file, size)
        while len(read) < size and (more := os.read(file, size - len(read))):
            read += more
        return read
    finally:
        os.close(file)


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
