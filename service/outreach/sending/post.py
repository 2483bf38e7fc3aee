"""Hands a mail to the server, and says exactly as much about the outcome as is known.

The server's answer to the text is the outcome. What comes after it, a goodbye, a closing, a line that breaks, changes nothing.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socket import gaierror
from typing import Final, NoReturn
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from service.config import settings
from service.errors import HandpickedError, PermanentError, TemporaryError
from service.outreach.letters.envelope import Envelope
from service.outreach.sending.smtp_answers import Stage, is_policy, meaning

SECONDS: Final = 20.0
TEXT_SECONDS: Final = 120.0
"""For the text to be taken and answered: servers read it for spam and worse before they say yes, and a line that is given up before
leaves an open outcome behind."""
GOODBYE_SECONDS: Final = 2.0
_LINE_START: Final = re.compile(rb"(?m)^\.")


class MailAway(TemporaryError):
    """The server did not take the mail, as it takes none at present; nothing was sent."""

    code = "mail_server_away"


class MailFault(TemporaryError):
    """Something is wrong on our side that would meet every mail; nothing was sent. `code` says what."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class MailLater(TemporaryError):
    """The server asks to try this person again later; nothing was sent."""

    code = "mailbox_later"


class MailRefused(PermanentError):
    """The server refused this person's mail for good."""

    code = "mail_refused"


class MailNotAccepted(PermanentError):
    """The server takes this very mail from us in no way, and says nothing of the person."""

    code = "mail_not_accepted"


class MailNeedsUtf8(PermanentError):
    """The address has letters before the @ that this server cannot carry."""

    code = "needs_smtputf8"


class MailUnknown(TemporaryError):
    """The line broke after the mail's text had been handed over: it may have been sent."""

    code = "mail_outcome_unknown"


def is_mail_on() -> bool:
    """Whether a mail server is configured (HANDPICKED_SMTP_URL)."""
    return bool(settings().smtp_url.get_secret_value())


def post(envelope: Envelope, still: Callable[[], None] = lambda: None) -> None:
    """Sends one mail over HANDPICKED_SMTP_URL (smtp:// or smtps://user:password@host:port, `?starttls=1` to encrypt).

    `still` is called in the last moment before the text is handed over; what it raises is raised, with nothing sent. Returns once
    the server has said that it takes the mail. Raises MailAway, MailFault, MailLater, MailRefused, MailNotAccepted, MailNeedsUtf8
    or MailUnknown.
    """
    server = _connected(urlsplit(settings().smtp_url.get_secret_value()))
    try:
        _address(server, envelope)
        still()
        _hand_over(server, envelope.body)
    finally:
        _leave(server)


def _connected(address: SplitResult) -> smtplib.SMTP:
    """A server that has greeted us and knows who we are."""
    server: smtplib.SMTP | None = None
    try:
        server = _open(address)
        server.ehlo_or_helo_if_needed()
        if parse_qs(address.query).get("starttls") == ["1"]:
            code, text = server.starttls(context=ssl.create_default_context())
            _require_taken("sign_in", code, text)
            server.ehlo_or_helo_if_needed()
        if address.username and address.password:
            server.login(unquote(address.username), unquote(address.password))
    except Exception as error:
        if server is not None:
            _leave(server)
        _tell_what_kept_us_out(error)
    return server


