"""Hands a mail to the server, and says exactly as much about the outcome as is known."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from service.config import settings
from service.errors import PermanentError, TemporaryError
from service.outreach.return_path import envelope_sender

SECONDS: Final = 20.0


class MailAway(TemporaryError):
    """The server did not take the mail; nothing was sent, so it may be tried again."""

    code = "mail_server_away"


class MailRefused(PermanentError):
    """The server refused this mail for good."""

    code = "mail_refused"


class MailUnknown(TemporaryError):
    """The connection broke after the mail's text had been handed over: it may have been sent."""

    code = "mail_outcome_unknown"


def is_mail_on() -> bool:
    """Whether a mail server is configured (HANDPICKED_SMTP_URL)."""
    return bool(settings().smtp_url.get_secret_value())


def post(mail: EmailMessage, to: str) -> None:
    """Sends one mail over HANDPICKED_SMTP_URL (smtp:// or smtps://user:password@host:port, `?starttls=1` to encrypt).

    Raises MailAway, MailRefused or MailUnknown.
    """
    address = urlsplit(settings().smtp_url.get_secret_value())
    try:
        with _connected(address) as server:
            _hand_over(server, mail, to)
    except (OSError, smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise MailAway(f"The mail server did not answer ({type(error).__name__}).") from None
    except smtplib.SMTPAuthenticationError:
        raise MailAway("The mail server refuses our user and password; check HANDPICKED_SMTP_URL.") from None


def _connected(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        secure = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, address.port or 465, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, address.port or 25, timeout=SECONDS)
    if parse_qs(address.query).get("starttls") == ["1"]:
        server.starttls(context=ssl.create_default_context())
    if address.username and address.password:
        server.login(unquote(address.username), unquote(address.password))
    return server


def _hand_over(server: smtplib.SMTP, mail: EmailMessage, to: str) -> None:
    """Envelope first, where a refusal means that nothing was sent; then the text, after which only the server knows."""
    server.ehlo_or_helo_if_needed()
    for code, answer in (server.mail(envelope_sender(mail["Message-ID"])), server.rcpt(to)):
        _require_taken(code, answer)
    try:
        code, answer = server.data(mail.as_bytes())
    except smtplib.SMTPDataError as error:
        _require_taken(error.smtp_code, b"")
    except (OSError, smtplib.SMTPServerDisconnected):
        raise MailUnknown("The connection broke while the mail was handed over; it may have been sent.") from None
    else:
        _require_taken(code, answer)


def _require_taken(code: int, _answer: bytes | str) -> None:
    """The server's own words may quote the address, so only its code is kept."""
    if 400 <= code < 500:
        raise MailAway(f"The mail server asks to try again later ({code}).")
    if code >= 500:
        raise MailRefused(f"The mail server refused the mail ({code}).")
