"""Frames in, an MP4 out: H.264 and the music's AAC packets as they are, the index at the front.

The settings were measured: the cheapest preset with the savings that cost nothing, one thread, so that the same frames give the
same bytes. Every scene begins with a keyframe, so that scenes can be joined without encoding them again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.video.frame import PictureType

from renderers.errors import RenderError
from renderers.video.formats import Format
from renderers.video.planes import Bytes, Planes

X264: Final = ":".join(
    (
        "stitchable=1",
        "open-gop=0",
        "scenecut=0",
        "bframes=3",
        "b-adapt=0",
        "weightb=0",
        "cabac=1",
        "mbtree=1",
        "rc-lookahead=10",
        "no-psy=1",
        "force-cfr=1",
        "colorprim=bt709",
        "transfer=bt709",
        "colormatrix=bt709",
    )
)
OPTIONS: Final = {"preset": "ultrafast", "crf": "23", "forced-idr": "1", "g": "600", "x264-params": X264}


def encode(frames: Iterable[Planes], size: Format, rate: int, scene_starts: frozenset[int], sound: Path) -> bytes:
    """The film as MP4. `scene_starts` are frame numbers. Raises RenderError when the encoder or the music fails."""
    with tempfile.TemporaryDirectory(prefix="handpicked-film-") as folder:
        # The index moves to the front in a second pass over the file, which needs a real one.
        path = Path(folder) / "film.mp4"
        try:
            _write(path, frames, size, rate, scene_starts, sound)
        except (OSError, av.error.FFmpegError) as error:
            raise RenderError(f"The film could not be written: {error}.", where="encoder") from error
        return path.read_bytes()


def _write(
    path: Path, frames: Iterable[Planes], size: Format, rate: int, scene_starts: frozenset[int], sound: Path
) -> None:
    flags = {"movflags": "+faststart", "fflags": "+bitexact"}
    with av.open(str(path), "w", format="mp4", options=flags) as film, av.open(str(sound)) as music:
        video = film.add_stream("libx264", rate=rate, options=OPTIONS)
        video.width, video.height, video.pix_fmt = size.width, size.height, "yuv420p"
        video.codec_context.thread_count = 1
        video.codec_context.time_base = Fraction(1, rate)
        audio = film.add_stream_from_template(music.streams.audio[0])
        picture = av.VideoFrame(size.width, size.height, "yuv420p")
        shown: Planes | None = None
        for number, planes in enumerate(frames):
            if planes is not shown:
                _fill(picture, planes)
                shown = planes
            picture.pts = number
            picture.pict_type = PictureType.I if number in scene_starts else PictureType.NONE
            film.mux(video.encode(picture))
        film.mux(video.encode(None))
        for packet in music.demux(audio=0):
            if packet.dts is not None:
                packet.stream = audio
                film.mux(packet)


def _fill(picture: av.VideoFrame, planes: Planes) -> None:
    for plane, pixels in zip(picture.planes, (planes.y, planes.u, planes.v), strict=True):
        target: Bytes = np.frombuffer(memoryview(plane), dtype=np.uint8).reshape(plane.height, plane.line_size)
        np.copyto(target[:, : plane.width], pixels)
