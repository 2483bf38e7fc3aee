"""What we write into a mail so that whatever comes back is known as ours: an id, and a mark that only our key can make.

The mark stands in the Message-ID, which every report and reply quotes, and in the envelope's sender where HANDPICKED_RETURN_PATH
names an address for what comes back (a variable envelope return path). Nothing else in a message that comes in is believed about
which mail it is for. Whoever holds a mail holds its mark, and can speak for that one mail: their own server could as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final
from urllib.parse import urlsplit

from service.config import settings
from service.security.keys import derive_key

_MARK_BYTES: Final = 12
_SIGNED: Final = re.compile(r"(?<![a-z0-9])(msg_[a-z2-7]{16})[.-]([a-z2-7]{20})@")
_SIGNED_LETTER: Final = re.compile(r"(?<![a-z0-9])(ltr_[a-z2-7]{16})[.-]([a-z2-7]{20})@")
LONGEST: Final = 4000
"""Characters of one header that are looked at."""


def message_id_of(message_row_id: str) -> str:
    """The Message-ID of one mail, always the same, so that a mail sent twice can be known as one."""
    return f"<{message_row_id}.{_mark(message_row_id)}@{urlsplit(settings().base_url).hostname}>"


def return_path_of(message_row_id: str) -> str:
    """The envelope's sender of one mail: its own address, or the sender's where no address for returns is set."""
    local, _, domain = settings().return_path.rpartition("@")
    return f"{local}+{message_row_id}-{_mark(message_row_id)}@{domain}" if domain else settings().mail_from


def envelope_sender(message_id: str | None) -> str:
    """The same for a mail that knows only its Message-ID; a mail that is not of ours to a person has the sender's address."""
    row_id = read_message_id(message_id or "")
    return return_path_of(row_id) if row_id is not None else settings().mail_from


def read_return_path(address: str) -> str | None:
    """Which mail an envelope's recipient names; None where the mark is not ours."""
    return next(iter(signed_in(address)), None)


def read_message_id(text: str) -> str | None:
    """Which mail a Message-ID names; None where the mark is not ours."""
    return next(iter(signed_in(text)), None)


def signed_in(text: str) -> tuple[str, ...]:
    """Every mail that a header names with our mark, in the order in which they stand there. Servers fold letters' case."""
    found = _SIGNED.finditer(text[:LONGEST].lower())
    return tuple(match[1] for match in found if hmac.compare_digest(match[2], _mark(match[1])))


def letter_message_id(letter_id: str) -> str:
    """The Message-ID of the mail that tells the giver of a letter."""
    return message_id_of(letter_id)


def letter_address(letter_id: str) -> str | None:
    """Where the giver's answer to a letter goes by mail; None where no address for returns is set."""
    local, _, domain = settings().return_path.rpartition("@")
    return f"{local}+{letter_id}-{_mark(letter_id)}@{domain}" if domain else None


def letters_signed_in(text: str) -> tuple[str, ...]:
    """Every letter that a header names with our mark, in the order in which they stand there."""
    found = _SIGNED_LETTER.finditer(text[:LONGEST].lower())
    return tuple(match[1] for match in found if hmac.compare_digest(match[2], _mark(match[1])))


def _mark(message_row_id: str) -> str:
    digest = hmac.new(derive_key("mail that comes back"), message_row_id.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_MARK_BYTES]).rstrip(b"=").decode().lower()
