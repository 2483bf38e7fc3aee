"""The storage of this installation."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from service.config import Settings, settings
from service.storage.interface import Storage
from service.storage.local_folder import LocalFolder

_closed: Final[list[int]] = []
"""Not empty in a process whose parent had used the bucket."""


def storage() -> Storage:
    """Where drawn files lie by the settings: a bucket where one is named, else a folder of the data folder."""
    chosen = settings()
    if not chosen.storage_url:
        return data_folder()
    if _closed:
        raise RuntimeError("The parent of this process used the bucket before it forked. Fork first, then store.")
    return _bucket(chosen)


def data_folder() -> Storage:
    """What lies in the data folder, whatever the settings name."""
    return _folder(settings().renditions_dir)


def local_files() -> Path | None:
    """The folder that holds everything stored, for whoever copies it whole; None where it lies in a bucket."""
    return None if settings().storage_url else settings().renditions_dir


def storage_in(folder: Path) -> Storage:
    """One in a folder of this machine, for whoever gathers files before they move them to their place."""
    return LocalFolder(folder)


@lru_cache(maxsize=1)
def _folder(root: Path) -> Storage:
    return LocalFolder(root)


@lru_cache(maxsize=1)
def _bucket(chosen: Settings) -> Storage:
    # Only who stores in a bucket pays for the library.
    from service.storage.bucket import Bucket  # noqa: PLC0415
    from service.storage.connect_bucket import connected  # noqa: PLC0415

    os.register_at_fork(after_in_child=_close_to_children)
    return Bucket(connected(chosen))


def _close_to_children() -> None:
    """The library's threads do not live on in a fork, where every request would wait for ever: better a refusal at once."""
    _bucket.cache_clear()
    _closed.append(os.getpid())
