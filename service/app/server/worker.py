"""The process that serves pages: one loop that listens to everybody, and threads that see whole requests only.

A connection costs a thread from the moment its request is whole until its answer is made. Whoever sends a byte now and then, or
takes a film a byte at a time, costs a place in the loop's list for a limited time; whoever opens too many loses their own oldest.
So nobody needs a proxy in front, and a proxy does no harm.
"""

from __future__ import annotations

import os
import selectors
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from importlib import import_module
from queue import Empty, SimpleQueue
from time import monotonic
from types import FrameType
from typing import Any, Final

from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import create
from gunicorn.workers.base import Worker

from service.app.server.connection import Connection, who_gives_way
from service.app.server.growth import Growth
from service.app.server.lanes import Lanes
from service.app.server.request_in import Incoming, Refused
from service.app.server.response_out import SEND_RATE, SEND_SECONDS, Outbox
from service.config import settings
from service.ops.metrics.own_port import CAME_BY

BIG_BODY: Final = 1024 * 1024
BIG_BODIES_BYTES: Final = 128 * 1024 * 1024
"""Of all large bodies that are on their way to one process."""
LINGER_SECONDS: Final = 2.0
"""For a reader to take the end of an answer, and for a kept connection when the process stops."""
_LOOK_SECONDS: Final = 0.5
_READ_AT_ONCE: Final = 64 * 1024
_DRAINED_MOST: Final = 1024 * 1024
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class PatientWorker(Worker):  # type: ignore[misc]
    """Gunicorn's worker of ours: named in `web_server` as the worker class."""

    def init_process(self) -> None:
        """What this worker needs once it has been forked; then Gunicorn's own start, which serves."""
        self._lanes = Lanes(self.cfg.threads)
        self._growth = Growth()
        self._poller = selectors.DefaultSelector()
        self._all: set[Connection] = set()
        self._finished: SimpleQueue[Connection] = SimpleQueue()
        self._body_max = (settings().upload_max_mb + 1) * 1024 * 1024
        # Not at the top: the process that only watches over the others imports this file too.
        pages = import_module("service.app.server.answers")
        self._answer_page: Callable[[int], bytes] = lambda status: pages.server_answer(self.wsgi, status)
        super().init_process()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends once what was begun is answered."""
        super().handle_exit(sig, frame)
        self._wake()

    def handle_quit(self, sig: int, frame: FrameType | None) -> None:
        """Ends at once."""
        self._lanes.end()
        super().handle_quit(sig, frame)

    def run(self) -> None:
        """The loop, until the server wants this process to end; then what is under way is finished."""
        self._poller.register(self.PIPE[0], selectors.EVENT_READ, None)
        self._listen(True)
        while self.alive and os.getppid() == self.ppid:
            self._turn()
        self._listen(False)
        end = monotonic() + self.cfg.graceful_timeout
        for connection in self._all:
            if connection.state == "reading" and not connection.incoming.is_begun:
                connection.until = min(connection.until or end, monotonic() + LINGER_SECONDS)
        while self._all and monotonic() < end:
            self._turn()
        self._lanes.end(drop_waiting=True)
        for connection in list(self._all):
            self._close(connection)

    def _turn(self) -> None:
        self.notify()
        for key, _ in self._poller.select(_LOOK_SECONDS):
            if key.data is None:
                self._empty_pipe()
            elif isinstance(key.data, Connection):
                self._on_ready(key.data)
            else:
                self._accept(key.data)
        self._take_finished()
        self._give_up_late(monotonic())

    def _listen(self, wanted: bool) -> None:
        for listener in self.sockets:
            if wanted:
                listener.setblocking(False)
                self._poller.register(listener, selectors.EVENT_READ, listener)
            else:
                self._poller.unregister(listener)

    def _accept(self, listener: Any) -> None:
        try:
            line, peer = listener.accept()
        except OSError:  # another process was first, the client is gone, or there is no descriptor left for a moment
            return
        line.setblocking(False)
        with suppress(OSError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection = Connection(line, peer, listener.getsockname(), self._body_max)
        self._all.add(connection)
        self._watch(connection, selectors.EVENT_READ)
        self._make_room(connection)
        if connection in self._all:
            self._read(connection)

    def _make_room(self, newest: Connection) -> None:
        for one in who_gives_way(self._all, newest, self.cfg.worker_connections):
            self._close(one)

    def _on_ready(self, connection: Connection) -> None:
        if connection not in self._all:
            return
        if connection.state == "reading":
            self._read(connection)
        elif connection.state == "sending":
            self._send(connection)
        elif connection.state == "draining":
            self._drain(connection)

    def _read(self, connection: Connection) -> None:
        try:
            data = connection.line.recv(_READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if not data:
            self._close(connection)
            return
        self._feed(connection, data)

    def _feed(self, connection: Connection, data: bytes) -> None:
        incoming = connection.incoming
        was_begun, had_head = incoming.is_begun, incoming.has_head
        try:
            connection.rest = incoming.feed(data)
            if incoming.has_head and not had_head:
                self._require_room(incoming)
        except Refused as refused:
            self._refuse(connection, refused.status)
            return
        if not was_begun:
            connection.since = monotonic()
        connection.until = connection.since + incoming.seconds
        if incoming.is_whole:
            self._hand_over(connection)
        elif incoming.wants_continue and not had_head and incoming.has_head:
            with suppress(OSError):
                connection.line.send(_CONTINUE)

    def _hand_over(self, connection: Connection) -> None:
        """To a thread of its lane."""
        self._watch(connection, None)
        connection.state, connection.until = "served", None
        try:
            connection.lane = self._lanes.hand_over(connection.incoming, partial(self._serve, connection))
        except Refused as refused:
            self._refuse(connection, refused.status)

    def _require_room(self, incoming: Incoming) -> None:
        if incoming.length <= BIG_BODY:
            return
        coming = sum(one.incoming.length for one in self._all if one.incoming.length > BIG_BODY)
        if coming > BIG_BODIES_BYTES:
            raise Refused(503)

    def _serve(self, connection: Connection) -> None:
        """In a thread: the whole request in, the whole answer into the outbox, and as much of it away as goes at once."""
        request = None
        try:
            parser = RequestParser(self.cfg, connection.incoming.whole(), connection.peer)
            request = next(parser)
            connection.stays_open = self._answer(request, connection)
        except Exception as error:  # whatever it was, the client is answered and the line is free again
            self._answer_error(request, connection, error)
        finally:
            connection.incoming.drop()
            with suppress(OSError):
                connection.outbox.push(connection.line)
            self._finished.put(connection)
            self._wake()

    def _answer(self, request: Any, connection: Connection) -> bool:
        """Runs the app; whether the connection stays open."""
        request._expected_100_continue = False  # said by the loop, while the body was awaited
        response, environ = create(request, connection.outbox, connection.peer, connection.server, self.cfg)
        environ["wsgi.multithread"] = True
        environ[CAME_BY] = connection.port
        self.nr += 1
        if self.nr >= self.max_requests or self._growth.is_too_much(self.nr):
            self.alive = False
        if not self.alive or not self.cfg.keepalive:
            response.force_close()
        begun = datetime.now()  # noqa: DTZ005 the server's own log takes it so
        answer = self.wsgi(environ, response.start_response)
        try:
            if isinstance(answer, environ["wsgi.file_wrapper"]):
                response.write_file(answer)
            else:
                for item in answer:
                    response.write(item)
            response.close()
        finally:
            self.log.access(response, request, environ, datetime.now() - begun)  # noqa: DTZ005
            if hasattr(answer, "close"):
                answer.close()
        return not response.should_close()

    def _answer_error(self, request: Any, connection: Connection, error: Exception) -> None:
        """In our words, with our headers; the server's own answer is only asked for its status."""
        heard = _Heard()
        self.handle_error(request, heard, connection.peer, error)
        # Nothing has been sent while the answer was made, so it is the whole of what the client reads.
        connection.outbox.drop()
        connection.outbox.sendall(self._answer_page(heard.status))
        connection.stays_open = False

    def _take_finished(self) -> None:
        while True:
            try:
                connection = self._finished.get_nowait()
            except Empty:
                return
            if connection.lane is not None:
                self._lanes.take_back(connection.lane)
            connection.state, connection.lane = "sending", None
            now = monotonic()
            connection.sends_until = now + SEND_SECONDS + connection.outbox.left / SEND_RATE
            connection.until = now + SEND_SECONDS
            self._send(connection)

    def _send(self, connection: Connection) -> None:
        try:
            sent = connection.outbox.push(connection.line)
        except OSError:
            self._close(connection)
            return
        if connection.outbox.left:
            if sent:
                connection.until = min(monotonic() + SEND_SECONDS, connection.sends_until)
            self._watch(connection, selectors.EVENT_WRITE)
        elif connection.stays_open:
            self._await_next(connection)
        else:
            self._end(connection)

    def _await_next(self, connection: Connection) -> None:
        """Kept for another request, which may have come with the last."""
        rest, connection.rest = connection.rest, b""
        connection.state, connection.incoming, connection.outbox = "reading", Incoming(self._body_max), Outbox()
        connection.since = monotonic()
        connection.until = connection.since + (self.cfg.keepalive if self.alive else LINGER_SECONDS)
        self._watch(connection, selectors.EVENT_READ)
        if rest:
            self._feed(connection, rest)

    def _refuse(self, connection: Connection, status: int) -> None:
        """Answered without a thread; what is still on its way is not read any more."""
        connection.incoming.drop()
        connection.outbox.sendall(self._answer_page(status))
        connection.stays_open = False
        connection.state = "served"
        self._finished.put(connection)

    def _end(self, connection: Connection) -> None:
        """Says that nothing more comes, and lets the client take what there is (RFC 9112, 9.6)."""
        try:
            connection.line.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
            return
        connection.state, connection.until = "draining", monotonic() + LINGER_SECONDS
        self._watch(connection, selectors.EVENT_READ)

    def _drain(self, connection: Connection) -> None:
        try:
            data = connection.line.recv(_READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        connection.drained += len(data)
        if not data or connection.drained > _DRAINED_MOST:
            self._close(connection)

    def _give_up_late(self, now: float) -> None:
        for connection in [one for one in self._all if one.until is not None and one.until <= now]:
            if connection.state == "reading" and connection.incoming.is_begun:
                self._refuse(connection, 408)
            else:
                self._close(connection)
        self._take_finished()

    def _watch(self, connection: Connection, events: int | None) -> None:
        with suppress(KeyError, ValueError):
            self._poller.unregister(connection.line)
        if events is not None:
            self._poller.register(connection.line, events, connection)

    def _close(self, connection: Connection) -> None:
        self._watch(connection, None)
        self._all.discard(connection)
        connection.outbox.drop()
        connection.incoming.drop()
        with suppress(OSError):
            connection.line.close()

    def _wake(self) -> None:
        with suppress(OSError):  # a full pipe wakes the loop as well
            os.write(self.PIPE[1], b".")

    def _empty_pipe(self) -> None:
        with suppress(OSError):
            while os.read(self.PIPE[0], 4096):
                pass


class _Heard:
    """Takes the server's own answer to a request that it refuses, for its status."""

    def __init__(self) -> None:
        self.status = 500

    def gettimeout(self) -> float:
        return 0.0

    def sendall(self, data: bytes) -> None:
        words = data[:16].split(b" ")
        if len(words) > 1 and words[1].isdigit():
            self.status = int(words[1])
