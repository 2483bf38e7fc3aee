"""Frames in which nothing moves, written without an encoder.

In H.264 a frame that repeats the one before is a slice whose every macroblock is skipped: some thirty bytes, the same for every
picture of a size but for the number of the frame in its head. The encoder is asked for such a slice once in a process; wherever a
film stands still it is repeated with the number counted on, and the numbers of what follows are counted on by as much.

This holds for streams of I and P pictures in which each P picture refers to the one before and frames are shown as they are
decoded (`encode` sees to the first, `number_bits` to the second). ITU-T H.264, 7.3.2.1.1 and 7.3.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from renderers.errors import RenderError
from renderers.video.codec.segment import Coded

_SLICE: Final = 1
_SPS: Final = 7
_BASELINE_PROFILE: Final = 66
_SHOWN_AS_DECODED: Final = 2
_HEAD: Final = 16
"""Bytes within which the frame's number lies."""
_ESCAPED: Final = re.compile(rb"\x00\x00\x03")
_TO_ESCAPE: Final = re.compile(rb"\x00\x00(?=[\x00-\x03])")


class Bits:
    """Reads numbers from the head of a NAL unit, bit by bit; `at` counts the bits that were read."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "big")
        self._size = len(data) * 8
        self.at = 0

    def fixed(self, width: int) -> int:
        """The next `width` bits as a number. Raises RenderError where they end too early."""
        self.at += width
        if self.at > self._size:
            raise RenderError("The encoder's bits end too early.", where="encoder")
        return self._number >> (self._size - self.at) & (1 << width) - 1

    def golomb(self) -> int:
        """An unsigned exponential Golomb code (ITU-T H.264, 9.1). Raises RenderError where the bits end too early."""
        zeros = 0
        while not self.fixed(1):
            zeros += 1
        return (1 << zeros) - 1 + self.fixed(zeros)


def number_bits(headers: bytes) -> int:
    """Bits of a frame's number, from the parameter sets (with start codes). Raises RenderError for a stream we do not make."""
    units = [_plain(unit) for unit in headers.split(b"\0\0\1")[1:]]
    sps = next(unit for unit in units if unit[0] & 0x1F == _SPS)
    bits = Bits(sps[4:])
    bits.golomb()
    width = bits.golomb() + 4
    if sps[1] != _BASELINE_PROFILE or bits.golomb() != _SHOWN_AS_DECODED:
        raise RenderError("The encoder made a stream of another kind than it was asked for.", where="encoder")
    return width


def with_stills(packets: Sequence[Coded], stands: Mapping[int, int], still: bytes, width: int) -> tuple[Coded, ...]:
    """The scene with frames that repeat: after packet n come `stands[n]` more frames that look like it.

    `still` is a slice that skips every macroblock, `width` the bits of a frame's number. Raises RenderError for a scene with a
    second keyframe.
    """
    made: list[Coded] = []
    for number, packet in enumerate(packets):
        # An IDR picture, the first, has number 0; every later one has one more, until the bits are full and it begins anew.
        data = _numbered(packet.data, len(made), width) if len(made) != number else packet.data
        made.append(Coded(data, len(made), len(made), packet.is_key))
        for _ in range(stands.get(number, 0)):
            made.append(Coded(_numbered(still, len(made), width), len(made), len(made), is_key=False))
    return tuple(made)


def _numbered(data: bytes, number: int, width: int) -> bytes:
    """The slice (after its length) with another number. No length changes, so nothing behind the number moves."""
    unit = _plain(data[4:])
    below = len(unit) * 8 - _begin_of_number(unit) - width
    mask = (1 << width) - 1
    bits = int.from_bytes(unit, "big") & ~(mask << below) | (number & mask) << below
    escaped = _TO_ESCAPE.sub(b"\0\0\3", bits.to_bytes(len(unit), "big"))
    return len(escaped).to_bytes(4, "big") + escaped


def _begin_of_number(unit: bytes) -> int:
    """The bit behind first macroblock, slice type and parameter set. Raises RenderError where the unit is no plain slice."""
    if unit[0] & 0x1F != _SLICE:
        raise RenderError("The encoder began a second keyframe in a scene.", where="encoder")
    bits = Bits(unit[1:_HEAD])
    for _ in range(3):
        bits.golomb()
    return 8 + bits.at


def _plain(unit: bytes) -> bytes:
    """The unit without the bytes that keep start codes out of it."""
    return _ESCAPED.sub(b"\0\0", unit)
