"""Makes what the sample campaign's giver brings for its films: a clip, a logo and a voice note. All shapes and tones, all ours. By
hand:

    python -m workshop.film.giver

writes assets/samples/material. The clip is a desk by a window on which hands tie a parcel; the voice note is hummed, since no
person of the sample exists who could say it: what it means stands in its caption.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from renderers.language.translations import ASSETS

FOLDER: Final = ASSETS / "samples" / "material"
SIZE: Final = (960, 540)
SECONDS: Final = 5.0
RATE: Final = 25
SOUND_RATE: Final = 44_100
EMBER: Final = "#c2410c"
SKIN: Final = "#c99a7a"
_CRF: Final = "27"
Pixels = npt.NDArray[np.float64]


def main() -> None:
    """Writes all three files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    write_clip(FOLDER / "clip.mp4")
    write_voice(FOLDER / "voice.m4a")
    write_logo(FOLDER / "logo.png")


def write_clip(path: Path) -> None:
    """Hands tie a ribbon round a parcel; an empty room is heard."""
    with av.open(str(path), "w", options={"fflags": "+bitexact", "movflags": "+faststart"}) as file:
        video = file.add_stream("libx264", rate=RATE, options={"crf": _CRF, "preset": "slow"})
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        audio = file.add_stream("aac", rate=SOUND_RATE, layout="mono")
        audio.bit_rate = 32_000
        room = _room()
        for number in range(round(SECONDS * RATE)):
            frame = av.VideoFrame.from_ndarray(np.asarray(_frame(room, number / RATE)), format="rgb24")
            frame.pts = number
            file.mux(video.encode(frame))
        file.mux(video.encode(None))
        _mux(file, audio, _air(round(SECONDS * SOUND_RATE)))


def write_voice(path: Path) -> None:
    """Two hummed phrases, as somebody's who says thank you."""
    time = np.arange(round(2.6 * SOUND_RATE)) / SOUND_RATE
    pitch = 150 + 18 * np.sin(2 * np.pi * 0.6 * time + 0.7) + 6 * np.sin(2 * np.pi * 2.1 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / SOUND_RATE
    voice = sum(loud * np.sin(number * phase) for number, loud in ((1, 1.0), (2, 0.5), (3, 0.33), (4, 0.16), (5, 0.1)))
    syllables = np.clip(np.sin(2 * np.pi * 2.9 * time) + 0.35 * np.sin(2 * np.pi * 0.8 * time) + 0.3, 0, 1)
    ends = np.clip(np.minimum(time, time[-1] - time) / 0.15, 0, 1)
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as file:
        audio = file.add_stream("aac", rate=SOUND_RATE, layout="mono")
        audio.bit_rate = 48_000
        _mux(file, audio, 0.11 * np.asarray(voice) * syllables * ends)


def write_logo(path: Path) -> None:
    """A mountain over its own reflection, in a ring, on nothing."""
    large = Image.new("RGBA", (1280, 1280))
    canvas = ImageDraw.Draw(large)
    canvas.ellipse((60, 60, 1220, 1220), outline=EMBER, width=70)
    canvas.polygon(((250, 700), (520, 330), (640, 500), (780, 380), (1030, 700)), fill=EMBER)
    for number, inset in enumerate((0, 60, 130)):
        y = 770 + 95 * number
        canvas.line((270 + inset, y, 1010 - inset, y), fill=EMBER, width=38)
    large.resize((320, 320), Image.Resampling.LANCZOS).save(path, optimize=True)


def _room() -> Image.Image:
    width, height = SIZE
    down = np.linspace(0, 1, height)[:, None, None]
    wall = np.array([196, 180, 160]) - down * np.array([70, 72, 72])
    picture = Image.fromarray(np.broadcast_to(wall, (height, width, 3)).astype(np.uint8))
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, round(height * 0.62), width, height), fill="#6e4a32")
    canvas.rectangle((round(width * 0.58), 30, round(width * 0.90), round(height * 0.50)), fill="#f6ead2")
    canvas.rectangle((round(width * 0.735), 30, round(width * 0.745), round(height * 0.50)), fill="#b79f80")
    return picture.filter(ImageFilter.GaussianBlur(7))


def _frame(room: Image.Image, moment: float) -> Image.Image:
    width, height = SIZE
    picture = room.copy()
    canvas = ImageDraw.Draw(picture)
    sway = 6 * np.sin(moment * 1.4)
    x, y = width * 0.38 + sway, height * 0.40
    canvas.ellipse((x - 58, y - 150, x + 58, y - 10), fill=SKIN)
    canvas.pieslice((x - 66, y - 172, x + 66, y - 30), 180, 360, fill="#4b352b")
    canvas.rounded_rectangle((x - 150, y - 4, x + 150, y + 300), 70, fill="#3c5a66")
    left, top = width * 0.42, height * 0.70
    canvas.rounded_rectangle((left - 105, top - 70, left + 105, top + 60), 10, fill="#d8c3a0")
    canvas.rectangle((left - 12, top - 70, left + 12, top + 60), fill=EMBER)
    pull = min(1.0, moment / 3.2)
    for side in (-1, 1):
        loop = left + side * (14 + 50 * pull)
        rise = top - 44 - 22 * np.sin(np.pi * pull)
        canvas.ellipse((loop - 26, rise - 18, loop + 26, rise + 20), outline=EMBER, width=7)
        hand = left + side * (90 + 30 * pull)
        canvas.ellipse((hand - 30, top - 62, hand + 30, top - 14), fill=SKIN)
    return picture.filter(ImageFilter.GaussianBlur(1.2))


def _air(samples: int) -> Pixels:
    """A quiet room with a rustle of paper now and then."""
    rng = np.random.default_rng(27)
    noise = np.convolve(rng.standard_normal(samples), np.hanning(40) / 20, "same")
    time = np.arange(samples) / SOUND_RATE
    rustle = np.clip(np.sin(2 * np.pi * 0.7 * time) ** 9, 0, 1)
    return np.asarray(noise * (0.006 + 0.035 * rustle))


def _mux(file: av.container.OutputContainer, audio: av.AudioStream, tone: Pixels) -> None:
    samples = np.ascontiguousarray(tone, np.float32)
    for begin in range(0, samples.size, 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, begin : begin + 1024], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, begin, Fraction(1, SOUND_RATE)
        file.mux(audio.encode(frame))
    file.mux(audio.encode(None))


if __name__ == "__main__":
    main()
