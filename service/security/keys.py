"""One master secret, many keys: each purpose gets its own, so that no key is ever used for two things."""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.config import settings
from service.own_key import require_key


@lru_cache(maxsize=32)
def derive_key(purpose: str) -> bytes:
    """32 bytes for `purpose`, derived from HANDPICKED_SECRET_KEY by HKDF-SHA256 (RFC 5869).

    Raises SettingsError for a master key that is no key: whoever knows it could forge every session and link.
    """
    require_key(settings().secret_key.get_secret_value(), "HANDPICKED_SECRET_KEY", "Restore the key in use before.")
    return HKDF(algorithm=SHA256(), length=32, salt=b"handpicked", info=purpose.encode()).derive(settings().key)
