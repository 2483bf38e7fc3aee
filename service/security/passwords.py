"""Passwords: argon2id with the library's recommended cost (RFC 9106, low-memory profile), two at a time.

A hash takes 64 MB and every core for tens of milliseconds, on purpose. Whoever waits for one holds a thread that serves pages, so
only few may wait, and not long: the others are told to come again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import BoundedSemaphore, get_native_id
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
_NICE: Final = 10


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
    """Argon2 with its salt and costs, as it is kept."""
    return _threads().submit(_HASHER.hash, password).result()


def is_password(password: str, hashed: str | None) -> bool:
    """True where the password fits. Takes as long for an unknown user (`hashed` None) as for a known one."""
    try:
        return _threads().submit(_HASHER.verify, hashed or _NOBODY, password).result() and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _threads() -> ThreadPoolExecutor:
    return _threads_of(os.getpid())


@lru_cache(maxsize=1)
def _threads_of(_pid: int) -> ThreadPoolExecutor:
    """This process's own threads for hashing: a forked child has none of its parent's."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hash", initializer=_give_way)


def _give_way() -> None:
    """On Linux a thread, with those that it begins, can stand behind all others: pages go first, guessing takes what is left."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _NICE)


def _come_again() -> Busy:
    return Busy("Many people are signing in right now. Wait a few seconds and try again.", wait_seconds=AGAIN_SECONDS)
