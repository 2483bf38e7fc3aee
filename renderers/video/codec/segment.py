"""A coded scene at rest: its parameter sets and packets, as bytes and back."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from renderers.errors import RenderError

_MAGIC: Final = b"HPSEG\x01"
_HEAD: Final = struct.Struct("<6sII")
"""Magic, bytes of parameter sets, number of packets."""
_ENTRY: Final = struct.Struct("<IiiB")
"""Bytes, pts, dts, 1 for a keyframe."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded picture. `pts` and `dts` count frames from the scene's first; dts begins below zero, by the encoder's delay."""

    data: bytes
    pts: int
    dts: int
    is_key: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A scene as H.264 the way MP4 holds it, in decoding order. `headers` are its SPS and PPS."""

    headers: bytes
    packets: tuple[Coded, ...]

    @property
    def frames(self) -> int:
        """How many frames it holds; each packet is one."""
        return len(self.packets)


def require_spliceable(segment: Segment, headers: bytes, frames: int, where: str) -> None:
    """Raises RenderError unless the scene can stand anywhere in a film: it has the film's parameter sets and all its frames,
    begins with its only keyframe, and its pictures are decoded in order, one a frame."""
    packets = segment.packets
    faults = (
        ("other parameter sets than the film", segment.headers != headers),
        (f"{len(packets)} frames instead of {frames}", len(packets) != frames),
        ("a first picture that is not a keyframe", not packets or not packets[0].is_key or packets[0].pts != 0),
        ("a second keyframe", any(packet.is_key for packet in packets[1:])),
        ("a gap in its order", any(after.dts != before.dts + 1 for before, after in pairwise(packets))),
        ("a frame twice", sorted(packet.pts for packet in packets) != list(range(len(packets)))),
        ("a picture that is shown before it is decoded", any(packet.dts > packet.pts for packet in packets)),
    )
    for fault, is_there in faults:
        if is_there:
            raise RenderError(f"The coded scene has {fault}.", where=where)


def packed(segment: Segment) -> bytes:
    """The segment as one block of bytes."""
    entries = b"".join(_ENTRY.pack(len(one.data), one.pts, one.dts, one.is_key) for one in segment.packets)
    head = _HEAD.pack(_MAGIC, len(segment.headers), len(segment.packets))
    return b"".join((head, segment.headers, entries, *(one.data for one in segment.packets)))


def unpacked(block: bytes) -> Segment:
    """The segment in a block. Raises ValueError where it is none."""
    try:
        magic, header_size, count = _HEAD.unpack_from(block)
        if magic != _MAGIC:
            raise ValueError("not a coded scene")
        at = _HEAD.size + header_size
        body = at + count * _ENTRY.size
        packets = []
        for size, pts, dts, is_key in _ENTRY.iter_unpack(block[at:body]):
            packets.append(Coded(block[body : body + size], pts, dts, bool(is_key)))
            body += size
    except struct.error as error:
        raise ValueError(f"a coded scene that is cut off: {error}") from None
    if body != len(block):
        raise ValueError("a coded scene of another length than it says")
    return Segment(block[_HEAD.size : at], tuple(packets))
