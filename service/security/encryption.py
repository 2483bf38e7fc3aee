"""Personal values at rest: AES-256-GCM under a key of their own, and keyed hashes to know something again by."""

from __future__ import annotations

import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.config import settings
from service.security.keys import KEY_ID_BYTES, derive_key, value_keys

_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"
"""Under the key that is derived from HANDPICKED_SECRET_KEY."""
_OWN_KEY: Final = b"\x02"
"""Under one of HANDPICKED_VALUE_KEYS; what it is known by follows."""


def encrypt(text: str) -> bytes:
    """Which key (a version byte, and with a key of its own what that is known by), nonce, ciphertext with tag. The same text never
    gives the same bytes twice."""
    head, nonce = written_under(), os.urandom(_NONCE_BYTES)
    return head + nonce + _cipher(_key(head)).encrypt(nonce, text.encode(), head)


def decrypt(sealed: bytes) -> str:
    """The text that was encrypted, under whichever of our keys. Raises cryptography.exceptions.InvalidTag when the key or the bytes
    are wrong."""
    head = sealed[: len(_OWN_KEY) + KEY_ID_BYTES] if sealed[:1] == _OWN_KEY else sealed[:1]
    nonce, body = sealed[len(head) : len(head) + _NONCE_BYTES], sealed[len(head) + _NONCE_BYTES :]
    return _cipher(_key(head)).decrypt(nonce, body, head).decode()


def written_under() -> bytes:
    """How everything begins that is encrypted now: it says which key, and nothing of it."""
    given = settings().value_keys.get_secret_value()
    return _OWN_KEY + next(iter(value_keys(given))) if given else _VERSION


def _key(head: bytes) -> bytes:
    """Raises InvalidTag for a key that this process was not given."""
    if head[:1] != _OWN_KEY:
        return derive_key("personal values")
    found = value_keys(settings().value_keys.get_secret_value()).get(head[1:])
    if found is None:
        raise InvalidTag
    return found


@lru_cache(maxsize=4)
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
