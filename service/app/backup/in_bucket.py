"""A backup that lies in a bucket, for hosts whose disk may be lost with them: database, files and what the backup says of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import obstore
from obstore import Bytes
from obstore.store import S3Store

from service.app.backup.manifest import FILES, NAME, POSTGRES, SQLITE, Manifest, read_manifest
from service.app.backup.save import save_database
from service.clock import machine_now
from service.config import settings
from service.db.key_check import key_value
from service.errors import Conflict, InvalidInput
from service.storage.bucket import Bucket, plain_errors
from service.storage.connect_bucket import connected
from service.storage.copy import copy_all
from service.storage.in_force import storage
from service.storage.interface import Storage

SCHEME: Final = "s3://"


def save_in_bucket(url: str) -> Manifest:
    """Makes a backup at `url`, a folder of a bucket in which nothing lies, while everything runs. The key is not in it.

    The database passes through the data folder; files go from where they are kept, one rendition at a time. What is written last
    says that the backup is whole. Raises InvalidInput for no such address, Conflict where something lies there or the product keeps
    its own files, TemporaryError where the store is away or refuses, ToolFailed, OSError.
    """
    began, target = machine_now(), _target(url)
    _require_apart(url)
    with plain_errors():
        if any(obstore.list(target, chunk_size=1)):
            raise Conflict(f"Something lies at {url} already. A backup goes into a new folder.")
    with _private_folder() as folder:
        kind, revision = save_database(folder)
        copied = copy_all(storage(), _files(url))
        manifest = Manifest(began, kind, revision, key_value(), copied.copied + copied.there, in_bucket=False)
        manifest.write(folder)
        with plain_errors():
            for name in (kind, NAME):
                obstore.put(target, name, folder / name)
    return manifest


@contextmanager
def fetched(url: str) -> Iterator[tuple[Path, Storage]]:
    """A folder with the database of the backup at `url` and what it says of itself, gone after the block; and where its files lie.

    Raises InvalidInput for what is no whole backup, TemporaryError where the store is away or refuses, OSError.
    """
    target = _target(url)
    with _private_folder() as folder:
        _fetch(target, NAME, folder, url)
        manifest = read_manifest(folder)
        if manifest.database not in {SQLITE, POSTGRES}:
            raise _no_backup(url)
        _fetch(target, manifest.database, folder, url)
        yield folder, _files(url)


def _fetch(target: S3Store, name: str, folder: Path, url: str) -> None:
    with (folder / name).open("wb") as to:
        for block in _blocks(target, name, url):
            to.write(block)


def _blocks(target: S3Store, name: str, url: str) -> Iterator[Bytes]:
    with plain_errors():
        try:
            found = obstore.get(target, name)
        except FileNotFoundError:
            raise _no_backup(url) from None
        yield from found.stream()


def _target(url: str) -> S3Store:
    named = urlsplit(url)
    if not url.startswith(SCHEME) or not named.netloc or not named.path.strip("/") or named.query or named.fragment:
        raise InvalidInput("Name a folder of a bucket, such as s3://backups/2026-11-30.")
    return connected(settings(), url)


def _files(url: str) -> Storage:
    return Bucket(connected(settings(), f"{url.rstrip('/')}/{FILES}"))


def _require_apart(url: str) -> None:
    """Neither may lie within the other: sweeps and erasures go through what the product keeps."""
    own = settings().storage_url
    here, there = f"{own.rstrip('/')}/", f"{url.rstrip('/')}/"
    if own and (here.startswith(there) or there.startswith(here)):
        raise Conflict("Handpicked keeps its own files there. Name another bucket, or a folder beside them.")


@contextmanager
def _private_folder() -> Iterator[Path]:
    home = settings().data_dir
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Path(tempfile.mkdtemp(prefix="backup-", dir=home))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _no_backup(url: str) -> InvalidInput:
    return InvalidInput(f"{url} holds no whole backup: {NAME} or the database is missing or damaged.")
