"""What we write is for our own user alone: the database, statements and mails hold what is nobody else's business."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from service.config import Settings, sqlite_file

UMASK: Final = 0o077
OTHERS: Final = 0o077
_DATABASE_ENDS: Final = ("", "-wal", "-shm", "-journal")


def keep_private() -> None:
    """Every file and folder that this process and its children make from now on is closed to others. Each door's first act."""
    os.umask(UMASK)


def open_to_others(of: Settings) -> list[Path]:
    """What other users of the machine may read or write, of the data folder and all in it and of a database that lies elsewhere.

    What is made once and kept (fonts, film backgrounds) tells nothing of anybody and is left out.
    """
    return [path for path in _ours(of) if path.lstat().st_mode & OTHERS]


def close_to_others(of: Settings) -> int:
    """Takes from others what they may not have. Answers of how many files and folders; those of another owner stay as they are."""
    closed = 0
    for path in open_to_others(of):
        with suppress(OSError):
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
            closed += 1
    return closed


def _ours(of: Settings) -> Iterator[Path]:
    if of.data_dir.is_dir():
        yield of.data_dir
        for folder, folders, files in os.walk(of.data_dir):
            here = Path(folder)
            folders[:] = [name for name in folders if here / name != of.cache and not (here / name).is_symlink()]
            yield from (here / name for name in (*folders, *files) if not (here / name).is_symlink())
    database = sqlite_file(of.database)
    if database is not None and of.data_dir not in database.absolute().parents:
        found = [database.with_name(database.name + end) for end in _DATABASE_ENDS]
        yield from (path for path in found if path.is_file())
