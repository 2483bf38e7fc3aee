"""How long a text message is: in the 7-bit alphabet of GSM 03.38, or in UCS-2 as soon as one letter is not in that, and in how many
parts a network carries it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Encoding = Literal["gsm7", "ucs2"]
_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Each of these is sent as two: an escape and a letter."""
_ALONE: Final[dict[Encoding, int]] = {"gsm7": 160, "ucs2": 70}
_JOINED: Final[dict[Encoding, int]] = {"gsm7": 153, "ucs2": 67}
"""Units in one part of several: six octets of each say where it belongs."""


@dataclass(frozen=True, slots=True)
class Size:
    """`units`: septets of GSM-7, or UTF-16 code units. `parts`: messages that the network sends, and bills."""

    encoding: Encoding
    units: int
    parts: int


def size_of(words: str) -> Size:
    """The size of one message. No letter is parted between two parts: an escape stays with its letter, as a surrogate with its
    twin."""
    encoding: Encoding = "gsm7" if _BASIC.union(_EXTENDED).issuperset(words) else "ucs2"
    lengths = [_length(letter, encoding) for letter in words]
    units = sum(lengths)
    if units <= _ALONE[encoding]:
        return Size(encoding, units, 1)
    parts, left = 1, _JOINED[encoding]
    for length in lengths:
        if length > left:
            parts, left = parts + 1, _JOINED[encoding]
        left -= length
    return Size(encoding, units, parts)


def _length(letter: str, encoding: Encoding) -> int:
    if encoding == "gsm7":
        return 2 if letter in _EXTENDED else 1
    return len(letter.encode("utf-16-le")) // 2
