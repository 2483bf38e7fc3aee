"""Our own DKIM signature (RFC 6376), where no relay puts one on: over the whole text and every header that a forger would change.

Both headers of one-click unsubscribing are inside it, as RFC 8058 asks, so that nobody can point them elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from service.config import settings
from service.errors import SettingsError

SIGNED: Final = (
    b"From", b"From", b"To", b"Reply-To", b"Subject", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe",
    b"List-Unsubscribe-Post", b"Auto-Submitted", b"MIME-Version", b"Content-Type",
)  # fmt: skip
"""From and Subject are named once more than they stand there: a second one that somebody adds breaks the signature."""
SMALLEST: Final = 2048
"""Bits of the key; mailbox providers take no shorter one for safe."""


def signs() -> bool:
    """Whether we sign mail ourselves (HANDPICKED_DKIM_KEY)."""
    return bool(settings().dkim_key.get_secret_value())


def signed(body: bytes) -> bytes:
    """The mail, with CRLF, under its signature; as it is where a relay signs. Raises SettingsError for a key that cannot sign."""
    if not signs():
        return body
    import dkim  # noqa: PLC0415 - only who signs pays for it

    given = settings()
    header: bytes = dkim.sign(
        body,
        given.dkim_selector.encode(),
        sending_domain().encode(),
        _private(given.dkim_key.get_secret_value()),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=list(SIGNED),
    )
    return header + body


def sending_domain() -> str:
    """The domain that readers see behind the @, in ASCII."""
    return settings().mail_from.rpartition("@")[2].encode("idna").decode().lower()


def public_part() -> str:
    """What the DNS has to say of our key: its public half, base64 without breaks. Raises SettingsError."""
    key = _key(settings().dkim_key.get_secret_value())
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return "".join(line for line in pem.splitlines() if not line.startswith("-"))


@lru_cache(maxsize=2)
def _private(pem: str) -> bytes:
    return _key(pem).private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


@lru_cache(maxsize=2)
def _key(pem: str) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST:
        raise SettingsError(
            f"HANDPICKED_DKIM_KEY must be an RSA key of {SMALLEST} bits or more, in PEM, without a password. "
            "Run: openssl genrsa -out dkim.pem 2048"
        )
    return key
