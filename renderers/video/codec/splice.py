"""Coded scenes and coded sound, one after another, become a film. Nothing is encoded or decoded here."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from heapq import merge
from io import BytesIO
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
from av.packet import Packet
from av.stream import Disposition, Stream

from renderers.errors import RenderError
from renderers.video.codec.encode import blank_film
from renderers.video.codec.segment import Segment
from renderers.video.drawing.formats import Format

if TYPE_CHECKING:  # named in the stubs alone
    from av.container.core import Chapter


def splice(
    segments: Sequence[Segment],
    size: Format,
    rate: int,
    sound: bytes,
    chapters: Sequence[Chapter] = (),
    spoken: bytes | None = None,
) -> bytes:
    """The film as MP4, its index at the front. `sound` is an M4A file; what is longer than the pictures is not taken. `spoken` is
    another, a second track that a player may offer instead.

    The segments must have passed `require_spliceable`. Raises RenderError when the file cannot be written or the sound not be read.
    """
    with tempfile.TemporaryDirectory(prefix="handpicked-film-", ignore_cleanup_errors=True) as folder:
        # The index moves to the front in a second pass over the file, which needs a real one.
        path = Path(folder) / "film.mp4"
        try:
            _write(path, segments, size, rate, (sound,) if spoken is None else (sound, spoken), chapters)
        except (OSError, av.error.FFmpegError) as error:
            raise RenderError(f"The film could not be written: {error}.", where="splice") from error
        return path.read_bytes()


def _write(
    path: Path,
    segments: Sequence[Segment],
    size: Format,
    rate: int,
    sounds: Sequence[bytes],
    chapters: Sequence[Chapter],
) -> None:
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with ExitStack() as opened:
        pattern = opened.enter_context(av.open(BytesIO(blank_film(size, rate))))
        heard = [opened.enter_context(av.open(BytesIO(sound), "r")) for sound in sounds]
        film = opened.enter_context(av.open(str(path), "w", format="mp4", options=flags))
        film.set_chapters(list(chapters))
        video = film.add_stream_from_template(pattern.streams.video[0])
        tracks = [film.add_stream_from_template(one.streams.audio[0]) for one in heard]
        for number, track in enumerate(tracks):
            track.disposition = Disposition(0 if number else Disposition.default)
        note = heard[0].streams.audio[0].time_base
        assert note is not None  # noqa: S101 - every stream that was read has one
        # Moments in whole ticks, of which both a frame and a note's unit have a whole number: a thousand packets are compared.
        a_frame, a_unit = note.denominator, note.numerator * rate
        end = sum(segment.frames for segment in segments) * a_frame
        pictures = _pictures(segments, rate, video, a_frame)
        notes = [_notes(one.demux(audio=0), end, track, a_unit) for one, track in zip(heard, tracks, strict=True)]
        for _, packet in merge(pictures, *notes, key=itemgetter(0)):
            film.mux_one(packet)


def _pictures(
    segments: Iterable[Segment], rate: int, stream: Stream, a_frame: int
) -> Iterator[tuple[int, Packet[Any]]]:
    """(moment of decoding, packet) of all pictures; a frame takes `a_frame` ticks."""
    first, frame = 0, Fraction(1, rate)
    for segment in segments:
        for coded in segment.packets:
            packet = Packet(coded.data)
            packet.time_base = frame
            packet.pts, packet.dts, packet.duration = first + coded.pts, first + coded.dts, 1
            packet.is_keyframe = coded.is_key
            packet.stream = stream
            yield (first + coded.dts) * a_frame, packet
        first += segment.frames


def _notes(packets: Iterable[Packet[Any]], end: int, stream: Stream, a_unit: int) -> Iterator[tuple[int, Packet[Any]]]:
    """(moment of decoding, packet) of the sound; its unit of time takes `a_unit` ticks."""
    for packet in packets:
        # A packet that begins with the film's end would be heard after it.
        if packet.dts is not None and packet.pts is not None and packet.pts * a_unit < end:
            packet.stream = stream
            yield packet.dts * a_unit, packet
