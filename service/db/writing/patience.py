"""How long this thread may wait for the database. Who is waited for by a person waits a short while, in all and not each time."""

from __future__ import annotations

from contextvars import ContextVar
from time import monotonic
from typing import Final

PAGE_SECONDS: Final = 2.0
"""What a page may wait for locks, so that with all else it answers within three seconds."""
PRESS_SECONDS: Final = 10.0
"""What a recipient's press may wait for them: it has threads of its own, so nobody's page waits meanwhile, and on a busy machine
whoever has the lock may be kept from giving it back for seconds."""
_LEAST_SECONDS: Final = 0.05

_until: ContextVar[float | None] = ContextVar("patience", default=None)


def begin_patience(seconds: float | None) -> None:
    """From now on this thread waits for so long in all; None: as long as its engine says, each time."""
    _until.set(None if seconds is None else monotonic() + seconds)


def patience_left() -> float | None:
    """Seconds this thread may still wait, at least a twentieth of one, or None where nobody has said."""
    until = _until.get()
    return None if until is None else max(_LEAST_SECONDS, until - monotonic())
