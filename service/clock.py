"""What time it is: for business, and for the machine.

Business time is the workspace's own: a sandbox may be days ahead. It is never asked with a workspace at hand; whoever opens the
door to one (a signed-in person, a reader's link, a key, a job, a sweep) says how far it is ahead, and everything behind that door
lives in its time. Leases, retries, sessions, limits against guessing and what ops see are the machine's.

The job ledger is the machine's too. A moment that is handed to it, or read from it, is carried over from one to the other here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator

_NONE: Final = timedelta(0)
_ahead: ContextVar[timedelta] = ContextVar("ahead", default=_NONE)


def utc_now() -> datetime:
    """The present instant, by the clock of the workspace that is worked for. Acts take `at` as an argument; only doors (views,
    workers, commands) ask the clock."""
    return datetime.now(UTC) + _ahead.get()


def machine_now() -> datetime:
    """The present instant, whoever is worked for."""
    return datetime.now(UTC)


def ahead_now() -> timedelta:
    """How far the clock of the workspace that is worked for is ahead."""
    return _ahead.get()


def machine_time(at: datetime) -> datetime:
    """When it is, by the machine's clock, that it is `at` for the workspace that is worked for."""
    return at - _ahead.get()


def business_time(at: datetime) -> datetime:
    """The other way round."""
    return at + _ahead.get()


def go_ahead(span: timedelta) -> Token[timedelta]:
    """From here on it is so much later; `go_back` ends it."""
    return _ahead.set(span)


def go_back(token: Token[timedelta]) -> None:
    """Ends what began with `go_ahead`."""
    _ahead.reset(token)


@contextmanager
def ahead_by(span: timedelta) -> Iterator[None]:
    """The block lives so much later."""
    token = go_ahead(span)
    try:
        yield
    finally:
        go_back(token)


def _some_days(value: int) -> int:
    if value < 1:
        raise ValueError("must be at least 1 day: with none, it would be deleted while it’s still needed")
    return value


KeptDays = Annotated[int, AfterValidator(_some_days)]
"""For how many days something is kept, as a setting says it. ValueError for none."""
