"""Frames in, one coded scene out: an H.264 stretch that begins with an IDR picture and needs nothing before or after it.

The settings were measured: the cheapest preset with the savings that cost nothing, constant quantizers instead of a rate control
that looks ahead (which took half the time), one thread, so that the same frames give the same bytes. There are no B pictures: they
would save a fifth of the bytes, cost an eighth of the time, and stand in the way of frames that are written without the encoder.
Every setting that could make two scenes' headers differ is fixed, so that scenes can be joined without encoding them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Final

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.stream import VideoStream

from renderers.errors import RenderError
from renderers.video.codec.segment import Coded, Segment
from renderers.video.codec.stills import number_bits, with_stills
from renderers.video.drawing.formats import Format
from renderers.video.drawing.planes import Bytes, Planes

X264: Final = ":".join(
    (
        "stitchable=1",
        "open-gop=0",
        "scenecut=0",
        "bframes=0",
        "cabac=0",
        "mbtree=0",
        "rc-lookahead=0",
        "ipratio=2.0",
        "force-cfr=1",
        "colorprim=bt709",
        "transfer=bt709",
        "colormatrix=bt709",
    )
)
LONG: Final = 6
"""Equal frames from which on a second one is encoded: it cleans up what motion left behind in the first, for all that follow."""
REFINED: Final = 2
_START: Final = b"\0\0\1"
_NOTES: Final = 6
"""NAL unit type of supplemental information; the encoder writes its settings there, once a scene."""
OPTIONS: Final = {"preset": "ultrafast", "qp": "25", "forced-idr": "1", "g": "9999", "x264-params": X264}


def encode(frames: Iterable[Planes], size: Format, rate: int) -> Segment:
    """One scene, coded. Where `frames` yields the same object again, the repeated frames cost nothing (`stills`).

    Raises RenderError when the encoder fails.
    """
    stretches = _stretches(frames)
    coded, stands = _coded_once(stretches, size, rate)
    if not stands:
        return coded
    return Segment(coded.headers, with_stills(coded.packets, stands, _still(size, rate), number_bits(coded.headers)))


def _coded_once(stretches: Iterable[tuple[Planes, int]], size: Format, rate: int) -> tuple[Segment, dict[int, int]]:
    """The scene with long stretches cut short, and how many frames are missing after which."""
    stands: dict[int, int] = {}
    try:
        encoder = _encoder(size, rate)
        packets = [packet for picture in _pictures(stretches, size, stands) for packet in encoder.encode(picture)]
        packets += encoder.encode(None)
    except (OSError, ValueError, av.error.FFmpegError) as error:
        raise RenderError(f"A scene could not be encoded: {error}.", where="encoder") from error
    return Segment(bytes(encoder.extradata or b""), tuple(_coded(packet) for packet in packets)), stands


@cache
def _still(size: Format, rate: int) -> bytes:
    """A frame that repeats the one before it, as the encoder itself writes it."""
    grey = _grey(size)
    coded, _ = _coded_once(((grey, 1), (grey, 1)), size, rate)
    return coded.packets[-1].data


def _stretches(frames: Iterable[Planes]) -> Iterator[tuple[Planes, int]]:
    """Each picture with the number of frames it stands."""
    shown: Planes | None = None
    length = 0
    for planes in frames:
        if shown is not None and planes is not shown:
            yield shown, length
            length = 0
        shown = planes
        length += 1
    if shown is not None:
        yield shown, length


@cache
def blank_film(size: Format, rate: int) -> bytes:
    """A film of one frame as MP4, made with the same settings: its stream is the pattern for every spliced film."""
    file = BytesIO()
    with av.open(file, "w", format="mp4") as film:
        stream = film.add_stream("libx264", rate=rate, options=OPTIONS)
        stream.width, stream.height, stream.pix_fmt = size.width, size.height, "yuv420p"
        stream.codec_context.thread_count = 1
        stream.codec_context.time_base = Fraction(1, rate)
        picture = av.VideoFrame(size.width, size.height, "yuv420p")
        _fill(picture, _grey(size))
        picture.pts = 0
        film.mux(stream.encode(picture))
        film.mux(stream.encode(None))
    return file.getvalue()


@cache
def headers(size: Format, rate: int) -> bytes:
    """The parameter sets every scene of this size and rate must have, so that a decoder needs only one of each."""
    return encode((_grey(size),), size, rate).headers


def _encoder(size: Format, rate: int) -> VideoCodecContext:
    encoder = VideoCodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)  # noqa: S101 - for the type checker
    encoder.width, encoder.height, encoder.pix_fmt = size.width, size.height, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(rate), Fraction(1, rate)
    encoder.thread_count = 1
    encoder.flags |= av.codec.context.Flags.global_header
    encoder.options = OPTIONS
    return encoder


def _pictures(stretches: Iterable[tuple[Planes, int]], size: Format, stands: dict[int, int]) -> Iterator[av.VideoFrame]:
    """The pictures to encode, numbered. Of a long stretch only its beginning; the rest is noted in `stands`."""
    number = 0
    for planes, length in stretches:
        picture = _picture(planes, size)
        coded = min(REFINED, length) if length >= LONG else 1
        for _ in range(coded):
            picture.pts = number
            picture.pict_type = PictureType.NONE if number else PictureType.I
            yield picture
            number += 1
        if coded < length:
            stands[number - 1] = length - coded


def _coded(packet: av.Packet[VideoStream]) -> Coded:
    assert packet.pts is not None  # noqa: S101 - every picture was given its number
    assert packet.dts is not None  # noqa: S101
    return Coded(_with_lengths(bytes(packet)), packet.pts, packet.dts, packet.is_keyframe)


def _with_lengths(coded: bytes) -> bytes:
    """A picture as MP4 holds it: every NAL unit after its length instead of after a start code, the encoder's notes left out.

    A unit holds no start code and does not end in a zero byte; both are promised by H.264 (7.4.1).
    """
    units = (unit.rstrip(b"\0") for unit in coded.split(_START)[1:])
    return b"".join(len(unit).to_bytes(4, "big") + unit for unit in units if unit[0] & 0x1F != _NOTES)


def _picture(planes: Planes, size: Format) -> av.VideoFrame:
    """The planes as the encoder takes them; what lies in one block is not copied."""
    if planes.block is not None:
        return av.VideoFrame.from_numpy_buffer(planes.block, format="yuv420p")
    picture = av.VideoFrame(size.width, size.height, "yuv420p")
    _fill(picture, planes)
    return picture


def _fill(picture: av.VideoFrame, planes: Planes) -> None:
    for plane, pixels in zip(picture.planes, (planes.y, planes.u, planes.v), strict=True):
        target: Bytes = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(plane.height, plane.line_size)
        np.copyto(target[:, : plane.width], pixels)


def _grey(size: Format) -> Planes:
    half = np.full((size.height // 2, size.width // 2), 128, dtype=np.uint8)
    return Planes(np.full((size.height, size.width), 128, dtype=np.uint8), half, half)
