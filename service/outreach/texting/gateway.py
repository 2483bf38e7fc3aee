"""Hands a text message to the gateway over HTTPS, and says exactly as much about the outcome as is known.

One interface, whoever carries the message: docs/text_messages.md writes it down. The number and the words go into the request's
body and nowhere else: into no address, log or error.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPSConnection
from socket import gaierror
from typing import Final, NoReturn
from urllib.parse import urlsplit

from service.config import settings
from service.outreach.sending.outcome import TEXT_REFUSED
from service.outreach.sending.post import MailAway, MailFault, MailLater, MailNotAccepted, MailRefused, MailUnknown

SECONDS: Final = 20.0
"""How long one step may take: to connect, to be answered."""
_READ_MOST: Final = 4096
"""Of an answer only its status counts; so many bytes of it are taken off the line."""


FAULTS: Final[Mapping[str, str]] = {
    "text_host_unknown": "the text gateway’s name can’t be found: check HANDPICKED_TEXT_URL",
    "text_tls_failed": "we can’t make an encrypted connection to the text gateway: check its certificate",
    "text_sign_in_refused": "the text gateway refuses our token: check HANDPICKED_TEXT_TOKEN",
    "text_address_wrong": "there is no text gateway at this address: check HANDPICKED_TEXT_URL",
}
"""Code of a TextFault -> what ops read of it."""


class TextAway(MailAway):
    """The gateway takes no messages at present; nothing was sent."""

    code = "text_gateway_away"


class TextFault(MailFault):
    """Something is wrong on our side that would meet every message; nothing was sent. `code` says what."""


class TextLater(MailLater):
    """The gateway asks to try this message again later; nothing was sent."""

    code = "text_later"


class TextRefused(MailRefused):
    """Nothing reaches this number."""

    code = TEXT_REFUSED


class TextNotAccepted(MailNotAccepted):
    """The gateway takes this very message from us in no way, and says nothing of the number."""

    code = "text_not_accepted"


class TextUnknown(MailUnknown):
    """The line broke after the message had been handed over: it may have been sent."""

    code = "text_outcome_unknown"


def hand_over(number: str, words: str, key: str, still: Callable[[], None] = lambda: None) -> None:
    """Sends one message. `number`: E.164; `key`: the same for the same message to the same number, however often it is tried.

    `still` is called in the last moment before the message is handed over; what it raises is raised, with nothing sent. Returns
    once the gateway has said that it takes the message. Raises TextAway, TextFault, TextLater, TextRefused, TextNotAccepted or
    TextUnknown.
    """
    address = urlsplit(settings().text_url)
    connection = HTTPSConnection(
        address.hostname or "", address.port or 443, timeout=SECONDS, context=ssl.create_default_context()
    )
    try:
        _connect(connection)
        still()
        _tell(_answered(connection, address.path or "/", _body(number, words), key))
    finally:
        connection.close()


def _connect(connection: HTTPSConnection) -> None:
    try:
        connection.connect()
    except Exception as error:
        _tell_what_kept_us_out(error)


def _tell_what_kept_us_out(error: Exception) -> NoReturn:
    match error:
        case gaierror() | UnicodeError():
            raise TextFault("text_host_unknown", "The text gateway’s name can’t be found.") from None
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            pass
        case ssl.SSLError():
            raise TextFault("text_tls_failed", "We can’t make an encrypted connection to the text gateway.") from None
    raise TextAway(f"The text gateway didn’t answer ({type(error).__name__}).") from None


def _body(number: str, words: str) -> bytes:
    return json.dumps({"to": number, "from": settings().text_from, "text": words}, ensure_ascii=False).encode()


def _answered(connection: HTTPSConnection, path: str, body: bytes, key: str) -> int:
    """The answer's status. From the first byte on only that tells."""
    headers = {
        "Authorization": f"Bearer {settings().text_token.get_secret_value()}",
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": key,
    }
    try:
        connection.request("POST", path, body=body, headers=headers)
        response = connection.getresponse()
        status = response.status
    except Exception:  # a time limit of the worker's as well: whatever it is, the message was on its way
        raise TextUnknown("The connection dropped while the message was being sent; it may have been sent.") from None
    with suppress(OSError, HTTPException):
        response.read(_READ_MOST)
    return status


def _tell(status: int) -> None:
    """What a status means, as docs/text_messages.md has it. What the gateway says besides may quote the number: it is not read."""
    if 200 <= status < 300 or status == 409:
        return
    match status:
        case 401 | 403:
            raise TextFault("text_sign_in_refused", f"The text gateway refuses our token ({status}).")
        case 404 | 405:
            raise TextFault("text_address_wrong", f"There is no text gateway at this address ({status}).")
        case 408 | 425 | 429:
            raise TextLater(f"The text gateway asks us to try this message again later ({status}).")
        case 410 | 422:
            raise TextRefused(f"The text gateway can’t reach this number ({status}).")
        case 500 | 503:
            raise TextAway(f"The text gateway asks us to try again later ({status}).")
    if 400 <= status < 500:
        raise TextNotAccepted(f"The text gateway doesn’t accept this message ({status}).")
    if 300 <= status < 400:
        raise TextFault("text_address_wrong", f"The text gateway sends us elsewhere ({status}).")
    raise TextUnknown(f"The text gateway answered with {status}; the message may have been sent.")
