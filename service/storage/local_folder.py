"""Drawn files in a folder of this machine, whole or not at all.

<first two letters>/<key>.<name>         a long file of a rendition
<first two letters>/<key>.pack           what belongs to it, and its short files; written last, so its presence says "complete"
<first two letters>/<key>.json           as earlier releases wrote it, with every file beside; still read
"""

from __future__ import annotations

import errno
import io
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from service.errors import TemporaryError
from service.storage.interface import LISTS, OpenFile, Stored, is_key, require_key, require_name
from service.storage.pack import HEAD_BYTES, PACK, Listed, not_there, packed, place_within, read_list


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """The storage in `root`, which is made with the first file. Its parts are the folders there."""

    root: Path

    def put(self, key: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> Stored:
        made = packed(key, files, seconds)
        try:
            for name, body in made.beside.items():
                _write_whole(self._file(key, name), body)
            _write_whole(self._list(key, PACK), made.list)
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise TemporaryError(
                    "The data folder is full. Free some space, and drawing continues automatically."
                ) from None
            raise
        return made.stored

    def find(self, key: str) -> Stored | None:
        for kind in LISTS:
            path = self._list(key, kind)
            try:
                listed, size = _read_list(key, path)
                os.utime(path)
            except FileNotFoundError:
                continue
            is_whole = size == listed.bytes and all(
                _length_of(self._file(key, name)) == entry["bytes"] for name, entry in listed.beside.items()
            )
            return listed.stored if is_whole else None
        return None

    def read(self, key: str, name: str) -> bytes:
        place = self._place(key, name)  # asked for at every look: no Path is made
        try:
            body = _read_within(f"{place}.{PACK}", name)
        except FileNotFoundError:
            body = None  # of an earlier release
        try:
            return _read_whole(f"{place}.{name}") if body is None else body
        except FileNotFoundError:
            raise not_there() from None

    def open(self, key: str, name: str) -> OpenFile:
        try:
            if self._within(key, name) is None:
                content = cast(BinaryIO, self._file(key, name).open("rb"))
                about = os.fstat(content.fileno())
                length = about.st_size
            else:
                about, body = self._list(key, PACK).stat(), self.read(key, name)
                content, length = io.BytesIO(body), len(body)
        except FileNotFoundError:
            raise not_there() from None
        return OpenFile(content, length, datetime.fromtimestamp(about.st_mtime, UTC))

    def size(self, key: str, name: str) -> int | None:
        place = self._within(key, name)
        if place is None:
            return _length_of(self._file(key, name))
        begin, length = place
        return length if (_length_of(self._list(key, PACK)) or 0) >= begin + length else None

    def erase(self, key: str) -> int:
        # The list goes first: half of a rendition is none.
        files = sorted(self._folder(key).glob(f"{key}.*"), key=_lists_first)
        for path in files:
            path.unlink(missing_ok=True)
        return len(files)

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
        for path in sorted(files, key=_lists_first):
            path.unlink(missing_ok=True)
        return len(files)

    def _all(self, key: str) -> Iterator[Path]:
        """The key's files, whole and half-written."""
        for pattern in (f"{key}.*", f".{key}.*"):
            yield from self._folder(key).glob(pattern)

    def _file(self, key: str, name: str) -> Path:
        return self._folder(key) / f"{key}.{require_name(name)}"

    def _within(self, key: str, name: str) -> tuple[int, int] | None:
        """Where the file begins in the list, and how long it is; None where it lies beside, or nowhere."""
        try:
            with open(f"{self._place(key, name)}.{PACK}", "rb", buffering=0) as file:  # noqa: PTH123
                return place_within(file.read(HEAD_BYTES), name)
        except FileNotFoundError:
            return None

    def _place(self, key: str, name: str) -> str:
        require_name(name)
        return f"{self.root}/{require_key(key)[:2]}/{key}"

    def _list(self, key: str, kind: str) -> Path:
        return self._folder(key) / f"{key}.{kind}"

    def _folder(self, key: str) -> Path:
        return self.root / require_key(key)[:2]


def _lists_first(path: Path) -> bool:
    return path.suffix.removeprefix(".") not in LISTS


def _read_list(key: str, path: Path) -> tuple[Listed, int]:
    """What the list says, and how many bytes it has. Raises FileNotFoundError."""
    with path.open("rb", buffering=0) as file:
        return read_list(key, file.read(HEAD_BYTES)), os.fstat(file.fileno()).st_size


def _length_of(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def _is_newer(path: Path, than: datetime) -> bool:
    try:
        return path.stat().st_mtime >= than.timestamp()
    except FileNotFoundError:
        return False


def _read_within(path: str, name: str) -> bytes | None:
    """A file that stands in the list at `path`; None where it lies beside. Raises FileNotFoundError where there is no such list,
    and NotFound where it ends before the file does.

    By the system's own calls: asked for at every look, a file object would cost as much again as its bytes.
    """
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        head = os.read(file, HEAD_BYTES)
        place = place_within(head, name)
        if place is None:
            return None
        begin, length = place
        body = head[begin : begin + length]
        while len(body) < length:
            more = os.pread(file, length - len(body), begin + len(body))
            if not more:
                raise not_there()
            body += more
        return body
    finally:
        os.close(file)


def _read_whole(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


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
