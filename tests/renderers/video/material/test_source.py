"""What givers send, read: what can be used, and a sentence for everything that cannot."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from renderers.errors import MaterialRefused
from renderers.video.material.source import (
    RATE,
    ClipFacts,
    Pictures,
    clipped_share,
    look_at_clip,
    look_at_voice,
    sound_of,
)
from tests.renderers.video.material.sources import LEFT, RIGHT, clip, logo, recording, turned, written


def refusal(path: Path, *, voice: bool = False) -> str:
    with pytest.raises(MaterialRefused) as refused:
        look_at_voice(path) if voice else look_at_clip(path)
    return refused.value.sentence


def test_a_clip_is_told_by_its_seconds_its_pixels_and_whether_it_is_heard(tmp_path: Path) -> None:
    assert look_at_clip(clip(tmp_path / "a.mp4")) == ClipFacts(1.2, 320, 240, has_sound=True)
    assert look_at_clip(clip(tmp_path / "b.mp4", sound=None)) == ClipFacts(1.2, 320, 240, has_sound=False)


def test_a_clip_that_was_held_upright_is_upright(tmp_path: Path) -> None:
    path = turned(clip(tmp_path / "a.mp4"))
    assert look_at_clip(path) == ClipFacts(1.2, 240, 320, has_sound=True)
    pictures = Pictures(path, 0.0)
    shown = pictures.at(0.0)
    pictures.close()
    assert shown.shape == (320, 240, 3)
    # A quarter with the clock: what was left is above.
    assert np.abs(shown[40, 20].astype(int) - LEFT).max() < 20
    assert np.abs(shown[280, 20].astype(int) - RIGHT).max() < 20


def test_pictures_begin_where_they_are_asked_to_and_the_last_one_stays(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", seconds=2.0)
    whole, later = Pictures(path, 0.0), Pictures(path, 1.0)
    whole.at(0.0)
    assert np.array_equal(whole.at(1.0), later.at(0.0))
    last = whole.at(1.99)
    assert np.array_equal(whole.at(60.0), last)
    assert not np.array_equal(last, later.at(0.5))
    whole.close()
    later.close()


def test_five_channels_are_mixed_down_to_two_at_our_rate(tmp_path: Path) -> None:
    heard = sound_of(clip(tmp_path / "a.mp4", sound="5.1"), 0.2, 0.5)
    assert heard.shape == (2, round(0.5 * RATE))
    assert 0.05 < float(np.abs(heard).max()) <= 1.0


def test_a_silent_clip_has_no_sound(tmp_path: Path) -> None:
    assert sound_of(clip(tmp_path / "a.mp4", sound=None), 0.0, 1.0).shape == (2, 0)


def test_what_is_no_film_is_refused_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_bytes(b"Dear all, here is the film." * 40)
    assert refusal(logo(tmp_path / "a.png")) == "This is a picture (a PNG), not a film."
    assert refusal(tmp_path / "empty.mp4") == "This file is empty."
    assert refusal(tmp_path / "text.mp4").startswith("This film is cut off or damaged")
    assert refusal(recording(tmp_path / "a.wav")).startswith("This isn’t a film we know.")


def test_a_broken_clip_is_refused(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4")
    path.write_bytes(path.read_bytes()[:2000])
    assert refusal(path).startswith("This film is cut off or damaged")


def test_a_single_picture_in_a_film_is_refused(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mov", seconds=1.0, rate=1, sound=None, codec="mpeg4")
    assert refusal(path) == "There’s only one picture in this file. Choose a film that moves."


def test_another_codec_is_refused_by_its_name(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.avi", codec="ffv1", sound=None)
    assert refusal(path) == (
        "This film is coded as ffv1, which we don’t take. Save it as MP4 with H.264, and upload that."
    )


def test_too_few_pixels_and_too_many_seconds_are_refused(tmp_path: Path) -> None:
    assert refusal(clip(tmp_path / "a.mp4", size=(160, 120))).startswith("This film has 160 by 120 pixels, too few")
    assert refusal(clip(tmp_path / "b.mp4", seconds=600, rate=1, sound=None)) == (
        "This film lasts 10 minutes; we take up to 2 and use 10 seconds of it. Cut it, and upload the part you want."
    )
    assert refusal(clip(tmp_path / "c.mp4", seconds=0.4)).startswith("This film is shorter than a second.")


def test_a_voice_note_is_told_by_its_seconds(tmp_path: Path) -> None:
    assert look_at_voice(recording(tmp_path / "a.wav")) == 1.5


def test_a_voice_note_that_crackles_is_silent_or_too_long_is_refused(tmp_path: Path) -> None:
    assert "crackles" in refusal(recording(tmp_path / "loud.wav", loudness=4.0), voice=True)
    assert refusal(written(tmp_path / "still.wav", np.zeros(66_000)), voice=True).startswith("Nothing is heard")
    assert refusal(recording(tmp_path / "long.wav", seconds=14), voice=True) == (
        "This recording lasts 14 seconds; it may last 10. Say it shorter."
    )
    assert refusal(logo(tmp_path / "a.png"), voice=True) == "This is a picture (a PNG), not a recording."


def test_only_waves_that_are_cut_off_count_as_clipped(tmp_path: Path) -> None:
    assert clipped_share(sound_of(recording(tmp_path / "a.wav", loudness=0.99), 0, 2)) < 0.1
    quiet = np.zeros((2, 48_000), np.float32)
    quiet[:, ::7] = 0.3
    assert clipped_share(quiet) == 0.0


@pytest.mark.slow
def test_a_4k_clip_is_read_within_the_memory_of_a_worker(tmp_path: Path) -> None:
    path = clip(tmp_path / "a.mp4", size=(3840, 2160), seconds=2.0)
    act = (
        "import resource, sys; from pathlib import Path\n"
        "from renderers.video.material.source import Pictures, look_at_clip\n"
        "path = Path(sys.argv[1]); look_at_clip(path); pictures = Pictures(path, 0.0)\n"
        "[pictures.at(n / 30) for n in range(60)]; pictures.close()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    ended = subprocess.run([sys.executable, "-c", act, str(path)], capture_output=True, text=True, check=True)
    assert int(ended.stdout) < 400
