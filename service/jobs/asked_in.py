"""In which request a job was asked for: every line that is logged has its name, from the press to the last of its jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Token
from typing import Any, Final

from structlog.contextvars import bind_contextvars, get_contextvars, reset_contextvars

MARK: Final = "request"
"""What it is called in the log."""


def asked_in() -> str | None:
    """The request that is answered here, or whose job is done here; None where nobody asked, as in a sweep."""
    found = get_contextvars().get(MARK)
    return None if found is None else str(found)


def begin_request(request_id: str) -> Token[Any]:
    """From here on everything belongs to this request; `end_request` ends it."""
    return bind_contextvars(**{MARK: request_id})[MARK]


def end_request(token: Token[Any]) -> None:
    """Ends what began with `begin_request`."""
    reset_contextvars(**{MARK: token})


@contextmanager
def within(request_id: str) -> Iterator[None]:
    """The block belongs to this request."""
    token = begin_request(request_id)
    try:
        yield
    finally:
        end_request(token)
