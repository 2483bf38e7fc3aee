"""What is heard: the music, and over it the voice where there is one. One AAC stream, as long as the film."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import numpy as np

from renderers.errors import RenderError
from renderers.language.translations import ASSETS
from renderers.runtime.cache import cache_folder, made_once
from renderers.video.film import Film
from renderers.video.sound.loudness import RATE, Sound, audio_frame, levelled
from renderers.video.sound.music import bed
from renderers.video.sound.narration.place import Spoken, narration
from renderers.video.sound.narration.voices import voice_for

SHIPPED: Final = ASSETS / "sounds"
"""Beds of the usual lengths, made by hand with `python -m workshop.film.author`; others are made once and kept."""
SPOKEN_LEVEL: Final = -16.0
"""LUFS of a film that speaks, as players expect of speech."""
VOICE_LEVEL: Final = -17.0
DUCKED: Final = 10 ** (-9 / 20)
"""The music under the voice."""
_FALL, _RISE = 0.25, 0.6
"""Seconds in which the music makes way, and comes back."""
_BIT_RATE: Final = 96_000
_FRAME: Final = 1024
"""Samples in one AAC frame."""


def soundtrack(film: Film, names: Sequence[str]) -> bytes:
    """The film's sound as M4A: 48 kHz stereo AAC, as long as the film. `names` are the person's, spoken but never kept.

    Raises RenderError where the voice or the encoder fails.
    """
    voice = voice_for(film.script.locale)
    said = narration(film.script, film.storyboard, voice, names) if voice else ()
    if not said:
        return bed_of(film).read_bytes()
    return as_aac(mixed(bed(_samples(film)), said))


def bed_of(film: Film) -> Path:
    """The music alone as M4A, as long as the film."""
    return bed_file(_samples(film))


def bed_file(samples: int) -> Path:
    """The music alone as M4A, for a film of that many samples; encoded once for everybody."""
    shipped = SHIPPED / f"bed-{samples}.m4a"
    if shipped.is_file():
        return shipped
    return made_once(cache_folder("sound") / shipped.name, lambda path: write_bed(path, samples))


def write_bed(path: Path, samples: int) -> None:
    """Makes and encodes the music."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_aac(bed(samples)))


def mixed(music: Sound, said: Sequence[Spoken]) -> Sound:
    """The voice over the music, which makes way for it: float32 (2, samples), at the level of speech, below the ceiling.

    Raises RenderError where the loudness cannot be measured.
    """
    voice = np.zeros_like(music)
    for one in said:
        begin = round(one.begin * RATE)
        room = voice[:, begin : begin + one.sound.shape[1]]
        room += one.sound[:, : room.shape[1]]
    under = music * _making_way(said, music.shape[1])
    return levelled((levelled(voice, VOICE_LEVEL) + under).astype(np.float32), SPOKEN_LEVEL)


def as_aac(sound: Sound) -> bytes:
    """The sound (2, samples) as M4A; the same samples give the same bytes. Raises RenderError where the encoder fails."""
    body = BytesIO()
    try:
        with av.open(body, "w", format="mp4", options={"fflags": "+bitexact"}) as file:
            stream = file.add_stream("aac", rate=RATE, layout="stereo")
            stream.bit_rate = _BIT_RATE
            for begin in range(0, sound.shape[1], _FRAME):
                file.mux(stream.encode(audio_frame(sound[:, begin : begin + _FRAME], begin)))
            file.mux(stream.encode(None))
    except (OSError, av.error.FFmpegError) as error:
        raise RenderError(f"The sound could not be written: {error}.", where="encoder") from error
    return body.getvalue()


def _samples(film: Film) -> int:
    return round(film.storyboard.seconds * RATE)


def _making_way(said: Sequence[Spoken], samples: int) -> Sound:
    """How loud the music is at every sample, 1 or less: down before each sentence and up after it."""
    moments = np.arange(samples, dtype=np.float32) / np.float32(RATE)
    gain = np.ones(samples, dtype=np.float32)
    for one in said:
        shape = np.interp(moments, (one.begin - _FALL, one.begin, one.end, one.end + _RISE), (1, DUCKED, DUCKED, 1))
        gain = np.minimum(gain, shape.astype(np.float32))
    return gain
