"""Ringing the broker's bell: best effort, never slow, never an error. Who is not heard now is found by the sweeper."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Any, Final, NamedTuple

import structlog
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from service.db.writing.after_commit import at_every_commit
from service.errors import BrokerAway
from service.jobs.act_types import JobKind
from service.jobs.broker import RING_TIMEOUT_SECONDS, celery_app
from service.jobs.message import ring_message

RINGS_AT_ONCE: Final = 64
"""A web page that asked for thousands of jobs must not wait for thousands of messages; the sweeper rings for the rest."""
SILENT_SECONDS: Final = 1.0
"""For so long nobody tries again after the broker did not answer, so that it costs a page one short timeout at most."""

_RINGS: Final = "rings"
_NO_QUEUE: Final = "no queue"
_log = structlog.get_logger()


class Ring(NamedTuple):
    """One message: which job, to which queue, with which time limits in seconds."""

    job_id: str
    queue: str
    soft_seconds: int
    hard_seconds: int


class _Bell:
    """This process's connection to ring with, one at a time, with short timeouts; kept open between rings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None  # kombu's; its types do not cover what Redis adds
        self._silent_until = 0.0

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """Raises BrokerAway where the broker does not answer or did not a moment ago."""
        with self._lock:
            if monotonic() < self._silent_until:
                raise BrokerAway("The broker didn’t answer a moment ago.")
            try:
                yield self._open()
            except Exception as error:
                # Whatever the client library raised: the connection's state is unknown, so it is dropped.
                self._silent_until = monotonic() + SILENT_SECONDS
                self._drop()
                raise BrokerAway(f"The broker can’t be reached ({type(error).__name__}). Nothing is lost.") from error

    def _open(self) -> Any:
        if self._connection is None:
            self._connection = celery_app().connection_for_write(
                connect_timeout=RING_TIMEOUT_SECONDS,
                transport_options={
                    "socket_timeout": RING_TIMEOUT_SECONDS,
                    "socket_connect_timeout": RING_TIMEOUT_SECONDS,
                    "max_retries": 0,
                },
            )
        return self._connection

    def _drop(self) -> None:
        dropped, self._connection = self._connection, None
        if dropped is not None:
            # Collected, not closed: closing would say goodbye to a broker that may be frozen.
            with suppress(Exception):
                dropped.collect()

    def forget(self) -> None:
        """Starts anew in a forked child, which must neither share its parent's socket nor shut it down."""
        self._lock = threading.Lock()
        self._connection = None
        self._silent_until = 0.0

    def hang_up(self) -> None:
        """Starts anew in the same process, with the socket given back: a test must not share another test's."""
        with self._lock:
            self._drop()
            self._silent_until = 0.0


_bell = _Bell()


@contextmanager
def quick_client() -> Iterator[Any]:
    """The broker's own client, for a word or two that nobody relies on. Raises BrokerAway, soon."""
    with _bell.connection() as connection:
        yield connection.default_channel.client


forget_connection = _bell.forget
hang_up = _bell.hang_up


def ring(rings: Iterable[Ring]) -> int:
    """Sends one message per ring, in one round trip. Answers how many went out: all of them, or none where the broker is silent.

    Never raises for a broker that is away, and takes less than a second with one that is frozen.
    """
    try:
        with _bell.connection() as connection:
            return _send(connection.default_channel, rings)
    except BrokerAway as error:
        _log.warning("doorbell_unheard", sent=0, sentence=error.sentence)
    return 0


def _send(channel: Any, rings: Iterable[Ring]) -> int:
    """All of them at once. They are written here and not by Celery, which takes half a millisecond for each: a worker hears of a
    ring nothing but what `message` writes."""
    sent = 0
    with channel.conn_or_acquire() as client, client.pipeline(transaction=False) as pipe:
        for one in rings:
            pipe.lpush(one.queue, json.dumps(ring_message(one.job_id, (one.hard_seconds, one.soft_seconds), one.queue)))
            sent += 1
        pipe.execute()
    return sent


def waiting_messages(queues: Iterable[str]) -> Mapping[str, int]:
    """How many messages lie in each queue. Raises BrokerAway."""
    with quick_client() as client:
        return {queue: int(client.llen(queue)) for queue in queues}


def broker_answers() -> bool:
    """True where the broker does what a ring needs within the ring's timeout. One that answers and takes nothing (its disk is full,
    or it is a replica) is as far away as one that is silent."""
    try:
        with quick_client() as client:
            client.delete(_NO_QUEUE)  # it writes as a ring does, and there is nothing to delete
            return True
    except BrokerAway:
        return False


def ring_after_commit(session: Session, job_ids: Iterable[str], kind: JobKind) -> None:
    """Remembers to ring for these jobs when, and only when, the session's transaction is committed."""
    session.info.setdefault(_RINGS, []).extend(
        Ring(job_id, kind.queue, kind.soft_seconds, kind.hard_seconds) for job_id in job_ids
    )


@at_every_commit
def _ring_now(session: Session) -> None:
    if rings := session.info.pop(_RINGS, None):
        ring(rings[:RINGS_AT_ONCE])


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(_RINGS, None)
