"""Memory that a long job has freed goes back to the system: else a process stays as large as its largest job made it."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

LONG_SECONDS: Final = 1.0
"""A job that took longer has used much: a film leaves 80 to 190 MB behind. After a short one looking costs more than it brings."""


def give_back() -> bool:
    """Whether anything was given back. Only the GNU C library keeps what is freed so long, and only there is anything done."""
    with suppress(AttributeError, OSError):
        return bool(ctypes.CDLL(None).malloc_trim(0))
    return False
