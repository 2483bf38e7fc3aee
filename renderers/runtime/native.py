"""Finds Pango for WeasyPrint where the system has none: libraries that `handpicked doctor --fix` unpacked into the venv.

Loading them by path once is enough. Afterwards the dynamic linker answers to their names, so that neither root nor
LD_LIBRARY_PATH is needed.
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

UNPACKED: Final = Path(sys.prefix) / "native"
NEEDED: Final = (
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def missing_libraries() -> tuple[str, ...]:
    """The libraries WeasyPrint needs that cannot be loaded, after the unpacked ones were tried. macOS names differ: see below."""
    if sys.platform == "darwin":
        return (
            ()
            if any(_loads(name) for name in ("libpango-1.0.0.dylib", "/opt/homebrew/lib/libpango-1.0.0.dylib"))
            else NEEDED[:1]
        )
    load_unpacked()
    return tuple(name for name in NEEDED if not _loads(name))


def load_unpacked(folder: Path = UNPACKED) -> None:
    """Loads every unpacked library. Their order of need is not known, so those that fail are tried again while any succeeds."""
    waiting = sorted(folder.rglob("*.so.*")) if folder.is_dir() else []
    while waiting:
        failed = [path for path in waiting if not _loads(str(path))]
        if len(failed) == len(waiting):
            return
        waiting = failed