def _open(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(host, address.port or 25, timeout=SECONDS)


def _tell_what_kept_us_out(error: Exception) -> NoReturn:
    """Whatever went wrong before the first mail was begun, as MailAway or MailFault."""
    kind = type(error).__name__
    match error:
        case MailAway() | MailFault():
            raise error
        case gaierror() | UnicodeError():
            raise MailFault("mail_host_unknown", "The mail server’s name can’t be found.") from None
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            raise MailAway(f"The mail server didn’t answer ({kind}).") from None
        case ssl.SSLError():
            raise MailFault("mail_tls_failed", "We can’t make an encrypted connection to the mail server.") from None
        case smtplib.SMTPNotSupportedError():
            raise MailFault("mail_sign_in_refused", "The mail server offers no such sign-in or encryption.") from None
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            if meaning("connect", error.smtp_code, error.smtp_error) == "ours":
                raise MailFault(
                    "mail_connection_refused", f"The mail server rejects our connection ({error.smtp_code})."
                ) from None
        case smtplib.SMTPResponseException():
            if meaning("sign_in", error.smtp_code, error.smtp_error) == "ours":
                raise MailFault(
                    "mail_sign_in_refused", f"The mail server refuses our sign-in ({error.smtp_code})."
                ) from None
        case smtplib.SMTPServerDisconnected():
            pass
        case smtplib.SMTPException():
            raise MailFault("mail_sign_in_refused", "The mail server offers no sign-in method we know.") from None
    raise MailAway(f"The mail server didn’t answer ({kind}).") from None


def _address(server: smtplib.SMTP, envelope: Envelope) -> None:
    """The envelope: a refusal here means that nothing was sent."""
    options: list[str] = []
    if envelope.needs_utf8:
        if not server.has_extn("smtputf8"):
            raise MailNeedsUtf8("The mail server can’t send to an address with these characters before the @.")
        server.command_encoding, options = "utf-8", ["SMTPUTF8", "BODY=8BITMIME"]
    with _nothing_sent():
        _require_taken("sender", *server.mail(envelope.sender, options))
        _require_taken("recipient", *server.rcpt(envelope.recipient))


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """Whatever breaks in here, a time limit of the worker's as well, breaks before the text: MailAway, or what we raise."""
    try:
        yield
    except HandpickedError:
        raise
    except Exception as error:
        raise MailAway(f"The mail server didn’t answer ({type(error).__name__}).") from None


def _hand_over(server: smtplib.SMTP, body: bytes) -> None:
    """The text. Until the server asks for it nothing is sent; from then on only its answer tells."""
    with _nothing_sent():
        code, text = server.docmd("DATA")
    if code != 354:
        _require_taken("text", code, text)
        raise MailAway(f"The mail server doesn’t ask for the text ({code}).")
    with suppress(Exception):  # nothing is sent yet, and the shorter wait does as well
        if server.sock is not None:
            server.sock.settimeout(TEXT_SECONDS)
    try:
        server.send(_stuffed(body))
        code, text = server.getreply()
    except Exception:  # a time limit of the worker's as well: whatever it is, the text was on its way
        raise MailUnknown("The connection dropped while the email was being sent; it may have been sent.") from None
    if not 200 <= code < 600 or 300 <= code < 400:
        raise MailUnknown(f"The mail server answered the email with {code}; it may have been sent.")
    _require_taken("text", code, text)


def _stuffed(body: bytes) -> bytes:
    """As RFC 5321 wants a text to end, and no line of its own to look like the end."""
    whole = body if body.endswith(b"\r\n") else body + b"\r\n"
    return _LINE_START.sub(b"..", whole) + b".\r\n"


def _leave(server: smtplib.SMTP) -> None:
    """Says goodbye, briefly, and closes. Nothing that happens here changes what is known."""
    with suppress(Exception):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_SECONDS)
            server.docmd("QUIT")
    with suppress(Exception):
        server.close()


def _require_taken(stage: Stage, code: int, text: bytes) -> None:
    """The server's own words may quote the address, so only its code is kept."""
    match meaning(stage, code, text):
        case "away":
            raise MailAway(f"The mail server asks us to try again later ({code}).")
        case "later":
            raise MailLater(f"The mail server asks us to try this email again later ({code}).")
        case "refused":
            raise MailRefused(f"The mail server refused the email ({code}).")
        case "not_accepted":
            raise MailNotAccepted(f"The mail server doesn’t accept this email ({code}).")
        case "ours":
            raise MailFault(_fault_at(stage, code, text), f"The mail server refuses our email ({code}).")


def _fault_at(stage: Stage, code: int, text: bytes) -> str:
    if code in {530, 534, 535, 538} or stage == "sign_in":
        return "mail_sign_in_refused"
    if stage == "sender" and not is_policy(text):
        return "mail_sender_refused"
    return "mail_policy_refused" if is_policy(text) else "mail_sender_refused" if code == 553 else "mail_talk_refused"
