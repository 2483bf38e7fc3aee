"""Personal values at rest: AES-256-GCM under a key of their own, and keyed hashes to know something again by."""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.security.keys import derive_key

_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"


def encrypt(text: str) -> bytes:
    """Version byte, nonce, ciphertext with tag. The same text never gives the same bytes twice."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + _cipher(derive_key("personal values")).encrypt(nonce, text.encode(), _VERSION)


def decrypt(sealed: bytes) -> str:
    """The text that was encrypted. Raises cryptography.exceptions.InvalidTag when the key or the bytes are wrong."""
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    return _cipher(derive_key("personal values")).decrypt(nonce, body, sealed[:1]).decode()


@lru_cache(maxsize=2)
def _cipher(key: bytes) -> AESGCM:
    """The cipher under a key, made once: a list has 100,000 rows."""
    return AESGCM(key)


class Unreadable(str):
    """Stands for a value that cannot be decrypted: damaged, or under another key. It says so where it is shown.

    Its bytes go back into the database as they were, so that nothing is lost that a right key may still read.
    """

    __slots__ = ("sealed",)
    sealed: bytes


CANNOT_BE_READ: Final = "Cannot be read"


def unseal(sealed: bytes) -> str:
    """The text that was encrypted, or Unreadable."""
    try:
        return decrypt(sealed)
    except (InvalidTag, ValueError):
        lost = Unreadable(CANNOT_BE_READ)
        lost.sealed = sealed
        return lost


def seal(text: str) -> bytes:
    """As `encrypt`; what could not be read stays as it was."""
    return text.sealed if isinstance(text, Unreadable) else encrypt(text)


def readable(text: str | None) -> str | None:
    """The value, or None where there is none or it cannot be read: for whoever would use it and not only show it."""
    return None if isinstance(text, Unreadable) else text


def address_hash(address: str) -> str:
    """A keyed hash of a mail address, 64 hex digits; letters' case and outer space do not count."""
    return _keyed_hash("mail addresses", address.strip().casefold())


def number_hash(number: str) -> str:
    """A keyed hash of a telephone number in E.164, 64 hex digits."""
    return _keyed_hash("telephone numbers", number)


def spare_code_hash(user_id: str, code: str) -> str:
    """A keyed hash of one user's spare code, 64 hex digits."""
    return _keyed_hash("spare codes", f"{user_id}\n{code}")


def saying_hash(recipient_id: str, text: str) -> str:
    """A keyed hash of what was said about one person, 64 hex digits. The same words about two people have nothing in common."""
    return _keyed_hash("sayings about people", f"{recipient_id}\n{text}")


def code_digits(key: str, length: int) -> str:
    """So many decimal digits, up to 12, that follow from a key nobody else can compute them from."""
    return f"{int(_keyed_hash('codes for numbers', key), 16) % 10**length:0{length}d}"


def server_hash(address: str) -> str:
    """A keyed hash of a server's address, which may hold a password, 64 hex digits."""
    return _keyed_hash("addresses of servers", address)


def _keyed_hash(purpose: str, text: str) -> str:
    return hmac.digest(derive_key(purpose), text.encode(), "sha256").hex()
