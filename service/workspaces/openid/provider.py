"""The sign-in provider that the settings name: where its pages are, how one is sent there, and what it says of who came back.

Requests, answers and claims are Authlib's, signatures joserfc's; what is asked over the network goes through `fetch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from cachetools import TTLCache
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from service.addresses import check_issuer
from service.config import settings
from service.workspaces.openid.fetch import ProviderFault, Transport, fetch_json, in_turn

ALGORITHMS: Final = ("RS256", "PS256", "ES256")
"""Signatures that count: with the provider's own key. "none", and the keyed hashes that a client secret could make, are not among
them."""
SCOPE: Final = "openid email profile"
LEEWAY_SECONDS: Final = 60
BACK: Final = "/sign-in/openid/back"
_KNOWN_SECONDS: Final = 600
_FAULT_SECONDS: Final = 20
_LONGEST: Final = 255
_known: TTLCache[str, OpenIDProviderMetadata] = TTLCache(4, _KNOWN_SECONDS)
_faults: TTLCache[str, str] = TTLCache(4, _FAULT_SECONDS)
_lock: Final = Lock()
_CLAIMS: Final = {
    "iss": "it was issued by another provider",
    "aud": "it was made for another application",
    "azp": "it was made for another application",
    "nonce": "it doesn’t belong to this browser’s sign-in",
    "iat": "it was issued in the future; a clock is wrong",
    "nbf": "it isn’t valid yet; a clock is wrong",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a token that was checked says of somebody. `has_second`: the provider says that it asked for a second factor."""

    subject: str
    email: str | None
    is_verified: bool
    name: str | None
    has_second: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser keeps between leaving and coming back."""

    state: str
    nonce: str
    verifier: str


def is_configured() -> bool:
    """Whether the settings name a provider."""
    return bool(settings().oidc_issuer)


def way_there(asked: Asked) -> str:
    """The provider's address for one sign-in. Raises ProviderFault, TooMany."""
    metadata = _metadata()
    url, _ = _client(metadata).create_authorization_url(
        metadata["authorization_endpoint"], state=asked.state, code_verifier=asked.verifier, nonce=asked.nonce
    )
    return str(url)


def who_came(code: str, asked: Asked, now: int) -> Known:
    """Who it is that the provider sent back with `code`. Raises ProviderFault, also for a token that does not hold; TooMany."""
    metadata = _metadata()
    with in_turn():
        try:
            token = _client(metadata).fetch_token(
                metadata["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=asked.verifier,
                redirect_uri=settings().base_url + BACK,
            )  # fmt: skip
        except OAuth2Error:
            raise ProviderFault(
                "The sign-in provider refused this sign-in, or it was used before. Start again."
            ) from None
        except ValueError:
            raise ProviderFault("The sign-in provider sent something that isn’t JSON. Try again later.") from None
        keys = fetch_json(metadata["jwks_uri"])
    return read_token(token.get("id_token"), token.get("access_token"), keys, asked.nonce, now)


def read_token(token: object, access: object, keys: Mapping[str, Any], nonce: str, now: int) -> Known:
    """What an ID token says, once signature, issuer, audience, times and nonce hold. Raises ProviderFault: what does not."""
    if not nonce:
        raise ValueError("without a nonce of this browser's nothing is held to it")
    if not isinstance(token, str) or not token.isascii():
        raise ProviderFault("The sign-in provider didn’t say who you are: its answer has no ID token.")
    chosen = settings()
    try:
        signed = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": chosen.oidc_issuer},
                "aud": {"essential": True, "value": chosen.oidc_client_id},
            },
            {"nonce": nonce, "client_id": chosen.oidc_client_id, "access_token": access},
        )
        claims.validate(now=now, leeway=LEEWAY_SECONDS)
    except ExpiredTokenError:
        raise ProviderFault(
            "The sign-in provider’s answer is too old. Start again; if it stays so, a clock is wrong."
        ) from None
    except (InvalidClaimError, MissingClaimError) as error:
        why = _CLAIMS.get(str(error.claim), "something in it is missing or wrong")
        raise ProviderFault(f"The sign-in provider’s answer can’t be trusted: {why}. Start again.") from None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ProviderFault(
            "The sign-in provider’s answer can’t be trusted: its signature doesn’t hold. Start again."
        ) from None
    return _known_of(claims)


def _known_of(claims: Mapping[str, Any]) -> Known:
    subject, email, name, amr = (claims.get(key) for key in ("sub", "email", "name", "amr"))
    if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST:
        raise ProviderFault("The sign-in provider’s answer can’t be trusted: it names nobody. Start again.")
    return Known(
        subject=subject,
        email=email if isinstance(email, str) and 0 < len(email) <= _LONGEST else None,
        is_verified=claims.get("email_verified") is True,
        name=name if isinstance(name, str) else None,
        has_second=isinstance(amr, list) and "mfa" in amr,
    )


def _client(metadata: Mapping[str, Any]) -> OAuth2Client:
    chosen = settings()
    secret = chosen.oidc_client_secret.get_secret_value()
    offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    method = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
    return OAuth2Client(
        Transport(),
        client_id=chosen.oidc_client_id,
        client_secret=secret or None,
        token_endpoint_auth_method=method if secret else "none",
        scope=SCOPE,
        redirect_uri=chosen.base_url + BACK,
        code_challenge_method="S256",
    )


def _metadata() -> OpenIDProviderMetadata:
    """Where the provider's pages are: asked for every ten minutes. A fault is kept for a while too, so that strangers who press the
    button cannot keep us waiting for a provider that is away."""
    issuer = settings().oidc_issuer
    with _lock:
        if issuer in _known:
            return _known[issuer]
        if issuer in _faults:
            raise ProviderFault(_faults[issuer])
    try:
        with in_turn():
            found = _checked(issuer, fetch_json(get_well_known_url(issuer, external=True)))
    except ProviderFault as fault:
        with _lock:
            _faults[issuer] = fault.sentence
        raise
    with _lock:
        _known[issuer] = found
    return found


def _checked(issuer: str, found: dict[str, Any]) -> OpenIDProviderMetadata:
    if found.get("issuer") != issuer:
        raise ProviderFault(
            "The sign-in provider calls itself by another name than the settings do. Tell whoever runs this "
            "installation: HANDPICKED_OIDC_ISSUER has to be its issuer, to the letter."
        )
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        try:
            check_issuer(str(found.get(name, "")), may_query=True)
        except ValueError:
            raise ProviderFault(f"The sign-in provider names no usable address for {name}.") from None
    return OpenIDProviderMetadata(found)
