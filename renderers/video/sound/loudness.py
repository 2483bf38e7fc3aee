"""How loud a sound is to people: EBU R 128, measured by FFmpeg's own meter, and the gain that brings it to a level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

import av
import av.filter
import numpy as np
import numpy.typing as npt

from renderers.errors import RenderError

RATE: Final = 48_000
CEILING: Final = -1.0
"""dBTP, the highest peak that survives every player and lossy codec undistorted."""
_BLOCK: Final = 9600
_FORMAT: Final = "sample_fmts=fltp:channel_layouts=stereo"
_BETWEEN_SAMPLES: Final = 0.7
"""dB that a wave may rise between two samples that the limiter sees."""
_CAN_RISE: Final = 6.0
"""dB that no wave rises between two samples: where so much is left below the ceiling, nobody need look closer."""
_SILENCE: Final = -69.0
"""LUFS; the meter answers -70 where it has heard nothing."""

Sound = npt.NDArray[np.float32]
"""Stereo (2, samples), float32 at 48 kHz, between -1 and 1."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """`integrated` in LUFS, `true_peak` in dBTP."""

    integrated: float
    true_peak: float

    @property
    def is_silent(self) -> bool:
        """Whether nothing is heard at all."""
        return self.integrated <= _SILENCE


def measure(sound: Sound) -> Loudness:
    """Loudness (EBU R 128) of a whole sound (2, samples). Raises RenderError where the meter cannot read it."""
    said = _metered(sound, "true")
    return Loudness(_level(said), _decibels(float(said.get("lavfi.r128.true_peak", 0.0))))


def levelled(sound: Sound, lufs: float) -> Sound:
    """The sound (2, samples) at `lufs`, its peaks held below the ceiling. Silence stays silence.

    Raises RenderError where it cannot be measured.
    """
    level, peak = _level(_metered(sound, "none")), _decibels(float(np.abs(sound).max(initial=0.0)))
    if level <= _SILENCE:
        return sound
    gain = lufs - level
    loud: Sound = sound * np.float32(10 ** (gain / 20))
    if peak + _CAN_RISE + gain <= CEILING or measure(loud).true_peak <= CEILING:
        return loud
    return _limited(loud)


def _metered(sound: Sound, peak: Literal["true", "none"]) -> dict[str, str]:
    """What FFmpeg's meter says at the end. True peaks cost three times as much as all else."""
    said: dict[str, str] = {}
    for frame in _through(sound, "ebur128", f"metadata=1:peak={peak}"):
        said = dict(frame.metadata) or said
    return said


def _level(said: Mapping[str, str]) -> float:
    return float(said.get("lavfi.r128.I", "-70"))


def _decibels(peak: float) -> float:
    return float(20 * np.log10(peak)) if peak > 0 else -float("inf")


def quickened(sound: Sound, times: float) -> Sound:
    """The sound (2, samples) so many times as quick (1 to 2), its pitch as before. Raises RenderError where it can’t be made."""
    if times <= 1 or not sound.shape[1]:
        return sound
    frames = [frame.to_ndarray() for frame in _through(sound, "atempo", f"{times:.3f}")]
    return np.concatenate(frames, axis=1).astype(np.float32) if frames else sound


def _limited(sound: Sound) -> Sound:
    """Its peaks brought under the ceiling by a look-ahead limiter; nothing else changes, not even by a sample's delay."""
    limit = 10 ** ((CEILING - _BETWEEN_SAMPLES) / 20)
    frames = _through(sound, "alimiter", f"limit={limit:.4f}:attack=4:release=60:level=false:latency=true")
    whole: Sound = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)
    return whole[:, : sound.shape[1]].astype(np.float32)


def audio_frame(samples: Sound, begin: int) -> av.AudioFrame:
    """Some samples (2, n) as FFmpeg takes them; `begin` is the number of the first."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = RATE, begin, Fraction(1, RATE)
    return frame


def _through(sound: Sound, name: str, options: str) -> Iterator[av.AudioFrame]:
    """The sound through one of FFmpeg's filters, in frames."""
    try:
        graph = av.filter.Graph()
        enter = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))
        one, as_before, leave = graph.add(name, options), graph.add("aformat", _FORMAT), graph.add("abuffersink")
        enter.link_to(one)
        one.link_to(as_before)
        as_before.link_to(leave)
        graph.configure()
        for begin in range(0, sound.shape[1], _BLOCK):
            graph.push(audio_frame(sound[:, begin : begin + _BLOCK], begin))
            yield from _ready(graph)
        graph.push(None)
        yield from _ready(graph)
    except av.error.FFmpegError as error:
        raise RenderError(f"The sound could not be measured or levelled: {error}.", where=name) from error


def _ready(graph: av.filter.Graph) -> Iterator[av.AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
        if isinstance(frame, av.AudioFrame):
            yield frame
