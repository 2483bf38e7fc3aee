"""Heartbeats on this machine: a small file for each worker, touched by it and looked at by whoever keeps it running.

No database is asked, so a writer who holds its lock, or a server that is away, never makes a living worker look dead. Touching a
file needs no room on a full disk either.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from service.config import settings

_FOLDER: Final = "heartbeats"


def give_sign(worker: str, pid: int) -> None:
    """This worker lives now. Raises OSError where the data folder takes no file."""
    file = _file(worker)
    if _pid_in(file) == pid:
        os.utime(file)
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = file.with_suffix(f".{pid}.new")
    new.write_text(str(pid), encoding="ascii")
    new.replace(file)


def end_signs(worker: str) -> None:
    """An orderly goodbye."""
    with suppress(OSError):
        _file(worker).unlink()


def signs(pids: Mapping[str, int]) -> dict[str, int]:
    """Worker -> the instant of its latest sign, in nanoseconds by the file system's clock, of those of these workers (name ->
    process id) that gave one. Only whether it changes says anything."""
    found: dict[str, int] = {}
    for worker, pid in pids.items():
        file = _file(worker)
        if _pid_in(file) == pid:
            with suppress(OSError):
                found[worker] = file.stat().st_mtime_ns
    return found


def _pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _file(worker: str) -> Path:
    return settings().data_dir / _FOLDER / quote(worker, safe="@-_.")
