"""What a giver sends for their films, read by FFmpeg in the process: what it is, its pictures moment by moment, its sound.

Nothing here is trusted. A file is asked for its size before a picture is decoded, one picture is held at a time, no larger than it
will be shown, and whatever cannot be taken is refused with a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.audio.resampler import AudioResampler
from av.container import InputContainer
from av.video.reformatter import VideoReformatter

from renderers.errors import MaterialRefused
from renderers.video.sound.loudness import RATE, Sound
from renderers.video.timeline.opened import LONGEST

LONGEST_FILE: Final = 120.0
"""Seconds that a file may last; the first or any ten of them are used."""
SHORTEST: Final = 1.0
MOST_PIXELS: Final = 3840 * 2160
LEAST_EDGE: Final = 240
SHOWN_EDGE: Final = 1280
"""Pixels of the longer edge at which pictures are handed on."""
CODECS: Final = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "mjpeg", "prores", "mpeg2video"})
FORMATS: Final = ("mov", "matroska", "avi", "mpegts")
SOUND_FORMATS: Final = (*FORMATS, "mp3", "wav", "ogg", "flac", "aac")
CLIPPED_SHARE: Final = 0.002
"""Share of samples at the very top from which on a recording is heard to crackle."""
_FULL: Final = 0.985
_PQ: Final = 16
"""SMPTE ST 2084, the transfer of HDR10: its light cannot be shown on a page without guessing."""
_QUARTERS: Final = {90: 1, -270: 1, 180: 2, -180: 2, 270: 3, -90: 3}

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """A clip as it will be seen: upright, in pixels and seconds."""

    seconds: float
    width: int
    height: int
    has_sound: bool


def look_at_clip(path: Path) -> ClipFacts:
    """What a film file is. Its first and some later picture are decoded. Raises MaterialRefused."""
    with _opened(path, FORMATS, "film") as file:
        stream = next(iter(file.streams.video), None)
        if stream is None:
            raise MaterialRefused("There’s sound in this file but no picture. Choose a film.")
        codec = stream.codec_context.name
        if codec not in CODECS:
            raise MaterialRefused(
                f"This film is coded as {codec}, which we don’t take. Save it as MP4 with H.264, and upload that."
            )
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > MOST_PIXELS:
            raise MaterialRefused(
                f"This film has {width:,} by {height:,} pixels; we take up to 3,840 by 2,160. Save it smaller, and upload that."
            )
        if min(width, height) < LEAST_EDGE:
            raise MaterialRefused(
                f"This film has {width:,} by {height:,} pixels, too few to show. Use one with at least {LEAST_EDGE} on each edge."
            )
        seconds = _seconds(file, stream)
        _require_length(seconds, "film")
        if int(stream.codec_context.color_trc) == _PQ:
            raise MaterialRefused(
                "This film is in HDR10, whose light a page can’t show. Export it as SDR, and upload that."
            )
        first, others = None, 0
        for frame in file.decode(stream):
            if first is None:
                first = frame
            elif (others := others + 1) >= 2:
                break
        if first is None or not others:
            raise MaterialRefused("There’s only one picture in this file. Choose a film that moves.")
        if _turned(first) % 2:
            width, height = height, width
        return ClipFacts(round(seconds, 2), width, height, bool(file.streams.audio))


def look_at_voice(path: Path) -> float:
    """Seconds of a voice note. All of it is heard once. Raises MaterialRefused for one that is silent, clipped or too long."""
    with _opened(path, SOUND_FORMATS, "recording") as file:
        stream = next(iter(file.streams.audio), None)
        if stream is None:
            raise MaterialRefused("There’s no sound in this file. Choose a recording.")
        seconds = _seconds(file, stream)
        if seconds > LONGEST:
            raise MaterialRefused(
                f"This recording lasts {seconds:.0f} seconds; it may last {LONGEST:.0f}. Say it shorter."
            )
    said = sound_of(path, 0.0, LONGEST + 1)
    seconds = float(said.shape[1] / RATE)
    if seconds > LONGEST:
        raise MaterialRefused(f"This recording lasts {seconds:.0f} seconds; it may last {LONGEST:.0f}. Say it shorter.")
    if seconds < SHORTEST:
        raise MaterialRefused("This recording is shorter than a second. Say a sentence.")
    if float(np.abs(said).max()) < 1e-3:
        raise MaterialRefused("Nothing is heard in this recording. Check your microphone, and record it again.")
    if clipped_share(said) > CLIPPED_SHARE:
        raise MaterialRefused(
            "This recording is too loud for its microphone and crackles. Move a little away from it, and record it again."
        )
    return round(seconds, 2)


def clipped_share(sound: Sound) -> float:
    """The share of samples that lie at the top with a neighbour that does too: where the wave was cut off."""
    at_top = np.abs(sound) >= _FULL * max(float(np.abs(sound).max()), 0.5)
    return float((at_top[:, 1:] & at_top[:, :-1]).mean()) if sound.shape[1] > 1 else 0.0


def sound_of(path: Path, begin: float, seconds: float) -> Sound:
    """What is heard from `begin` on, for at most so many seconds: float32 (2, samples) at 48 kHz, mixed down to two channels.

    A file without sound gives none. Raises MaterialRefused where it cannot be read.
    """
    first, last = round(begin * RATE), round((begin + seconds) * RATE)
    pieces: list[Sound] = []
    heard = 0
    with _opened(path, SOUND_FORMATS, "recording") as file:
        if not file.streams.audio:
            return np.zeros((2, 0), np.float32)
        resampler = AudioResampler(format="fltp", layout="stereo", rate=RATE)
        for frame in file.decode(audio=0):
            frame.pts = None  # some recorders count strangely; what is heard is counted instead
            for part in resampler.resample(frame):
                samples = part.to_ndarray()
                kept = samples[:, max(0, first - heard) : max(0, last - heard)]
                if kept.size:
                    pieces.append(kept.astype(np.float32))
                heard += samples.shape[1]
            if heard >= last:
                break
    return np.concatenate(pieces, axis=1) if pieces else np.zeros((2, 0), np.float32)


class Pictures:
    """A clip's pictures in order, upright, RGB, their longer edge at most `SHOWN_EDGE`. One is held at a time."""

    def __init__(self, path: Path, begin: float) -> None:
        self._file = av.open(str(path))
        self._stream = self._file.streams.video[0]
        self._stream.thread_type = "NONE"  # each thread would hold pictures of its own
        self._begin = begin
        self._frames = self._decoded(begin)
        self._image = self._upright(next(self._frames))
        self._next = next(self._frames, None)

    def at(self, moment: float) -> Pixels:
        """The picture shown `moment` seconds after the beginning: uint8 (height, width, 3). Moments must not go back.

        After the last picture it stays. Raises MaterialRefused where the file breaks off in the middle of one.
        """
        until = self._begin + moment + 1e-4
        newest: av.VideoFrame | None = None
        while self._next is not None and self._second(self._next) <= until:
            newest = self._next
            self._next = next(self._frames, None)
        if newest is not None:
            self._image = self._upright(newest)
        return self._image

    def close(self) -> None:
        """Lets the file go, and the decoder's pictures with it: who collects garbage is not asked."""
        self._frames.close()
        self._next = None
        self._file.close()

    def _decoded(self, begin: float) -> Generator[av.VideoFrame, None, None]:
        found = False
        try:
            if begin > 0:
                self._file.seek(round(begin * av.time_base), backward=True)
            last: av.VideoFrame | None = None
            for frame in self._file.decode(self._stream):
                if not found and self._second(frame) <= begin:
                    last = frame
                    continue
                if not found and last is not None:
                    yield last
                found = True
                yield frame
            if not found and last is not None:
                found = True
                yield last
        except av.error.FFmpegError:
            if not found:
                raise _unreadable("film") from None
        if not found:
            raise _unreadable("film")

    def _second(self, frame: av.VideoFrame) -> float:
        start = float((self._stream.start_time or 0) * (self._stream.time_base or 0))
        return float(frame.time or 0.0) - start

    def _upright(self, frame: av.VideoFrame) -> Pixels:
        shrink = min(1.0, SHOWN_EDGE / max(frame.width, frame.height))
        width, height = max(2, round(frame.width * shrink / 2) * 2), max(2, round(frame.height * shrink / 2) * 2)
        small = VideoReformatter().reformat(frame, width, height, "rgb24", interpolation="AREA").to_ndarray()
        return np.ascontiguousarray(np.rot90(small, _turned(frame)))


