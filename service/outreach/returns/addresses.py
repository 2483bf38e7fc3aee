"""Mail addresses in what comes back, known again by their keyed hash alone. None of them is kept or logged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

import idna

from service.security.encryption import address_hash

_IN_TEXT: Final = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:@]{1,255}")
_XTEXT: Final = re.compile(r"\+([0-9A-F]{2})")
_LONGEST: Final = 320
_MOST: Final = 40


def hashes_of(field: str) -> frozenset[str]:
    """The hashes that a field such as `rfc822; ana@example.com` may stand for: as written, and as it is spelled out where servers
    write it otherwise (xtext, a domain in Punycode)."""
    _, _, rest = field.rpartition(";")
    address = rest.strip().strip("<>").strip()[:_LONGEST]
    return frozenset(map(address_hash, _spellings(address))) if "@" in address else frozenset()


def hashes_in(text: str) -> frozenset[str]:
    """The same for every address in running text, some dozens at most."""
    found: set[str] = set()
    for match, _ in zip(_IN_TEXT.finditer(text), range(_MOST), strict=False):
        found |= hashes_of(match[0].rstrip("."))
    return frozenset(found)


def _spellings(address: str) -> Iterator[str]:
    for spelled in {address, _XTEXT.sub(lambda match: chr(int(match[1], 16)), address)}:
        yield spelled
        local, _, domain = spelled.rpartition("@")
        with suppress(idna.IDNAError, UnicodeError):
            yield f"{local}@{idna.decode(domain)}"
        with suppress(idna.IDNAError, UnicodeError):
            yield f"{local}@{idna.encode(domain).decode()}"
