"""The secret that an installation makes for itself: one file in the data folder, written once, never written over.

Everything personal in the database can be read with this key alone. So it is on the disk before anything is encrypted with it, and
where a database is there and its key is not, none is made: that would bury the old one.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.errors import SettingsError

NAME: Final = "secret.key"
SHORTEST: Final = 32


def own_key(folder: Path, database: Path | None) -> str:
    """The key kept in `folder`, made where neither it nor the database file is there. Reading it writes nothing.

    Raises SettingsError, with what to restore, for a key that is missing, empty, short or not readable.
    """
    # In this order: whoever is first makes the key before the database, so who sees the database sees the key as well.
    has_data = database is not None and _has_bytes(database)
    path = folder / NAME
    if not os.path.lexists(path):
        if has_data:
            raise SettingsError(
                f"{database} is here, but its key {path} is missing, and personal data can’t be read without it. "
                f"Restore {NAME} from your backup, or set HANDPICKED_SECRET_KEY to the key in use before. "
                "No new key was made."
            )
        _make(folder, path)
    return _read(path)


def require_key(text: str, name: str, way: str) -> str:
    """`text`, where it can be a key. Raises SettingsError that calls it `name` and ends with `way`, what to do; never quotes it."""
    length = len(text.strip())
    if "\0" in text:
        raise SettingsError(f"{name} is damaged: it has bytes that no key has. {way}")
    if length == 0:
        raise SettingsError(f"{name} is empty, and an empty key protects nothing. {way}")
    if length < SHORTEST:
        raise SettingsError(f"{name} must have at least {SHORTEST} characters; it has {length}. {way}")
    return text


def _read(path: Path) -> str:
    way = "Restore it from your backup. If nothing was ever stored, remove it and a new one will be made."
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is damaged: it is not text. {way}") from None
    except OSError as error:
        raise SettingsError(f"{path} cannot be read ({error.strerror}). {way}") from None
    return require_key(text.strip("\n\r\t "), str(path), way)


def _make(folder: Path, path: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, secrets.token_urlsafe(48))
        _sync(folder.parent)
    except OSError as error:
        raise SettingsError(f"HANDPICKED_DATA_DIR: {folder} cannot be written ({error.strerror}).") from None


def _write_once(path: Path, text: str) -> None:
    """Writes a private file whole or not at all; the first of several processes wins (link fails on an existing name).

    The bytes are on the disk before the name is, and the name before anybody uses the key: after a power cut the file is whole
    or not there.
    """
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(made)
        _sync(path.parent)
    finally:
        with suppress(OSError):  # linked or not is known by now
            made.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """A name is on the disk once its folder is. Folders that are not ours to open are left to the system."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    except PermissionError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _has_bytes(path: Path) -> bool:
    """An empty file is no database yet. One that cannot be looked at counts as one."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError:
        return os.path.lexists(path)
