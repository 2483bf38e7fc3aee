"""Sentences as sound. What every film says is spoken once and kept sealed; what names a person is spoken and forgotten."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import numpy as np

from renderers.errors import RenderError
from renderers.runtime.cache import cache_folder
from renderers.runtime.sealed_cache import SealedCache
from renderers.video.sound.loudness import RATE, Sound
from renderers.video.sound.narration.engines import synthesize
from renderers.video.sound.narration.voices import Voice

MOST_BYTES: Final = 1 << 28
"""What all kept sentences may weigh together: some thousands."""
_MOST_WAV: Final = 1 << 23
_LONGEST_SECONDS: Final = 30
_QUIET: Final = 0.004
"""Below this a voice has not begun or has ended."""
_BREATH: Final = int(0.03 * RATE)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sentence's sound, float32 (2, samples) at 48 kHz, from its first sound to its last; `left_out`: the words of it that the
    voice does not know and did not say."""

    sound: Sound
    left_out: tuple[str, ...] = ()


def speak(voice: Voice, sentences: Sequence[str], personal: frozenset[str]) -> Mapping[str, Heard]:
    """What is heard of each sentence. `personal` ones never stay on the disk. Raises RenderError where the voice fails."""
    cache = SealedCache(cache_folder("voice"), MOST_BYTES)
    wanted = tuple(dict.fromkeys(sentences))
    kept = {sentence: file for sentence in wanted if (file := cache.find(_made_of(voice, sentence))) is not None}
    new = tuple(sentence for sentence in wanted if sentence not in kept)
    spoken = _spoken(voice, new) if new else {}
    for sentence, file in spoken.items():
        if sentence not in personal:
            cache.keep(_made_of(voice, sentence), file)
    return {sentence: _heard(file) for sentence, file in (kept | spoken).items()}


def _spoken(voice: Voice, sentences: Sequence[str]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="handpicked-voice-", ignore_cleanup_errors=True) as folder:
        files = synthesize(voice, sentences, Path(folder))
        for file in files:
            if file.stat().st_size > _MOST_WAV:
                raise RenderError("A sentence lasts too long.", where="narration")
        return {sentence: _with_left_out(file) for sentence, file in zip(sentences, files, strict=True)}


def _with_left_out(file: Path) -> bytes:
    """The sound file, before it the words that are not in it: their length in bytes, then they as JSON."""
    beside = file.with_suffix(".json")
    left = beside.read_bytes() if beside.is_file() else b"[]"
    return len(left).to_bytes(4, "big") + left + file.read_bytes()


def _made_of(voice: Voice, sentence: str) -> bytes:
    return hashlib.sha256(f"2\0{voice.identity}\0{sentence}".encode()).digest()


def _heard(block: bytes) -> Heard:
    end = 4 + int.from_bytes(block[:4], "big")
    try:
        left = json.loads(block[4:end])
    except ValueError:
        raise RenderError("What the voice said cannot be read.", where="narration") from None
    return Heard(_read(block[end:]), tuple(str(word) for word in left))


def _read(wav: bytes) -> Sound:
    resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
    blocks: list[Sound] = []
    try:
        with av.open(BytesIO(wav), "r") as file:
            for frame in file.decode(audio=0):
                blocks += _samples(resampler, frame)
                if sum(block.shape[1] for block in blocks) > _LONGEST_SECONDS * RATE:
                    raise RenderError("A sentence lasts too long.", where="narration")
        blocks += _samples(resampler, None)
    except (OSError, av.error.FFmpegError) as error:
        raise RenderError(f"What the voice said cannot be read: {error}.", where="narration") from None
    return _trimmed(np.concatenate(blocks, axis=1)) if blocks else np.zeros((2, 0), np.float32)


def _samples(resampler: av.AudioResampler, frame: av.AudioFrame | None) -> list[Sound]:
    return [one.to_ndarray().astype(np.float32) for one in resampler.resample(frame)]


def _trimmed(sound: Sound) -> Sound:
    heard = np.flatnonzero(np.abs(sound).max(axis=0) > _QUIET)
    if not heard.size:
        return sound[:, :0]
    return sound[:, max(0, heard[0] - _BREATH) : heard[-1] + _BREATH]
