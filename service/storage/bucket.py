"""Drawn files in a bucket of an S3 store, whole or not at all, for installations of several hosts.

<first two letters>/<key>/<name>.<16 digits of its hash>   a long file of a rendition
<first two letters>/<key>/pack                             what belongs to it, and its short files; written last and once: its
                                                           presence says "complete"
<first two letters>/<key>/json                             as earlier releases wrote it, with every file beside; still read

A file's name holds its hash, so two workers that draw the same rendition at once never mix: the first list counts, and what it does
not name is swept. Source of the conditions on writing: Amazon S3 API reference, PutObject, If-None-Match and If-Match.
"""

from __future__ import annotations

import io
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
from service.storage.interface import LISTS, OpenFile, Stored, is_key, require_key, require_name
from service.storage.pack import HEAD_BYTES, PACK, not_there, packed, read_list

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
        made = packed(key, files, seconds)
        with plain_errors():
            for name, body in made.beside.items():
                obstore.put(self.store, _path(key, name, made.stored.files[name]), body)
            try:
                obstore.put(self.store, _list(key, PACK), made.list, mode="create")
            except AlreadyExistsError:
                first = self.find(key)
                if first is not None:
                    return first
                obstore.put(self.store, _list(key, PACK), made.list)
        return made.stored

    def find(self, key: str) -> Stored | None:
        with plain_errors():
            there = {entry["path"]: entry for entry in self._under(f"{_folder(key)}/")}
            path = next((path for kind in LISTS if (path := _list(key, kind)) in there), None)
            head = None if path is None else self._head(path)
            if path is None or head is None:
                return None
            listed, written = read_list(key, head), there[path]
            if written["size"] != listed.bytes:
                return None
            for name, entry in listed.beside.items():
                file = there.get(_path(key, name, entry))
                if file is None or file["size"] != entry["bytes"]:
                    return None
            is_new = written["last_modified"] > datetime.now(UTC) - NEW_AGAIN_AFTER
            return listed.stored if is_new or self._make_new(path, written["e_tag"]) else None

    def read(self, key: str, name: str) -> bytes:
        with plain_errors():
            try:
                return self._body(self._place(key, name))
            except FileNotFoundError:
                raise not_there() from None

    def open(self, key: str, name: str) -> OpenFile:
        with plain_errors():
            try:
                place = self._place(key, name)
                written_at = obstore.head(self.store, place.path)["last_modified"]
                if place.begin:
                    return OpenFile(io.BytesIO(self._body(place)), place.length, written_at)
            except FileNotFoundError:
                raise not_there() from None
        content = io.BufferedReader(_Ranges(self.store, place.path, place.length), BLOCK_BYTES)
        return OpenFile(cast(BinaryIO, content), place.length, written_at)

    def size(self, key: str, name: str) -> int | None:
        with plain_errors():
            try:
                place = self._place(key, name)
                size = obstore.head(self.store, place.path)["size"]
            except FileNotFoundError:
                return None
            except NotFound:
                require_key(key)
                require_name(name)
                return None
        if place.begin:
            return place.length if size >= place.begin + place.length else None
        return size

    def erase(self, key: str) -> int:
        with plain_errors():
            return self._delete([entry["path"] for entry in self._under(f"{_folder(key)}/")])

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
            return self._delete([entry["path"] for entry in entries])

    def _delete(self, paths: Sequence[str]) -> int:
        """Deletes them, lists first: half of a rendition is none."""
        ordered = sorted(paths, key=_is_no_list)
        for path in ordered[: len(LISTS)]:
            obstore.delete(self.store, path)
        obstore.delete(self.store, ordered[len(LISTS) :])
        return len(ordered)

    def _make_new(self, path: str, e_tag: str | None) -> bool:
        """Writes the list again as it is, so that a sweep sees that it was found. False where it was erased meanwhile."""
        try:
            content = bytes(obstore.get(self.store, path).bytes())
            obstore.put(self.store, path, content, mode={"e_tag": e_tag})
        except (FileNotFoundError, PreconditionError):
            return False
        return True

    def _place(self, key: str, name: str) -> _Place:
        """Where the file lies. Raises NotFound where the list does not name it."""
        require_name(name)
        for kind in LISTS:
            path = _list(key, kind)
            head = self._head(path)
            if head is None:
                continue
            listed = read_list(key, head)
            length = listed.length(name)
            if name in listed.begins:
                return _Place(path, listed.begins[name], length, head)
            return _Place(_path(key, name, listed.stored.files[name]), 0, length, b"")
        raise not_there()

    def _body(self, place: _Place) -> bytes:
        """The file's bytes, of which only those are asked for that were not read with the list's head."""
        body = place.head[place.begin : place.begin + place.length]
        left = place.length - len(body)
        if not left:
            return body
        if place.begin and len(place.head) < HEAD_BYTES:  # the list ends before its file does
            raise not_there()
        return body + self._range(place.path, place.begin + len(body), left)

    def _head(self, path: str) -> bytes | None:
        """How a list begins, or None where there is none."""
        try:
            return self._range(path, 0, HEAD_BYTES)
        except FileNotFoundError as error:
            if _NO_BUCKET in str(error):
                raise
            return None

    def _range(self, path: str, start: int, length: int) -> bytes:
        return bytes(obstore.get_range(self.store, path, start=start, length=length))

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
                raise not_there() from None
        buffer[: len(block)] = block
        self.at += len(block)
        return len(block)


@dataclass(frozen=True, slots=True)
class _Place:
    """A file's bytes: `length` of them from `begin` on in the object at `path`; one that stands in a list never begins at 0.
    `head`: how the list begins, as far as it was read."""

    path: str
    begin: int
    length: int
    head: bytes


def _folder(key: str) -> str:
    return f"{require_key(key)[:2]}/{key}"


def _list(key: str, kind: str) -> str:
    return f"{_folder(key)}/{kind}"


def _is_no_list(path: str) -> bool:
    return path.rpartition("/")[2] not in LISTS


def _path(key: str, name: str, entry: Mapping[str, Any]) -> str:
    return f"{_folder(key)}/{name}.{entry['sha256'][:_DIGITS]}"


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
