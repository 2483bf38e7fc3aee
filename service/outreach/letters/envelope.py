"""A mail made ready for the wire, whole and checked, before anybody says that it is being sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

import idna

from service.errors import PermanentError
from service.outreach.letters.dkim_signing import signed
from service.outreach.letters.return_path import envelope_sender

POLICY: Final = SMTP.clone(cte_type="7bit")
"""Seven bits, so that no server on the way has to be asked for eight."""
_LOCAL_MOST: Final = 64
_MOST: Final = 254
_DOMAIN: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_NOT_LOCAL: Final = re.compile(r"[\s\x00-\x20\x7f<>()\[\],;:\\\"@]")


class Unmailable(PermanentError):
    """This mail can be sent to nobody as it is: its address, or something in it, cannot be written."""

    code = "address_invalid"


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` and `recipient` as the server hears them, `body` with CRLF and nothing stuffed yet. `needs_utf8`: letters before the
    @ that only SMTPUTF8 (RFC 6531) carries. `offer_id`: of the offer that stands in it; `others`: ids of the
    products that it offers instead; `giver`: the name that it is signed with."""

    sender: str
    recipient: str
    body: bytes
    needs_utf8: bool
    offer_id: str | None = None
    others: tuple[str, ...] = ()
    giver: str = ""

    def is_for(self, address: str | None) -> bool:
        """Whether this is still where its person is written to."""
        return address is not None and wire_address(address) == self.recipient


def wire_address(address: str) -> str:
    """The address as servers know it: its domain in ASCII (IDNA 2008), what stands before the @ as it is. Raises Unmailable."""
    local, at, domain = address.strip().rpartition("@")
    if not (at and local) or _NOT_LOCAL.search(local) or not local.isprintable():
        raise Unmailable("We can’t send email to this address.")
    plain = f"{local}@{_ascii_domain(domain)}"
    if len(local.encode()) > _LOCAL_MOST or len(plain.encode()) > _MOST:
        raise Unmailable("This address is longer than mail servers allow.")
    return plain


def mail_address(address: str, name: str = "") -> Address:
    """The address for a header. Raises Unmailable."""
    local, _, domain = wire_address(address).rpartition("@")
    try:
        return Address(name, local, domain)
    except (ValueError, MessageError):
        raise Unmailable("This address can’t be used in an email.") from None


def seal(mail: EmailMessage, to: str) -> Envelope:
    """The mail as bytes, with both addresses; what comes back goes where its Message-ID says. Raises Unmailable where any part of
    it cannot be written, SettingsError where it cannot be signed."""
    recipient, sender = wire_address(to), wire_address(envelope_sender(mail["Message-ID"]))
    needs_utf8 = not (recipient.isascii() and sender.isascii())
    try:
        body = mail.as_bytes(policy=POLICY.clone(utf8=needs_utf8))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, MessageError):
        # What the library raises for a header it cannot fold is not one class, and may quote the address.
        raise Unmailable("This email can’t be written in a form mail servers accept.") from None
    return Envelope(sender, recipient, signed(body), needs_utf8)


def _ascii_domain(domain: str) -> str:
    try:
        plain = domain if domain.isascii() else idna.encode(domain, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        plain = ""
    if not _DOMAIN.fullmatch(plain):
        raise Unmailable("The part after the @ is not a domain.")
    return plain
