"""Who asks for a passkey: this installation, by the host of its base URL. WebAuthn itself is the library's (fido2)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
)

from service.config import settings

NAME: Final = "Handpicked"
ALGORITHMS: Final = (ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM)
"""What keys may be made with: every authenticator knows one of them."""
WAIT_MS: Final = 120_000
"""How long a browser waits for a finger or a PIN, in milliseconds."""


def rp_id() -> str | None:
    """The host that passkeys are bound to; None where browsers make none: an address in figures, or no HTTPS."""
    parts = urlsplit(settings().base_url)
    host = parts.hostname or ""
    is_own_machine = host == "localhost" or host.endswith(".localhost")
    if not host or _is_figures(host) or (parts.scheme != "https" and not is_own_machine):
        return None
    return host


def relying_party() -> Fido2Server:
    """The library's half of a server. No attestation is asked for: which maker's device somebody holds is not our business.

    Raises LookupError where there are no passkeys here.
    """
    host = rp_id()
    if host is None:
        raise LookupError("no passkeys at this address")
    server = Fido2Server(
        PublicKeyCredentialRpEntity(name=NAME, id=host),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == settings().base_url,
    )
    server.allowed_algorithms = [
        PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm)
        for algorithm in ALGORITHMS
    ]
    server.timeout = WAIT_MS  # type: ignore[assignment]  # the library reads it, and types it None
    return server


def is_key_allowed(key: CoseKey) -> bool:
    """Whether a key that a browser brings is of a kind we asked for; the library does not hold it to that."""
    return key.ALGORITHM in ALGORITHMS


def _is_figures(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
