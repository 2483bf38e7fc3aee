"""An ID token is held to its signature and to every claim; what does not hold is named."""

from __future__ import annotations

import base64
import hmac
import json
from time import time
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from service.workspaces.openid.fetch import ProviderFault
from service.workspaces.openid.provider import Known, read_token
from tests.service.workspaces.openid.small_provider import CLIENT, SECRET, Provider

MAIL = "nora@fjordloom.example"


class TestTheToken:
    def read(self, small: Provider, **claims: Any) -> Known:
        token = small.token(**{"nonce": "n-1"} | claims)
        return read_token(token, "of no use", small.keys(), "n-1", int(time()))

    def test_a_right_one_is_read(self, small: Provider) -> None:
        assert self.read(small) == Known("person-1", MAIL, True, "Nora Whitfield", False)
        assert self.read(small, aud=[CLIENT]).subject == "person-1"

    @pytest.mark.parametrize(
        ("claims", "why"),
        [
            ({"iss": "https://evil.example"}, "issued by another provider"),
            ({"iss": None}, "issued by another provider"),
            ({"aud": "another-app"}, "made for another application"),
            ({"aud": ["another-app"]}, "made for another application"),
            ({"aud": [CLIENT, "another-app"]}, "made for another application"),
            ({"azp": "another-app"}, "made for another application"),
            ({"nonce": "n-2"}, "belong to this browser’s sign-in"),
            ({"nonce": None}, "belong to this browser’s sign-in"),
            ({"exp": int(time()) - 61}, "is too old"),
            ({"exp": None}, "missing or wrong"),
            ({"exp": "soon"}, "missing or wrong"),
            ({"iat": int(time()) + 86_400}, "clock is wrong"),
            ({"nbf": int(time()) + 86_400}, "clock is wrong"),
            ({"sub": None}, "missing or wrong"),
            ({"sub": ""}, "names nobody"),
            ({"sub": 7}, "missing or wrong"),
            ({"at_hash": "of another access token"}, "missing or wrong"),
        ],
    )
    def test_a_wrong_claim_is_refused_by_name(self, small: Provider, claims: dict[str, Any], why: str) -> None:
        with pytest.raises(ProviderFault, match=why):
            self.read(small, **claims)

    @pytest.mark.parametrize(
        "how", ["none", "secret", "public key as secret", "another key", "cut", "no token", "no keys"]
    )
    def test_a_signature_that_is_not_the_providers_is_refused(self, small: Provider, how: str) -> None:
        keys, public = small.keys(), small.key.as_pem(private=False)
        if how == "none":
            small.header = {"alg": "none"}
        elif how == "secret":
            small.header = {"alg": "HS256"}
            small.sign_with = OctKey.import_key({"kty": "oct", "k": _b64(SECRET.encode())})
        elif how == "another key":
            small.sign_with = ECKey.generate_key("P-256", {"kid": "one"})
        elif how == "no keys":
            keys = {"keys": []}
        token: object = small.token("n-1")
        if how == "public key as secret":
            body = f"{_b64(json.dumps({'alg': 'HS256', 'kid': 'one'}).encode())}.{str(token).split('.')[1]}"
            token = f"{body}.{_b64(hmac.digest(public, body.encode(), 'sha256'))}"
        token = {"cut": str(token)[:-6], "no token": None}.get(how, token)
        with pytest.raises(ProviderFault):
            read_token(token, "of no use", keys, "n-1", int(time()))


def _b64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
