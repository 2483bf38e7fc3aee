"""Passwords: argon2id with the library's recommended cost (RFC 9106, low-memory profile), two at a time.

A hash takes 64 MB and every core for tens of milliseconds, on purpose. Whoever waits for one holds a thread that serves pages, so
only few may wait, and not long: the others are told to come again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.errors import TooMany

PASSWORD_MAX: Final = 256
AT_ONCE: Final = 2
"""Hashes of one process at the same time."""
MAY_WAIT: Final = 2
WAIT_SECONDS: Final = 0.5
AGAIN_SECONDS: Final = 2


class Busy(TooMany):
    """All places are taken: it has nothing to do with who asks."""

    code = "busy"


_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("nobody has this password")
_working: Final = BoundedSemaphore(AT_ONCE)
_present: Final = BoundedSemaphore(AT_ONCE + MAY_WAIT)


@contextmanager
def turn_to_hash() -> Iterator[None]:
    """One of the places for hashing, for as long as the block runs. Raises TooMany where all are taken and stay so."""
    if not _present.acquire(blocking=False):
        raise _come_again()
    try:
        if not _working.acquire(timeout=WAIT_SECONDS):
            raise _come_again()
        try:
            yield
        finally:
            _working.release()
    finally:
        _present.release()


def hash_password(password: str) -> str:
    return _HASHER.hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """True where the password fits. Takes as long for an unknown user (`hashed` None) as for a known one."""
    try:
        return _HASHER.verify(hashed or _NOBODY, password) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _come_again() -> Busy:
    return Busy(
        "Many people are signing in at this moment. Wait a few seconds and press once more.", wait_seconds=AGAIN_SECONDS
    )
