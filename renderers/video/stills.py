"""Frames in which nothing moves, written without an encoder.

In H.264 a frame that repeats the one before is a slice whose every macroblock is skipped: some twenty bytes, the same for every
picture of a size but for two counters in its head. The encoder is asked for such a slice once in a process; for each stretch of a
film that stands still it is repeated with the counters moved on, and the counters of what follows are moved on by as much.

This holds for streams in which only P pictures are referred to and each of them refers to the one before (`encode` sees to both).
Counters: ITU-T H.264, 7.3.3 (slice header), 7.3.2.1.1 (their widths).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from renderers.errors import RenderError
from renderers.video.segment import Coded

_SLICE: Final = 1
_SPS: Final = 7
_MAIN_PROFILE: Final = 77
_HEAD: Final = 16
"""Bytes within which both counters lie."""
_ESCAPED: Final = re.compile(rb"\x00\x00\x03")
_TO_ESCAPE: Final = re.compile(rb"\x00\x00(?=[\x00-\x03])")


@dataclass(frozen=True, slots=True)
class Counters:
    """Widths in bits of the two counters in every slice's head: of reference frames, and of the order in which frames are shown."""

    frame_bits: int
    order_bits: int


class Bits:
    """Reads numbers from the head of a NAL unit, bit by bit; `at` counts the bits that were read."""

    def __init__(self, data: bytes) -> None:
        self._number = int.from_bytes(data, "big")
        self._size = len(data) * 8
        self.at = 0

    def fixed(self, width: int) -> int:
        self.at += width
        if self.at > self._size:
            raise RenderError("The encoder's bits end too early.", where="encoder")
        return self._number >> (self._size - self.at) & (1 << width) - 1

    def golomb(self) -> int:
        """An unsigned exponential Golomb code."""
        zeros = 0
        while not self.fixed(1):
            zeros += 1
        return (1 << zeros) - 1 + self.fixed(zeros)


def counters_of(headers: bytes) -> Counters:
    """The counters' widths from the parameter sets (with start codes). Raises RenderError for a stream we do not make."""
    units = [_plain(unit) for unit in headers.split(b"\0\0\1")[1:]]
    sps = next(unit for unit in units if unit[0] & 0x1F == _SPS)
    bits = Bits(sps[4:])
    bits.golomb()
    frame_bits = bits.golomb() + 4
    if sps[1] != _MAIN_PROFILE or bits.golomb() != 0:
        raise RenderError("The encoder made a stream of another kind than it was asked for.", where="encoder")
    return Counters(frame_bits, bits.golomb() + 4)


def with_stills(
    packets: Sequence[Coded], stands: Mapping[int, int], still: bytes, counters: Counters
) -> tuple[Coded, ...]:
    """The scene with frames that repeat: after the picture shown as number n come `stands[n]` more that look like it.

    Packets are in decoding order and numbered without the repeated frames; picture n must be an I or a P picture, so that all
    before it are decoded before all after it. `still` is a slice that skips every macroblock.
    """
    delay = -packets[0].dts
    made: list[Coded] = []
    inserted = 0
    reference = (0, 0)
    for number, packet in enumerate(packets):
        data = packet.data
        if number:
            frame, order = _counters(data, counters)
            frame, order = frame + inserted, order + 2 * inserted
            data = _set(data, frame, order, counters) if inserted else data
            reference = (frame, order) if _is_reference(data) else reference
        made.append(Coded(data, packet.pts + inserted, len(made) - delay, packet.is_key))
        for count in range(1, stands.get(number, 0) + 1):
            again = _set(still, reference[0] + count, reference[1] + 2 * count, counters)
            made.append(Coded(again, number + inserted + count, len(made) - delay, is_key=False))
        inserted += stands.get(number, 0)
    return tuple(made)


def _counters(data: bytes, counters: Counters) -> tuple[int, int]:
    """The two counters of a slice that is no IDR slice."""
    bits = _at_counters(_plain(data[4:]))
    return bits.fixed(counters.frame_bits), bits.fixed(counters.order_bits)


def _set(data: bytes, frame: int, order: int, counters: Counters) -> bytes:
    """The slice with other counters; both begin anew when their bits are full. Lengths stay, so nothing behind them moves."""
    unit = _plain(data[4:])
    begin = 8 + _at_counters(unit).at
    width = counters.frame_bits + counters.order_bits
    value = (frame & (1 << counters.frame_bits) - 1) << counters.order_bits | order & (1 << counters.order_bits) - 1
    below = len(unit) * 8 - begin - width
    number = int.from_bytes(unit, "big")
    number = number & ~(((1 << width) - 1) << below) | value << below
    escaped = _TO_ESCAPE.sub(b"\0\0\3", number.to_bytes(len(unit), "big"))
    return len(escaped).to_bytes(4, "big") + escaped


def _at_counters(unit: bytes) -> Bits:
    """Reads past first macroblock, slice type and parameter set. Raises RenderError where the unit is no plain slice."""
    if unit[0] & 0x1F != _SLICE:
        raise RenderError("The encoder began a second keyframe in a scene.", where="encoder")
    bits = Bits(unit[1:_HEAD])
    for _ in range(3):
        bits.golomb()
    return bits


def _is_reference(data: bytes) -> bool:
    return bool(data[4] & 0x60)


def _plain(unit: bytes) -> bytes:
    """The unit without the bytes that keep start codes out of it."""
    return _ESCAPED.sub(b"\0\0", unit)
