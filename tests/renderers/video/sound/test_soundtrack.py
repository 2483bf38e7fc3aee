"""Music, and a voice over it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from renderers.runtime import cache
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.film import film_of
from renderers.video.sound.loudness import CEILING, RATE, Sound, measure
from renderers.video.sound.music import bed
from renderers.video.sound.narration import voices
from renderers.video.sound.narration.place import Spoken
from renderers.video.sound.soundtrack import (
    DUCKED,
    SHIPPED,
    SPOKEN_LEVEL,
    as_aac,
    bed_file,
    mixed,
    soundtrack,
    write_bed,
)
from tests.renderers.video.sound.narration.robot import install_robot

JANA = SAMPLE_STORIES["jana"]
FRAME = 1 / 30


def decoded(file: bytes) -> Sound:
    with av.open(BytesIO(file)) as container:
        assert [stream.type for stream in container.streams] == ["audio"]
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1).astype(np.float32)


def hum(begin: float, seconds: float) -> Spoken:
    moments = np.arange(int(seconds * RATE)) / RATE
    tone = (0.1 * np.sin(2 * np.pi * 997 * moments)).astype(np.float32)
    return Spoken(begin, "A hum.", np.stack([tone, tone]))


def test_a_film_without_a_voice_has_the_shared_music(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "_mode", "off")
    film = film_of(JANA)
    assert soundtrack(film, ("Jana",)) == bed_file(round(film.storyboard.seconds * RATE), film.tune).read_bytes()


def test_the_music_we_ship_is_the_music_we_make(tmp_path: Path) -> None:
    write_bed(tmp_path / "bed.m4a", 39 * RATE)
    assert (tmp_path / "bed.m4a").read_bytes() == (SHIPPED / f"bed-{39 * RATE}.m4a").read_bytes()


def test_music_of_another_length_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_kept_in", tmp_path)
    made = bed_file(3 * RATE)
    assert made == tmp_path / "sound" / "bed-144000.m4a"
    assert decoded(made.read_bytes()).shape[1] / RATE == pytest.approx(3.0, abs=FRAME)
    changed = made.stat().st_mtime_ns
    assert bed_file(3 * RATE).stat().st_mtime_ns == changed


def test_the_music_makes_way_for_the_voice_and_comes_back() -> None:
    music = bed(8 * RATE)
    silent = Spoken(3.0, "A breath.", np.zeros((2, 2 * RATE), np.float32))
    both = mixed(music, (silent, hum(0.5, 0.5)))

    def share(second: float) -> float:
        at = slice(int(second * RATE), int((second + 0.2) * RATE))
        return float(np.abs(both[:, at]).sum() / np.abs(music[:, at]).sum())

    assert share(4.0) / share(2.0) == pytest.approx(DUCKED, rel=1e-3)
    assert share(6.0) == pytest.approx(share(2.0), rel=1e-3)


def test_a_film_that_speaks_is_as_loud_as_speech_and_never_too_loud() -> None:
    heard = measure(mixed(bed(8 * RATE), (hum(0.5, 2.0), hum(3.0, 3.5))))
    assert heard.integrated == pytest.approx(SPOKEN_LEVEL, abs=1.0)
    assert heard.true_peak <= CEILING


def test_the_same_sound_gives_the_same_bytes_as_long_as_it_is() -> None:
    sound = mixed(bed(5 * RATE), (hum(1.0, 1.0),))
    assert as_aac(sound) == as_aac(sound)
    assert decoded(as_aac(sound)).shape[1] / RATE == pytest.approx(5.0, abs=FRAME)


def test_a_voice_that_knows_no_sound_of_a_name_does_not_say_it_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_kept_in", tmp_path / "cache")
    film = film_of(JANA)
    install_robot(monkeypatch, tmp_path / "bin")
    first = soundtrack(film, ("Jana Nováková", "Jana"))
    kept = len(list((tmp_path / "cache" / "voice").glob("??/*")))
    assert decoded(first).shape[1] / RATE == pytest.approx(film.storyboard.seconds, abs=FRAME)
    sentences = {line for _, cut in film.storyboard.starts() for line in film.script.spoken(cut.scene)}
    assert kept == len(sentences) - 1
