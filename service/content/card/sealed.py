"""A card as a file or a code: JSON that is signed with Ed25519, so that one changed byte is told (docs/card.md).

What is signed is the canonical form of everything but the signature: keys in order, no blanks, UTF-8. The code is the same JSON,
compressed, in letters that can be copied.
"""

from __future__ import annotations

import binascii
import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.content.card.claims import Claims, read_says, to_says
from service.errors import InvalidInput
from service.security.keys import derive_key

TYPE: Final = "handpicked.card"
VERSION: Final = 1
GOOD_FOR: Final = timedelta(days=366)
"""What somebody eats changes: a card is made again after a year."""
BYTES_MOST: Final = 8192
CODE_MOST: Final = 4096
"""Letters of a code; even a card that says all there is to say has fewer."""
_CODE: Final = "HPC1."
_PURPOSE: Final = b"handpicked.card.1\n"
"""A signature on a card is one on nothing else."""
_FIELDS: Final = frozenset({"type", "version", "issuer", "key", "made_on", "until", "sandbox", "says", "signature"})
_ISSUER_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Card:
    """A card as it was read, with what it is signed with. `issuer`: the origin of the installation that made it."""

    issuer: str
    key_id: str
    made_on: date
    until: date
    is_invented: bool
    claims: Claims
    signed: bytes
    signature: bytes


def own_key() -> Ed25519PrivateKey:
    """What this installation signs cards with: it follows from the secret made at set-up."""
    return Ed25519PrivateKey.from_private_bytes(derive_key("cards: signer"))


def key_id_of(public: bytes) -> str:
    """By what a key is told apart; `public`: its 32 bytes."""
    return sha256(public).hexdigest()[:16]


def seal(claims: Claims, issuer: str, today: date, *, is_invented: bool) -> bytes:
    """The card as its file has it. Raises InvalidInput for one that says nothing."""
    if not claims.lines():
        raise InvalidInput("There is nothing to put on a card yet.", param="empty")
    key = own_key()
    told: dict[str, Any] = {
        "type": TYPE,
        "version": VERSION,
        "issuer": issuer,
        "key": key_id_of(key.public_key().public_bytes_raw()),
        "made_on": today.isoformat(),
        "until": (today + GOOD_FOR).isoformat(),
        "sandbox": is_invented,
        "says": to_says(claims),
    }
    signature = urlsafe_b64encode(key.sign(_to_sign(told))).decode()
    return json.dumps({**told, "signature": signature}, ensure_ascii=False, indent=2).encode() + b"\n"


def to_code(sealed: bytes) -> str:
    """The same card in letters and digits."""
    packed = zlib.compress(_canonical(json.loads(sealed)), 9)
    return _CODE + urlsafe_b64encode(packed).decode().rstrip("=")


def read_card(given: bytes) -> Card:
    """A file or a code, as somebody hands it in; nothing about it is believed yet. Raises InvalidInput, `unreadable` or `later`."""
    told = _told(given)
    if told.get("type") == TYPE and isinstance(told.get("version"), int) and told["version"] > VERSION:
        raise InvalidInput("This card is of a later kind than we can read.", param="later")
    if told.keys() != _FIELDS or (told["type"], told["version"]) != (TYPE, VERSION) or told["version"] is True:
        raise _unreadable()
    words = [told[name] for name in ("issuer", "key", "made_on", "until", "signature")]
    if not all(isinstance(word, str) and len(word) <= _ISSUER_LONGEST for word in words):
        raise _unreadable()
    if not isinstance(told["sandbox"], bool):
        raise _unreadable()
    try:
        made_on, until = date.fromisoformat(told["made_on"]), date.fromisoformat(told["until"])
        signature = urlsafe_b64decode(told["signature"].encode("ascii"))
    except (ValueError, binascii.Error):
        raise _unreadable() from None
    claims = read_says(told["says"])
    unsigned = {name: value for name, value in told.items() if name != "signature"}
    return Card(told["issuer"], told["key"], made_on, until, told["sandbox"], claims, _to_sign(unsigned), signature)


def require_signed(card: Card, keys: Mapping[str, bytes], today: date) -> None:
    """That one of its issuer's keys signed exactly this card, and that it still counts. Raises InvalidInput: `forged` where the
    issuer has no such key, `changed` where it did not sign this, `over`."""
    public = keys.get(card.key_id)
    if public is None:
        raise InvalidInput("Whoever this card names did not make it.", param="forged")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(card.signature, card.signed)
    except (InvalidSignature, ValueError):
        raise InvalidInput("This card was changed after it was made.", param="changed") from None
    if not card.made_on - timedelta(days=1) <= today <= card.until or card.until - card.made_on > GOOD_FOR:
        raise InvalidInput("This card’s time is over. Make it again where it is from.", param="over")


def _told(given: bytes) -> dict[str, Any]:
    if len(given) > BYTES_MOST:
        raise _unreadable()
    try:
        body = given.strip()
        if body.startswith(_CODE.encode()):
            body = _unpacked(b"".join(body.split()))
        told = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError, binascii.Error, zlib.error):
        raise _unreadable() from None
    if not isinstance(told, dict):
        raise _unreadable()
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two fields of one name could be read as one card and shown as another. Raises ValueError."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError
    return dict(pairs)


def _unpacked(code: bytes) -> bytes:
    """What a code holds, up to the limit: a small one may say that it is very large. Raises ValueError or zlib.error."""
    packed = code.removeprefix(_CODE.encode())
    if len(packed) > CODE_MOST:
        raise ValueError
    unpacker = zlib.decompressobj()
    body = unpacker.decompress(urlsafe_b64decode(packed + b"=" * (-len(packed) % 4)), BYTES_MOST)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError
    return body


def _to_sign(told: Mapping[str, Any]) -> bytes:
    return _PURPOSE + _canonical(told)


def _canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _unreadable() -> InvalidInput:
    return InvalidInput("This is not a card, or not all of it.", param="unreadable")
