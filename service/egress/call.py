"""One request to an address that somebody else gave us. It reaches no private network, however the address is spelled and whatever
its name resolves to; it follows nothing, waits only so long and reads only so much.

The name is resolved once. Every address it has must be one that may be reached, and the connection is made to that very address:
a name that leads elsewhere a moment later (DNS rebinding) changes nothing. The certificate is checked against the name.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from threading import Timer
from time import monotonic
from typing import Final, Literal

from service.egress.read_url import Target, may_reach
from service.errors import HandpickedError

SECONDS: Final = 15.0
"""For all of it: finding, connecting, sending, being answered."""
READ_MOST: Final = 4096
"""So many bytes of an answer are taken off the line."""
Why = Literal["host_unknown", "private_address", "not_connected", "tls_failed", "no_answer", "broken_answer"]


class NotReached(HandpickedError):
    """The request got no answer. `code` says why; `was_sent`: whether any of it may have arrived."""

    def __init__(self, code: Why, sentence: str, *, was_sent: bool = False) -> None:
        super().__init__(sentence)
        self.code: Why = code
        self.was_sent = was_sent


@dataclass(frozen=True, slots=True)
class Answer:
    """`body`: its first bytes, at most as many as were asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    milliseconds: int


class _Connection(HTTPSConnection):
    """To one address that was checked, under the name that was asked for."""

    def __init__(self, target: Target, addresses: Sequence[str], seconds: float, own: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=seconds, context=own)
        self._addresses, self._own, self._until = addresses, own, monotonic() + seconds
        self.is_cut = False

    def connect(self) -> None:
        """To the first of the addresses that lets us in. Raises NotReached."""
        refused: OSError | None = None
        for address in self._addresses:
            try:
                raw = socket.create_connection((address, self.port), timeout=max(0.1, self._until - monotonic()))
            except OSError as error:
                refused = error
                continue
            try:
                self.sock = self._own.wrap_socket(raw, server_hostname=self.host)
            except OSError as error:
                raw.close()
                if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
                    raise NotReached("tls_failed", "We can’t trust its certificate or its encryption.") from error
                refused = error
                continue
            return
        raise NotReached("not_connected", "We couldn’t connect.") from refused


def call(
    method: Literal["GET", "POST"],
    target: Target,
    headers: Mapping[str, str],
    body: bytes | None = None,
    *,
    may: Callable[[str], bool] = may_reach,
    seconds: float = SECONDS,
    most: int = READ_MOST,
    still: Callable[[], None] = lambda: None,
) -> Answer:
    """Sends it once. `may`: which addresses may be connected to; `still` is called with the line open, in the last moment before
    anything is sent, and what it raises is raised. A redirect is an answer like any other. Raises NotReached."""
    began = monotonic()
    addresses = find_addresses(target.host, target.port, may)
    connection = _Connection(target, addresses, seconds - (monotonic() - began), ssl.create_default_context())
    try:
        connection.connect()
        still()
        with _cut_off(connection, seconds - (monotonic() - began)):
            response = _send(connection, method, target, headers, body)
            read = _first(response, most)
    finally:
        connection.close()
    told = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, told, read, round((monotonic() - began) * 1000))


def find_addresses(host: str, port: int, may: Callable[[str], bool]) -> list[str]:
    """The addresses of a host, in the order in which to try them; one that may not be reached closes the door to all. Raises
    NotReached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached("host_unknown", "There’s no host of this name.") from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(may(address) for address in addresses):
        raise NotReached("private_address", "Its name leads into a private network, so we didn’t connect.")
    return addresses


def _send(
    connection: _Connection, method: str, target: Target, headers: Mapping[str, str], body: bytes | None
) -> HTTPResponse:
    try:
        connection.request(method, target.path, body=body, headers=dict(headers))
        response = connection.getresponse()
        if connection.is_cut:  # the library takes headers that break off for all there are
            response.close()
            raise TimeoutError
        return response
    except TimeoutError:
        raise NotReached("no_answer", "It didn’t answer in time.", was_sent=True) from None
    except (OSError, HTTPException, ValueError) as error:
        code: Why = "no_answer" if connection.is_cut else "broken_answer"
        words = "It didn’t answer in time." if connection.is_cut else "The connection broke, or the answer wasn’t HTTP."
        raise NotReached(code, words, was_sent=True) from error


def _first(response: HTTPResponse, most: int) -> bytes:
    """What the status says counts; an answer that goes on for ever is left."""
    with suppress(OSError, HTTPException, ValueError), response:
        return response.read(most)
    return b""


@contextmanager
def _cut_off(connection: _Connection, seconds: float) -> Iterator[None]:
    """Ends the connection when its time is over, also where it goes on a byte at a time."""

    def cut() -> None:
        connection.is_cut = True
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(max(0.1, seconds), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
