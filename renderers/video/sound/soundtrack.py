"""What is heard: the music, over it what the giver says in a scene of their own, and the voice where there is one. One AAC stream,
as long as the film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import av
import numpy as np

from renderers.errors import RenderError
from renderers.language.translations import ASSETS
from renderers.material import Tune
from renderers.runtime.cache import cache_folder, made_once
from renderers.video.film import Film
from renderers.video.kept import SOUND, kept_bytes
from renderers.video.sound.loudness import RATE, Sound, audio_frame, levelled
from renderers.video.sound.music import bed
from renderers.video.sound.narration.names_said import NOT_TOLD, Sounds
from renderers.video.sound.narration.place import Spoken, heard_lines, lines_of, narrated
from renderers.video.sound.narration.voices import voice_for
from renderers.video.sound.spoken_edition import edition
from renderers.video.sound.spoken_edition import lines_of as shown_lines

SHIPPED: Final = ASSETS / "sounds"
"""Beds of the usual lengths, made by hand with `python -m workshop.film.author`; others are made once and kept."""
SPOKEN_LEVEL: Final = -16.0
"""LUFS of a film that speaks, as players expect of speech."""
VOICE_LEVEL: Final = -17.0
DUCKED: Final = 10 ** (-9 / 20)
"""The music under the voice."""
UNDER_OPENING: Final = 10 ** (-12 / 20)
"""The music under what is heard in the giver's own scene."""
_CEILING: Final = 10 ** (-1.7 / 20)
"""Highest sample of a mix: -1 dBTP, less what a wave may rise between two samples."""
_FALL, _RISE = 0.25, 0.6
"""Seconds in which the music makes way, and comes back."""
_BIT_RATE: Final = 96_000
_PLAYED: Final = {"aac_coder": "fast"}
"""How music is coded: of what is played here it loses 3 to 25 dB less than the coder's own way, in half of the time. How speech
fares was not measured; it is coded as before."""
SPOKEN_BIT_RATE: Final = 64_000
"""Bits a second of the spoken edition: speech before all."""
_FRAME: Final = 1024
"""Samples in one AAC frame."""


def soundtrack(film: Film, names: Sequence[str]) -> bytes:
    """The film's sound as M4A: 48 kHz stereo AAC, as long as the film. `names` are the person's, spoken but never kept.

    Raises RenderError where the voice or the encoder fails.
    """
    return tracks(film, names).heard


@dataclass(frozen=True, slots=True)
class Tracks:
    """`heard` and `spoken` are M4A, as long as the film: what everybody hears, and the edition in which all that is shown is said,
    None where no voice reads this language or it would not keep up. `left_out`: words that are shown and said in neither."""

    heard: bytes
    spoken: bytes | None = None
    left_out: tuple[str, ...] = ()
    has_voice: bool = False


SILENT: Final = Tracks(b"")
"""Of a film that is not made yet."""


def tracks(film: Film, names: Sequence[str], told: Sounds = NOT_TOLD) -> Tracks:
    """All sound of the film. `names` are the person's, spoken where their sound is known (`told`, or by the table), and never kept.

    Raises RenderError where the voice or the encoder fails.
    """
    voice = voice_for(film.script.locale)
    if voice is None:
        return Tracks(bed_of(film).read_bytes())
    under, lines = _under(film), list(lines_of(film.script, film.storyboard))
    if voice.is_natural:
        lines += [line for own in shown_lines(film).values() for line in own]
    heard = heard_lines(tuple(dict.fromkeys(lines)), voice, names, told)
    said = narrated(film.script, film.storyboard, heard)
    whole = edition(film, heard) if voice.is_natural else None
    return Tracks(
        as_aac(mixed(under, said)) if said else bed_of(film).read_bytes(),
        None if whole is None else as_aac(mixed(under, whole.spoken), SPOKEN_BIT_RATE),
        () if whole is None else whole.left_out,
        has_voice=bool(said or (whole and whole.spoken)),
    )


def bed_of(film: Film) -> Path:
    """What is heard without a voice, as M4A, as long as the film: the same for all films of one length, piece and opening."""
    samples, opening = _samples(film), film.opening
    if opening is None or not opening.has_sound:
        return bed_file(samples, film.tune)
    name = f"bed-{samples}-{film.tune or 'own'}-{opening.key}.m4a"
    return made_once(cache_folder("sound") / name, lambda path: _write(path, as_aac(_under(film))))


def bed_file(samples: int, tune: Tune | None = None) -> Path:
    """The music alone as M4A, for a film of that many samples; encoded once for everybody."""
    shipped = SHIPPED / f"bed-{samples}{f'-{tune}' if tune else ''}.m4a"
    if shipped.is_file():
        return shipped
    return made_once(cache_folder("sound") / shipped.name, lambda path: write_bed(path, samples, tune))


def write_bed(path: Path, samples: int, tune: Tune | None = None) -> None:
    """Makes and encodes the music."""
    _write(path, as_aac(bed(samples, tune), options=_PLAYED))


def _write(path: Path, coded: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(coded)


def _under(film: Film) -> Sound:
    """The music, and over its beginning what the giver says or what their clip sounds like. Raises MaterialRefused where that is
    not kept any more."""
    music = bed(_samples(film), film.tune)
    own = None if film.opening is None or not film.opening.has_sound else opening_sound(film.opening.key)
    return music if own is None else with_opening(music, own)


def opening_sound(key: str) -> Sound:
    """What is heard in an opening scene, float32 (2, samples) at 48 kHz. Raises MaterialRefused."""
    samples = np.frombuffer(kept_bytes(key, SOUND), "<i2").reshape(-1, 2)
    sound: Sound = np.ascontiguousarray(samples.T, np.float32) / np.float32(32768)
    return sound


def with_opening(music: Sound, own: Sound) -> Sound:
    """The music under the opening's own sound, for which it makes way; it comes back as that ends. No peak rises over the
    ceiling."""
    length = min(own.shape[1], music.shape[1])
    moments = np.arange(music.shape[1], dtype=np.float32) / np.float32(RATE)
    end = length / RATE
    gain = np.interp(moments, (max(0.0, end - _RISE), end + _RISE), (UNDER_OPENING, 1.0)).astype(np.float32)
    whole: Sound = music * gain
    whole[:, :length] += own[:, :length]
    peak = float(np.abs(whole).max())
    if peak > _CEILING:
        whole *= np.float32(_CEILING / peak)
    return whole


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


def as_aac(sound: Sound, bit_rate: int = _BIT_RATE, options: Mapping[str, str] | None = None) -> bytes:
    """The sound (2, samples) as M4A; the same samples give the same bytes. Raises RenderError where the encoder fails."""
    body = BytesIO()
    try:
        with av.open(body, "w", format="mp4", options={"fflags": "+bitexact"}) as file:
            stream = file.add_stream("aac", rate=RATE, layout="stereo", options=dict(options or {}))
            stream.bit_rate = bit_rate
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
