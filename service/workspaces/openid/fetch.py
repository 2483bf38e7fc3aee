"""What is asked of the sign-in provider over the network: few bytes, soon, from the address that was named, or a refusal."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR
from threading import BoundedSemaphore, Event, Timer
from typing import Any, Final, cast
from urllib.parse import urlencode, urlsplit

from service.addresses import check_issuer
from service.errors import RefusedError, TooMany

STEP_SECONDS: Final = 4.0
"""How long one step (connecting, the next bytes) may take."""
ALL_SECONDS: Final = 8.0
"""How long all of one answer may take."""
MOST_BYTES: Final = 256_000
AT_ONCE: Final = 2
"""Conversations with the provider at a time, in a process with eight threads: one that hangs must not take the console along."""
_turns = BoundedSemaphore(AT_ONCE)


class ProviderFault(RefusedError):
    """The provider did not answer, or not as the standard has it. Trying again may help, another way to sign in does."""

    code = "provider_fault"
    status = 502


class Answer:
    """As Authlib's client expects one."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status_code = status
        self._body = body

    def json(self) -> Any:
        """Raises ValueError for anything else."""
        try:
            return json.loads(self._body)
        except RecursionError as error:
            raise ValueError("nested too deep") from error

    def raise_for_status(self) -> None:
        """Raises ProviderFault for every status but success."""
        if self.status_code >= 400:
            raise ProviderFault(f"The sign-in provider answered with the error {self.status_code}. Try again later.")


class Transport:
    """The little of an HTTP session that Authlib's client needs."""

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> Answer:
        """Sends a form, with the client's own credentials where `auth` puts them."""
        url, sent, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _ask("POST", url, sent, body)


@contextmanager
def in_turn() -> Iterator[None]:
    """Around everything that asks the provider. Raises TooMany where others hold all turns."""
    if not _turns.acquire(timeout=STEP_SECONDS):
        raise TooMany("Many people are signing in at this moment. Try again in a few seconds.", wait_seconds=5)
    try:
        yield
    finally:
        _turns.release()


def fetch_json(url: str) -> dict[str, Any]:
    """The JSON object at an address. Raises ProviderFault."""
    answer = _ask("GET", url, {"Accept": "application/json"}, None)
    answer.raise_for_status()
    try:
        found = answer.json()
    except ValueError:
        found = None
    if answer.status_code != 200 or not isinstance(found, dict):
        raise ProviderFault("The sign-in provider sent something that isn’t JSON. Try again later.")
    return cast("dict[str, Any]", found)


def _ask(method: str, url: str, headers: Mapping[str, str], body: str | None) -> Answer:
    """One request, without following anywhere else."""
    try:
        check_issuer(url, may_query=True)
    except ValueError:
        raise ProviderFault("The sign-in provider names an address without HTTPS, so we don’t use it.") from None
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    connection = (
        HTTPSConnection(host, port, timeout=STEP_SECONDS, context=ssl.create_default_context())
        if parts.scheme == "https"
        else HTTPConnection(host, port, timeout=STEP_SECONDS)
    )
    is_late = Event()
    watch = Timer(ALL_SECONDS, _hang_up, (connection, is_late))
    watch.daemon = True
    watch.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body.encode() if body is not None else None, headers=dict(headers))
        response = connection.getresponse()
        held = bytearray()
        while chunk := response.read1(16_384):
            held += chunk
            if len(held) > MOST_BYTES:
                raise ProviderFault(
                    "The sign-in provider sends more than we read. Tell whoever runs this installation."
                )
        return Answer(response.status, bytes(held))
    except (OSError, HTTPException, ValueError) as error:
        why = "in time" if isinstance(error, TimeoutError) or is_late.is_set() else "us"
        raise ProviderFault(f"The sign-in provider didn’t answer {why}. Try again, or sign in another way.") from None
    finally:
        watch.cancel()
        connection.close()


def _hang_up(connection: HTTPConnection, is_late: Event) -> None:
    """Ends a read that goes on in another thread."""
    is_late.set()
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(SHUT_RDWR)
