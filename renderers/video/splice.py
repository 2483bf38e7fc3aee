"""Coded scenes and coded sound, one after another, become a film. Nothing is encoded or decoded here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from heapq import merge
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.packet import Packet
from av.stream import Stream

from renderers.errors import RenderError
from renderers.video.encode import blank_film
from renderers.video.formats import Format
from renderers.video.segment import Segment

if TYPE_CHECKING:  # named in the stubs alone
    from av.container.core import Chapter


def splice(
    segments: Sequence[Segment], size: Format, rate: int, sound: bytes, chapters: Sequence[Chapter] = ()
) -> bytes:
    """The film as MP4, its index at the front. `sound` is an M4A file; what is longer than the pictures is not taken.

    The segments must have passed `require_spliceable`. Raises RenderError when the file cannot be written or the sound not be read.
    """
    with tempfile.TemporaryDirectory(prefix="handpicked-film-") as folder:
        # The index moves to the front in a second pass over the file, which needs a real one.
        path = Path(folder) / "film.mp4"
        try:
            _write(path, segments, size, rate, sound, chapters)
        except (OSError, av.error.FFmpegError) as error:
            raise RenderError(f"The film could not be written: {error}.", where="splice") from error
        return path.read_bytes()


def _write(
    path: Path, segments: Sequence[Segment], size: Format, rate: int, sound: bytes, chapters: Sequence[Chapter]
) -> None:
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    seconds = Fraction(sum(segment.frames for segment in segments), rate)
    with (
        av.open(BytesIO(blank_film(size, rate))) as pattern,
        av.open(BytesIO(sound), "r") as music,
        av.open(str(path), "w", format="mp4", options=flags) as film,
    ):
        film.set_chapters(list(chapters))
        video = film.add_stream_from_template(pattern.streams.video[0])
        audio = film.add_stream_from_template(music.streams.audio[0])
        pictures = _pictures(segments, rate, video)
        notes = _notes(music.demux(audio=0), seconds, audio)
        for packet in merge(pictures, notes, key=_moment):
            film.mux_one(packet)


def _pictures(segments: Iterable[Segment], rate: int, stream: Stream) -> Iterator[Packet[Any]]:
    first = 0
    for segment in segments:
        for coded in segment.packets:
            packet = Packet(coded.data)
            packet.time_base = Fraction(1, rate)
            packet.pts, packet.dts, packet.duration = first + coded.pts, first + coded.dts, 1
            packet.is_keyframe = coded.is_key
            packet.stream = stream
            yield packet
        first += segment.frames


def _notes(packets: Iterable[Packet[Any]], seconds: Fraction, stream: Stream) -> Iterator[Packet[Any]]:
    for packet in packets:
        # A packet that begins with the film's end would be heard after it.
        if packet.dts is not None and packet.pts is not None and packet.pts * packet.time_base < seconds:
            packet.stream = stream
            yield packet


def _moment(packet: Packet[Any]) -> Fraction:
    assert packet.dts is not None  # noqa: S101 - both streams leave out packets without
    return packet.dts * packet.time_base
