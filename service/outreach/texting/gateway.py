"""Hands a text message to the gateway over HTTPS, and says exactly as much about the outcome as is known.

One interface, whoever carries the message: docs/text_messages.md writes it down. The number and the words go into the request's
body and nowhere else: into no address, log or error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final, NoReturn
from urllib.parse import urlsplit

from service.config import settings
from service.egress.call import call
from service.egress.read_url import Target
from service.outreach.sending.outcome import TEXT_REFUSED
from service.outreach.sending.post import MailAway, MailFault, MailLater, MailNotAccepted, MailRefused, MailUnknown

SECONDS: Final = 20.0
"""How long all of it may take."""

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
    address, asked = urlsplit(settings().text_url), _Asked(still)
    target = Target(address.hostname or "", address.port or 443, address.path or "/")
    try:
        # Whoever runs this has chosen the gateway, so it may be in a network of their own.
        answer = call("POST", target, _headers(key), _body(number, words), may=bool, seconds=SECONDS, still=asked)
    except Exception as error:
        if asked.has_refused:
            raise
        _tell_what_kept_us_out(error, is_on_its_way=asked.has_agreed)
    _tell(answer.status)


class _Asked:
    """Asks `still`, and remembers how far things have come."""

    def __init__(self, still: Callable[[], None]) -> None:
        self._still = still
        self.has_agreed = self.has_refused = False

    def __call__(self) -> None:
        self.has_refused = True
        self._still()
        self.has_refused, self.has_agreed = False, True


def _tell_what_kept_us_out(error: Exception, *, is_on_its_way: bool) -> NoReturn:
    if is_on_its_way:  # a time limit of the worker's as well: whatever it is, the message was on its way
        raise TextUnknown("The connection dropped while the message was being sent; it may have been sent.") from None
    match getattr(error, "code", ""):
        case "host_unknown":
            raise TextFault("text_host_unknown", "The text gateway’s name can’t be found.") from None
        case "tls_failed":
            raise TextFault("text_tls_failed", "We can’t make an encrypted connection to the text gateway.") from None
    raise TextAway(f"The text gateway didn’t answer ({type(error).__name__}).") from None


def _body(number: str, words: str) -> bytes:
    return json.dumps({"to": number, "from": settings().text_from, "text": words}, ensure_ascii=False).encode()


def _headers(key: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {settings().text_token.get_secret_value()}",
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": key,
    }


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
