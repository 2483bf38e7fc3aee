"""Keyed marks of how a person's words begin: what a search compares without decrypting anybody. Decision 46 says what they reveal.

Every workspace has keys of its own, a new one for each renewal, and its people stand on `SHELVES` shelves, each again with a key of
its own: the same beginning has another mark on every shelf. A mark is 63 bits, so that no two beginnings share one by chance.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from service.folding import searched_words
from service.recipients.models import Recipient
from service.security.encryption import readable
from service.security.keys import derive_key

SHELVES: Final = 32
"""How many marks one beginning has in a workspace; a search looks for all of them."""
ROUND: Final = 8
"""A person's marks are filled up with random ones to a multiple of this, so that their number does not tell how long a name is."""
MOST: Final = 160
"""Marks of one person."""


def tags_of(recipient: Recipient, generation: int) -> list[int]:
    """The marks of everything a person can be found by, in no order that tells which belong together; none for an erased person.

    Names and what stands before the @ of the mail address: a whole address is found by its own hash, and nothing else is searched.
    """
    words = _words(recipient)
    if recipient.erased_at is not None or not words:
        return []
    key = _shelf_key(recipient.workspace_id, generation, _shelf(recipient.id))
    beginnings = sorted({word[:length] for word in words for length in range(1, len(word) + 1)}, key=len)
    found = {_tag(key, beginning) for beginning in beginnings[:MOST]}
    while len(found) % ROUND:
        found.add(secrets.randbits(63))
    return sorted(found)


def tags_asked(workspace_id: str, generations: Iterable[int], beginnings: Iterable[str]) -> list[int]:
    """The marks that people have one of whose words begin so, whatever their shelf."""
    keys = [_shelf_key(workspace_id, generation, shelf) for generation in generations for shelf in range(SHELVES)]
    return [_tag(key, beginning) for beginning in beginnings for key in keys]


def _words(recipient: Recipient) -> frozenset[str]:
    names = searched_words(readable(recipient.given_name) or "", readable(recipient.family_name) or "")
    return names | searched_words((readable(recipient.email) or "").partition("@")[0])


def _shelf(recipient_id: str) -> int:
    """Of ids that are random, always the same."""
    return hashlib.sha256(recipient_id.encode()).digest()[0] % SHELVES


@lru_cache(maxsize=1_024)
def _shelf_key(workspace_id: str, generation: int, shelf: int) -> bytes:
    said = f"{workspace_id}\n{generation}\n{shelf}".encode()
    return hmac.digest(derive_key("search of people"), said, "sha256")


def _tag(key: bytes, beginning: str) -> int:
    return int.from_bytes(hmac.digest(key, beginning.encode(), "sha256")[:8], "big") >> 1
