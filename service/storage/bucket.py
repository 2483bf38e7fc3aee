"""Drawn files in a bucket of an S3 store, whole or not at all, for installations of several hosts.

<first two letters>/<key>/<name>.<16 digits of its hash>   one file of a rendition
<first two letters>/<key>/json                             what belongs to it; written last and once: its presence says "complete"

A file's name holds its hash, so two workers that draw the same rendition at once never mix: the first list counts, and what it does
not name is swept. Source of the conditions on writing: Amazon S3 API reference, PutObject, If-None-Match and If-Match.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Final, cast

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PreconditionError,
)
from obstore.store import S3Store

from service.errors import NotFound, TemporaryError
from service.storage.interface import LIST, OpenFile, Stored, is_key, require_key, require_name

BLOCK_BYTES: Final = 512 * 1024
"""How much of a long file is asked for at a time."""
NEW_AGAIN_AFTER: Final = timedelta(minutes=5)
"""A list younger than this is not written again when it is found: far under what any sweep leaves alone."""
_DIGITS: Final = 16
_NO_BUCKET: Final = "NoSuchBucket"
_REFUSALS: Final = ("403 Forbidden", "401 Unauthorized", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch")


@dataclass(frozen=True, slots=True)
class Bucket:
    """The storage in `store`, a bucket or a folder of one. Its parts are the first two letters of the keys."""

    store: S3Store

    def put(self, key: str, files: Mapping[str, tuple[str, bytes]], seconds: float) -> Stored:
        require_key(key)
        listed = {
            require_name(name): {
                "media_type": media_type,
                "bytes": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }
            for name, (media_type, body) in files.items()
        }
        content = json.dumps({"files": listed, "seconds": seconds}).encode()
        with plain_errors():
            for name, (_, body) in files.items():
                obstore.put(self.store, _path(key, name, listed[name]), body)
            try:
                obstore.put(self.store, _list(key), content, mode="create")
            except AlreadyExistsError:
                first = self.find(key)
                if first is not None:
                    return first
                obstore.put(self.store, _list(key), content)
        return Stored(key, listed, seconds)

    def find(self, key: str) -> Stored | None:
        with plain_errors():
            there = {entry["path"]: entry for entry in self._under(f"{_folder(key)}/")}
            written = there.get(_list(key))
            content = self._content(key) if written is not None else None
            if written is None or content is None:
                return None
            stored = _read_list(key, content)
            for name, entry in stored.files.items():
                file = there.get(_path(key, name, entry))
                if file is None or file["size"] != entry["bytes"]:
                    return None
            is_new = written["last_modified"] > datetime.now(UTC) - NEW_AGAIN_AFTER
            return stored if is_new or self._make_new(key, content, written["e_tag"]) else None

    def read(self, key: str, name: str) -> bytes:
        with plain_errors():
            try:
                return bytes(obstore.get(self.store, self._place(key, name)[0]).bytes())
            except FileNotFoundError:
                raise _not_there() from None

    def open(self, key: str, name: str) -> OpenFile:
        with plain_errors():
            try:
                path, length = self._place(key, name)
                about = obstore.head(self.store, path)
            except FileNotFoundError:
                raise _not_there() from None
        content = io.BufferedReader(_Ranges(self.store, path, length), BLOCK_BYTES)
        return OpenFile(cast(BinaryIO, content), length, about["last_modified"])

    def size(self, key: str, name: str) -> int | None:
        with plain_errors():
            try:
                return obstore.head(self.store, self._place(key, name)[0])["size"]
            except FileNotFoundError:
                return None
            except NotFound:
                require_key(key)
                require_name(name)
                return None

    def erase(self, key: str) -> int:
        with plain_errors():
            # The list goes first: half of a rendition is none.
            obstore.delete(self.store, _list(key))
            files = [entry["path"] for entry in self._under(f"{_folder(key)}/")]
            obstore.delete(self.store, files)
        return len(files)

    def parts(self, since: str = "") -> Sequence[str]:
        with plain_errors():
            folders = obstore.list_with_delimiter(self.store)["common_prefixes"]
        return sorted(part for folder in folders if (part := folder.strip("/")[-2:]) >= since)

    def older_than(self, part: str, at: datetime) -> frozenset[str]:
        newest: dict[str, datetime] = {}
        with plain_errors():
            for entry in self._under(f"{part}/"):
                key = entry["path"].split("/")[1]
                newest[key] = max(newest.get(key, entry["last_modified"]), entry["last_modified"])
        return frozenset(key for key, written in newest.items() if is_key(key) and written < at)

    def erase_older(self, key: str, at: datetime) -> int:
        with plain_errors():
            entries = list(self._under(f"{_folder(key)}/"))
            if any(entry["last_modified"] >= at for entry in entries):
                return 0
            paths = sorted((entry["path"] for entry in entries), key=lambda path: path != _list(key))
            for path in paths[:1]:
                obstore.delete(self.store, path)
            obstore.delete(self.store, paths[1:])
        return len(paths)

    def _make_new(self, key: str, content: bytes, e_tag: str | None) -> bool:
        """Writes the list again as it is, so that a sweep sees that it was found. False where it was erased meanwhile."""
        try:
            obstore.put(self.store, _list(key), content, mode={"e_tag": e_tag})
        except (FileNotFoundError, PreconditionError):
            return False
        return True

    def _place(self, key: str, name: str) -> tuple[str, int]:
        """Where the file lies and how long it is. Raises NotFound where the list does not name it."""
        require_key(key)
        require_name(name)
        content = self._content(key)
        entry = _read_list(key, content).files.get(name) if content is not None else None
        if entry is None:
            raise _not_there()
        return _path(key, name, entry), entry["bytes"]

    def _content(self, key: str) -> bytes | None:
        """What the list says, or None where there is none."""
        try:
            return bytes(obstore.get(self.store, _list(key)).bytes())
        except FileNotFoundError as error:
            if _NO_BUCKET in str(error):
                raise
            return None

    def _under(self, folder: str) -> Iterator[Any]:
        """What lies in a folder: path, size, last_modified, e_tag of each."""
        for some in obstore.list(self.store, prefix=folder, chunk_size=1000):
            yield from some


@dataclass(slots=True)
class _Ranges(io.RawIOBase):
    """A long file, read in blocks from wherever its reader is."""

    store: S3Store
    path: str
    length: int
    at: int = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.length}[whence]
        self.at = max(0, begin + offset)
        return self.at

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.length - self.at)
        if wanted <= 0:
            return 0
        with plain_errors():
            try:
                block = bytes(obstore.get_range(self.store, self.path, start=self.at, length=wanted))
            except FileNotFoundError:
                raise _not_there() from None
        buffer[: len(block)] = block
        self.at += len(block)
        return len(block)


def _read_list(key: str, content: bytes) -> Stored:
    listed = json.loads(content)
    return Stored(key, listed["files"], listed["seconds"])


def _folder(key: str) -> str:
    return f"{require_key(key)[:2]}/{key}"


def _list(key: str) -> str:
    return f"{_folder(key)}/{LIST}"


def _path(key: str, name: str, entry: Mapping[str, Any]) -> str:
    return f"{_folder(key)}/{name}.{entry['sha256'][:_DIGITS]}"


def _not_there() -> NotFound:
    return NotFound("There’s no such file.")


@contextmanager
def plain_errors() -> Iterator[None]:
    """What the store says, as an error of ours: whoever runs the installation can do something about each of them.

    Raises TemporaryError, since it may go away.
    """
    try:
        yield
    except (BaseError, OSError) as error:
        raise TemporaryError(_said_of(str(error))) from None


def _said_of(answer: str) -> str:
    """A sentence for what the store answered, which the library quotes. It may hold a key's id, so it is not repeated."""
    if _NO_BUCKET in answer:
        return "The storage has no such bucket. Create it, or correct HANDPICKED_STORAGE_URL. Nothing is lost."
    if any(code in answer for code in _REFUSALS):
        return (
            "The storage refuses our key. Check HANDPICKED_STORAGE_KEY_ID, HANDPICKED_STORAGE_SECRET and what that key "
            "may do. Nothing is lost."
        )
    return "The storage can’t be reached. Nothing is lost; it continues automatically."
