"""Things made once and kept: static fonts, film backgrounds, the music. Losing the folder costs time, never a result."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
_kept_in: Path = CHECKOUT / "var" / "cache"


def keep_in(folder: Path) -> None:
    """Chooses the folder for this process; a worker calls it once, before it draws."""
    global _kept_in  # noqa: PLW0603 - one folder a process, chosen at its start
    _kept_in = folder


def cache_folder(name: str) -> Path:
    """The folder of one kind of kept thing, made where it is missing."""
    folder = _kept_in / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """`path`, after `make` has written it where it was missing.

    `make` gets a temporary name with the same ending; the finished file is renamed into place, so a second process never
    reads half of it and a killed one leaves nothing that looks whole.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    unfinished = Path(name)
    try:
        make(unfinished)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    finally:
        with suppress(OSError):  # made or not is known by now
            unfinished.unlink(missing_ok=True)
    return path
