"""Small frames that move, and decoded ones, for tests of the coded film."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import av
import numpy as np

from renderers.video.codec.encode import encode
from renderers.video.codec.segment import Segment
from renderers.video.codec.splice import splice
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Planes
from renderers.video.papers import planes_from
from renderers.video.sound.soundtrack import SHIPPED

TINY = Format("tiny", 160, 96)
BED = SHIPPED / "bed-1872000.m4a"
RATE = 30


def picture(seed: int) -> Planes:
    """Soft random light, different for every seed."""
    grid = np.random.default_rng(seed).integers(40, 220, (6, 10)).astype(np.uint8)
    y = np.kron(grid, np.ones((16, 16), dtype=np.uint8))
    u, v = (np.full((48, 80), 118 + (seed * step) % 20, dtype=np.uint8) for step in (3, 7))
    return Planes(y, u, v)


def moving(count: int, seed: int = 0) -> list[Planes]:
    """A bright box that goes from left to right over one picture."""
    frames = []
    for at in range(count):
        frame = picture(seed).copy()
        frame.y[32:64, at * 2 : at * 2 + 24] = 235
        frames.append(frame)
    return frames


def film_bytes(segments: Sequence[Segment], size: Format = TINY) -> bytes:
    return splice(segments, size, RATE, BED.read_bytes())


def decoded(film: bytes) -> Iterator[Planes]:
    """The film's pictures in the order they are shown; a warning of the decoder is an error."""
    before = av.logging.get_level()
    av.logging.set_level(av.logging.WARNING)
    try:
        with av.logging.Capture() as said, av.open(BytesIO(film)) as container:
            yield from (planes_from(frame) for frame in container.decode(video=0))
        assert said == []
    finally:
        av.logging.set_level(before)


def coded(frames: list[Planes]) -> Segment:
    return encode(frames, TINY, RATE)


def distance(one: Planes, other: Planes) -> float:
    """Mean difference of luma, in steps of 255."""
    return float(np.abs(one.y.astype(int) - other.y).mean())