def _turned(frame: av.VideoFrame) -> int:
    """Quarter turns against the clock that put it upright, as its camera noted."""
    return _QUARTERS.get(round(frame.rotation), 0)


def _seconds(file: InputContainer, stream: av.VideoStream | av.AudioStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return 0.0 if file.duration is None else file.duration / av.time_base


def _require_length(seconds: float, what: str) -> None:
    if seconds > LONGEST_FILE:
        minutes = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
        raise MaterialRefused(
            f"This {what} lasts {minutes}; we take up to {LONGEST_FILE / 60:.0f} and use {LONGEST:.0f} seconds of it. "
            "Cut it, and upload the part you want."
        )
    if seconds < SHORTEST:
        raise MaterialRefused(f"This {what} is shorter than a second. Choose a longer one.")


@contextmanager
def _opened(path: Path, formats: tuple[str, ...], what: str) -> Iterator[InputContainer]:
    with path.open("rb") as head:
        begins = head.read(16)
    if not begins.strip(b"\0 \r\n\t"):
        raise MaterialRefused("This file is empty.")
    if (picture := _picture(begins)) is not None:
        raise MaterialRefused(f"This is a picture ({picture}), not a {what}.")
    try:
        with av.open(str(path)) as file:
            if not set(file.format.name.split(",")) & set(formats):
                raise MaterialRefused(f"This isn’t a {what} we know. Save it as MP4, and upload that.")
            yield file
    except (av.error.FFmpegError, OSError, ValueError, EOFError):
        raise _unreadable(what) from None


_PICTURES: Final = (
    (b"\xff\xd8\xff", "a JPEG"),
    (b"\x89PNG", "a PNG"),
    (b"GIF8", "a GIF"),
    (b"BM", "a BMP"),
    (b"II*\0", "a TIFF"),
    (b"MM\0*", "a TIFF"),
)


def _picture(begins: bytes) -> str | None:
    if begins[:4] == b"RIFF" and begins[8:12] == b"WEBP":
        return "a WebP"
    if begins[4:8] == b"ftyp" and begins[8:11] in {b"hei", b"hev", b"mif", b"avi"}:
        return "a HEIC or AVIF"
    return next((name for head, name in _PICTURES if begins.startswith(head)), None)


def _unreadable(what: str) -> MaterialRefused:
    return MaterialRefused(f"This {what} is cut off or damaged, so we can’t read it. Export it again, and upload that.")
