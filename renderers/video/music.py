"""The music bed: a felt piano and one bowed note, 72 to the minute, one phrase that ends with the film. All sines."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

RATE: Final = 48_000
SECONDS: Final = 20
BEAT: Final = 60 / 72
PEAK: Final = 0.28
"""Quiet: the film must work mute, and nobody should reach for the volume."""
BIT_RATE: Final = 96_000
FRAME: Final = 1024
"""Samples in one AAC frame."""

PHRASE: Final = (
    (0.0, "D3", 0.55), (0.0, "A3", 0.40), (1.0, "F#4", 0.50), (2.0, "E4", 0.42), (3.0, "A4", 0.46),
    (4.0, "B2", 0.50), (4.0, "F#3", 0.38), (5.0, "D4", 0.48), (6.0, "C#4", 0.40), (7.0, "F#4", 0.44),
    (8.0, "G2", 0.52), (8.0, "D3", 0.38), (9.0, "B3", 0.50), (10.0, "A3", 0.40), (11.0, "D4", 0.46),
    (12.0, "A2", 0.50), (12.0, "E3", 0.38), (13.0, "C#4", 0.46), (14.0, "B3", 0.40), (15.0, "E4", 0.46),
    (16.0, "G2", 0.46), (16.0, "D3", 0.36), (17.0, "B3", 0.42), (18.0, "A3", 0.38), (19.0, "F#4", 0.34),
    (20.0, "D3", 0.48), (20.0, "A3", 0.38), (20.5, "D4", 0.40), (21.0, "F#4", 0.34),
)  # fmt: skip
"""Beat, note, strength."""
BOWED: Final = (("D4", 4.0, 12.0), ("A3", 12.0, 22.0))
"""Note, first beat, last beat."""

Sound = npt.NDArray[np.float64]
_STEPS: Final = {"C": -9, "D": -7, "E": -5, "F": -4, "G": -2, "A": 0, "B": 2}


def pitch(note: str) -> float:
    """Hertz of a note such as "F#4"; A4 is 440."""
    octave = int(note[-1])
    semitone = _STEPS[note[0]] + ("#" in note)
    return float(440 * 2 ** (octave - 4 + semitone / 12))


def bed() -> Sound:
    """Twenty seconds of stereo, float [2, samples] between -1 and 1, the same every time."""
    samples = RATE * SECONDS
    mixed = np.zeros((2, samples))
    for beat, note, strength in PHRASE:
        _add(mixed, felt(pitch(note), strength), beat * BEAT + 0.25, 0.5 + (pitch(note) - 250) / 1400)
    for note, first, last in BOWED:
        _add(mixed, bowed(pitch(note), (last - first) * BEAT), first * BEAT, 0.42)
    mixed = _room(mixed)
    fade = np.clip((samples - np.arange(samples)) / (1.2 * RATE), 0, 1)
    quiet: Sound = mixed / np.abs(mixed).max() * PEAK * fade
    return quiet


def felt(hertz: float, strength: float, seconds: float = 3.6) -> Sound:
    """A piano string under felt: few overtones that die early, a soft thud, no bright attack."""
    time = np.arange(int(seconds * RATE)) / RATE
    tone = np.zeros_like(time)
    for partial, loudness in ((1, 1.0), (2, 0.34), (3, 0.12), (4, 0.05)):
        stretched = hertz * partial * np.sqrt(1 + 0.0004 * partial**2)
        tone += loudness * np.sin(2 * np.pi * stretched * time) * np.exp(-time * (0.9 + 0.55 * partial))
    thud = np.sin(2 * np.pi * 92 * time) * np.exp(-time * 46) * 0.16
    struck: Sound = (tone + thud) * (1 - np.exp(-time * 160)) * strength
    return struck


def bowed(hertz: float, seconds: float) -> Sound:
    """One long quiet note that swells and goes, with a slow waver."""
    time = np.arange(int(seconds * RATE)) / RATE
    waver = 0.0016 * np.sin(2 * np.pi * 4.6 * time) * np.clip(time - 1, 0, 1)
    phase = 2 * np.pi * hertz * (time + waver / (2 * np.pi * 4.6))
    tone = sum(loudness * np.sin(partial * phase) for partial, loudness in ((1, 1.0), (2, 0.22), (3, 0.16), (5, 0.04)))
    swell = np.sin(np.pi * np.clip(time / seconds, 0, 1)) ** 1.5
    shaped: Sound = np.asarray(tone) * swell * 0.10
    return shaped


def write_music(path: Path) -> None:
    """Encodes the bed as AAC in an MP4 container."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pcm = bed().astype(np.float32)
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = BIT_RATE
        for begin in range(0, pcm.shape[1], FRAME):
            block = np.ascontiguousarray(pcm[:, begin : begin + FRAME])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, begin
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))


def _add(mixed: Sound, tone: Sound, second: float, right: float) -> None:
    """Adds a tone from a second on, between the left (0) and the right (1) side; what runs over the end is cut."""
    begin = int(second * RATE)
    kept = tone[: mixed.shape[1] - begin]
    side = np.clip(right, 0.25, 0.75) * np.pi / 2
    mixed[0, begin : begin + kept.size] += kept * np.cos(side)
    mixed[1, begin : begin + kept.size] += kept * np.sin(side)


def _room(dry: Sound) -> Sound:
    """A small wooden room: a short tail of decaying noise, the same noise every time."""
    rng = np.random.default_rng(72)
    length = int(0.9 * RATE)
    tail = rng.standard_normal((2, length)) * np.exp(-np.arange(length) / RATE * 7)
    tail /= np.sqrt((tail**2).sum(axis=1, keepdims=True))
    size = 1 << (dry.shape[1] + length).bit_length()
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[:, : dry.shape[1]]
    return np.asarray(dry + 0.22 * wet)
