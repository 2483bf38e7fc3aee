"""One master secret, many keys: each purpose gets its own, so that no key is ever used for two things."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.config import settings
from service.own_key import require_key

KEY_ID_BYTES: Final = 4


@lru_cache(maxsize=4)
def value_keys(given: str) -> dict[bytes, bytes]:
    """The keys of HANDPICKED_VALUE_KEYS for personal values, the newest first: what they are told apart by -> 32 bytes."""
    found = {}
    for one in given.split(",") if given else ():
        key = HKDF(algorithm=SHA256(), length=32, salt=b"handpicked", info=b"personal values").derive(
            one.strip().encode()
        )
        found[hmac.digest(key, b"which key", "sha256")[:KEY_ID_BYTES]] = key
    return found


@lru_cache(maxsize=32)
def derive_key(purpose: str) -> bytes:
    """32 bytes for `purpose`, derived from HANDPICKED_SECRET_KEY by HKDF-SHA256 (RFC 5869).

    Raises SettingsError for a master key that is no key: whoever knows it could forge every session and link.
    """
    require_key(settings().secret_key.get_secret_value(), "HANDPICKED_SECRET_KEY", "Restore the key in use before.")
    return HKDF(algorithm=SHA256(), length=32, salt=b"handpicked", info=purpose.encode()).derive(settings().key)
