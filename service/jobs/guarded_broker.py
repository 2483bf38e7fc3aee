"""The broker's wire with a guard at the place where a message comes in, before anything is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty
from time import sleep
from typing import Any, Final

import structlog
from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ResponseError

from service.jobs.message import cleaned

_SCHEMES: Final = ("redis", "rediss", "redis+socket")
_BEFORE_COMING_BACK_SECONDS: Final = 1.0
_TOLD: Final = 200
"""Characters of what a broker says that refuses; it names settings and files, never what was in a message."""
_log = structlog.get_logger()


class Dropped:
    """How many messages this process has dropped since it began."""

    number = 0


def guard_broker() -> None:
    """Every connection to the broker that this process makes from now on goes through the guard."""
    for scheme in _SCHEMES:
        if scheme in TRANSPORT_ALIASES:
            TRANSPORT_ALIASES[scheme] = f"{__name__}:GuardedTransport"


def _let_in(raw: bytes | str, queue: str) -> dict[str, Any] | None:
    message = cleaned(raw if isinstance(raw, bytes) else raw.encode(errors="surrogateescape"), queue)
    if message is None:
        Dropped.number += 1
        _log.warning("message_dropped", size=len(raw), dropped=Dropped.number)
    return message


@contextmanager
def _refused_at_leisure() -> Iterator[None]:
    """Celery comes back at once to a broker that refuses, and would write it down many times a second, on a disk that may be
    full."""
    try:
        yield
    except ResponseError as error:
        _log.warning("broker_refuses", error=str(error)[:_TOLD])
        sleep(_BEFORE_COMING_BACK_SECONDS)
        raise


_Channel: Any = redis.Channel  # kombu's own types do not cover what Redis adds
_Transport: Any = redis.Transport


class GuardedChannel(_Channel):  # type: ignore[misc]
    """kombu's channel, but that what is no ring of ours is counted and dropped instead of ending the worker."""

    def _queue_bind(self, *names: str) -> None:
        with _refused_at_leisure():
            super()._queue_bind(*names)

    def _brpop_read(self, **options: object) -> bool:
        try:
            try:
                with _refused_at_leisure():
                    reply = self.client.parse_response(self.client.connection, "BRPOP", **options)
            except self.connection_errors:
                # Disconnected, so that the next turn connects anew.
                self.client.connection.disconnect()
                raise
            if not reply:
                raise Empty
            key, raw = reply
            queue = (key.decode() if isinstance(key, bytes) else key).rsplit(self.sep, 1)[0]
            self._queue_cycle.rotate(queue)
            if (message := _let_in(raw, queue)) is not None:
                self.connection._deliver(message, queue)
            return True
        finally:
            self._in_poll = None
            self._flush_brpop_reauth()

    def _get(self, queue: str) -> dict[str, Any]:
        with self.conn_or_acquire() as client:
            for priority in self.priority_steps:
                while raw := client.rpop(self._q_for_pri(queue, priority)):
                    if (message := _let_in(raw, queue)) is not None:
                        return message
        raise Empty


class GuardedTransport(_Transport):  # type: ignore[misc]
    """Kombu's Redis transport, with our channel in it."""

    Channel = GuardedChannel
