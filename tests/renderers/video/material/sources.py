"""Films, recordings and logos as people send them, small and made of shapes."""

from __future__ import annotations

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

LEFT, RIGHT = (200, 60, 40), (40, 80, 190)
_MATRIX_AT = 44
"""Bytes from the name of a track's head in an MP4 to the matrix by which it is turned."""
QUARTER = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
"""A quarter with the clock, as telephones note it."""


def clip(
    path: Path,
    size: tuple[int, int] = (320, 240),
    seconds: float = 1.2,
    sound: str | None = "stereo",
    codec: str = "libx264",
    rate: int = 25,
) -> Path:
    """A film whose left half is red and whose right half is blue, with a white dot that moves; `sound` a layout of channels."""
    width, height = size
    with av.open(str(path), "w") as file:
        video = file.add_stream(codec, rate=rate)
        video.width, video.height = width, height
        video.pix_fmt = "yuv422p10le" if codec == "prores_ks" else "yuv420p"
        audio = file.add_stream("aac", rate=44_100, layout=sound) if sound else None
        for number in range(round(seconds * rate)):
            picture = Image.new("RGB", size, LEFT)
            canvas = ImageDraw.Draw(picture)
            canvas.rectangle((width // 2, 0, width, height), fill=RIGHT)
            x = 20 + number * (width - 60) // round(seconds * rate)
            canvas.ellipse((x, height // 2 - 10, x + 20, height // 2 + 10), fill="white")
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame.pts = number
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        if audio is not None:
            tone = 0.2 * np.sin(2 * np.pi * 180 * np.arange(round(seconds * 44_100)) / 44_100).astype(np.float32)
            for begin in range(0, tone.size, 1024):
                part = np.ascontiguousarray(np.tile(tone[begin : begin + 1024], (audio.layout.nb_channels, 1)))
                heard = av.AudioFrame.from_ndarray(part, format="fltp", layout=str(sound))
                heard.sample_rate, heard.pts, heard.time_base = 44_100, begin, Fraction(1, 44_100)
                file.mux(audio.encode(heard))
            file.mux(audio.encode(None))
    return path


def turned(path: Path) -> Path:
    """The same file with the note that it was held upright: its pictures lie, and are to be shown standing."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + _MATRIX_AT
    for number, value in enumerate(QUARTER):
        data[at + 4 * number : at + 4 * number + 4] = (value & 0xFFFFFFFF).to_bytes(4, "big")
    other = path.with_name(f"turned-{path.name}")
    other.write_bytes(data)
    return other


def recording(path: Path, seconds: float = 1.5, loudness: float = 0.3) -> Path:
    """A voice note: a tone that comes and goes; over 1 its waves are cut off."""
    time = np.arange(round(seconds * 44_100)) / 44_100
    tone = loudness * np.sin(2 * np.pi * 160 * time) * np.clip(np.sin(2 * np.pi * 2 * time) + 0.4, 0, 1)
    return written(path, np.clip(tone, -1, 1))


def written(path: Path, tone: npt.NDArray[np.float64]) -> Path:
    """One channel as a 16-bit WAV."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("pcm_s16le", rate=44_100, layout="mono")
        frame = av.AudioFrame.from_ndarray((tone * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = 44_100
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def logo(path: Path) -> Path:
    """A mark on nothing: a ring, see-through all round."""
    picture = Image.new("RGBA", (300, 120))
    ImageDraw.Draw(picture).ellipse((10, 10, 110, 110), outline="#c2410c", width=14)
    picture.save(path)
    return path


def webp(path: Path) -> bytes:
    """A picture as it is kept once it was taken."""
    out = io.BytesIO()
    Image.open(path).convert("RGBA").save(out, "WEBP")
    return out.getvalue()
