"""The short code that stands on everything of a gift, so that its reader can ask whether it is real. It opens nothing.

Sixty bits, so that nobody who forges a mail finds one; only a keyed hash of it is kept.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from textwrap import wrap
from typing import Final

from service.folding import latin_letters
from service.security.keys import derive_key

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's alphabet: no letter in it is taken for another."""
LENGTH: Final = 12
_PART: Final = 4
_READ_AS: Final = str.maketrans("OIL", "011")
_RFC: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", LETTERS)


def check_code(gift_id: str) -> str:
    """For example 7KQ4-M2XT-R9AB; it stays the same for as long as the gift lives."""
    return in_parts(_letters(gift_id))


def check_hash(gift_id: str) -> str:
    """What is kept of a gift's code."""
    return _hash(_letters(gift_id))


def typed_hash(typed: str) -> str | None:
    """The same of what somebody typed; None where it is no code at all."""
    letters = letters_typed(typed, LENGTH)
    return None if letters is None else _hash(letters)


def code_letters(purpose: str, gift_id: str, length: int) -> str:
    """As many letters, the same for one purpose and gift for as long as the key lives."""
    digest = hmac.new(derive_key(purpose), gift_id.encode(), sha256).digest()
    return base64.b32encode(digest).decode()[:length].translate(_RFC)


def in_parts(letters: str) -> str:
    """Four letters at a time, so that somebody can type them."""
    return "-".join(wrap(letters, _PART))


def letters_typed(typed: str, length: int) -> str | None:
    """A code as somebody typed it, in any case and with any marks between; None where it is none of this length."""
    letters = latin_letters(typed[:64]).translate(_READ_AS)
    return letters if len(letters) == length and set(letters) <= set(LETTERS) else None


def _letters(gift_id: str) -> str:
    return code_letters("check codes", gift_id, LENGTH)


def _hash(letters: str) -> str:
    return hmac.new(derive_key("check hashes"), letters.encode(), sha256).hexdigest()
