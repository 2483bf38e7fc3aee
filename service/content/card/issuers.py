"""Whose signature a card carries: the keys that an installation publishes, our own and those of others.

Another one is asked at a fixed address below the origin that the card names, over HTTPS, through the door for every address that
somebody else gave us. It learns that somebody here brought a card of its, and neither who nor what it says.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from threading import Lock
from typing import Final

from cachetools import TTLCache

from service.config import settings
from service.content.card.sealed import key_id_of, own_key
from service.egress.call import NotReached, call
from service.egress.read_url import read_url
from service.errors import InvalidInput

PATH: Final = "/.well-known/handpicked-card-keys.json"
SECONDS: Final = 6.0
"""A page waits for it."""
_READ_MOST: Final = 4096
_KEYS_MOST: Final = 10
_RAW_BYTES: Final = 32
_OK: Final = 200
_known: Final[TTLCache[str, Mapping[str, bytes]]] = TTLCache(maxsize=256, ttl=3600)
"""Only answers that were whole: whoever could not be asked is asked again."""
_lock: Final = Lock()


def published() -> bytes:
    """What this installation answers at `PATH`."""
    public = own_key().public_key().public_bytes_raw()
    key = {"id": key_id_of(public), "key": urlsafe_b64encode(public).decode()}
    return json.dumps({"keys": [key]}).encode()


def keys_of(issuer: str) -> Mapping[str, bytes]:
    """The keys of whoever a card names: id -> 32 bytes. Raises InvalidInput: `unasked` where they could not be asked now, `forged`
    where nobody can be asked at such an address."""
    if issuer == settings().base_url:
        public = own_key().public_key().public_bytes_raw()
        return {key_id_of(public): public}
    with _lock:
        known = _known.get(issuer)
    if known is None:
        known = _ask(issuer)
        with _lock:
            _known[issuer] = known
    return known


def forget_issuers() -> None:
    """Everybody is asked anew."""
    with _lock:
        _known.clear()


def _ask(issuer: str) -> Mapping[str, bytes]:
    try:
        target = read_url(f"{issuer}{PATH}")
    except InvalidInput:
        raise InvalidInput("Nobody can be asked about this card.", param="forged") from None
    if target.path != PATH:
        # An origin and nothing more: a path or a query could make somebody else's page answer for them.
        raise InvalidInput("Nobody can be asked about this card.", param="forged")
    try:
        answer = call("GET", target, {"Accept": "application/json"}, seconds=SECONDS, most=_READ_MOST)
    except NotReached:
        raise _unasked() from None
    if answer.status != _OK:
        raise _unasked()
    return _read(answer.body)


def _read(body: bytes) -> Mapping[str, bytes]:
    try:
        keys = json.loads(body)["keys"][:_KEYS_MOST]
        found = {str(one["id"]): urlsafe_b64decode(one["key"]) for one in keys}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
        raise _unasked() from None
    return {
        key_id: public for key_id, public in found.items() if len(public) == _RAW_BYTES and key_id == key_id_of(public)
    }


def _unasked() -> InvalidInput:
    return InvalidInput("We couldn’t ask where this card is from. Try again later.", param="unasked")
