"""Programs that speak: what they are told, and what happens when they do not answer."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import av
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from renderers.errors import RenderError
from renderers.video.sound.narration import engines
from renderers.video.sound.narration.engines import LONGEST, MOST, speakable, synthesize
from renderers.video.sound.narration.voices import Voice
from tests.renderers.hostile import HOSTILE
from tests.renderers.video.sound.narration.robot import LETTER, QUIET, RATE


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Jana Nováková", "Jana Nováková."),
        ("You told us one thing: running", "You told us one thing: running."),
        ("Yours, if you say yes.", "Yours, if you say yes."),
        ("Chosen by:", "Chosen by."),
        ("おひとりのために。", "おひとりのために。"),
        ("[[h@'loU]] <break/> [x](/y/)", "h@'loU break x ( y )."),
        ("🎁", ""),
        ("", ""),
    ],
)
def test_a_line_is_read_without_markup_and_with_an_end(line: str, said: str) -> None:
    assert speakable(line) == said


@settings(max_examples=60)
@given(st.text())
def test_no_line_ever_reaches_an_engine_as_markup_or_as_a_second_line(line: str) -> None:
    said = speakable(line)
    assert not set(said) & set("[]<>{}|\\/\n\r")
    assert not said.startswith("-") or any(letter.isalnum() for letter in said)


def test_every_sentence_becomes_a_file_in_its_order(robot: Voice, tmp_path: Path) -> None:
    files = synthesize(robot, ("A short one.", "A sentence that is longer."), tmp_path)
    assert [file.name for file in files] == ["000.wav", "001.wav"]
    lengths = []
    for file in files:
        with av.open(str(file)) as sound:
            lengths.append(sound.duration)
    assert lengths == [(2 * QUIET + letters * LETTER) * 1_000_000 // RATE for letters in (12, 26)]


def test_a_hostile_name_is_only_ever_words(robot: Voice, tmp_path: Path) -> None:
    names = [said for name in HOSTILE if set(name) & set("-$`;&'") and (said := speakable(name))]
    assert len(names) > 8
    assert len(synthesize(robot, [name[:LONGEST] for name in names[:MOST]], tmp_path / "bin")) == len(names[:MOST])
    made = {file.name for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".wav"}
    assert made == {"espeak-ng", "head", "hum", "quiet"}


def test_too_long_or_too_many_are_refused_before_anything_starts(robot: Voice, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="A sentence of 241 characters is too long"):
        synthesize(robot, ("x" * 241,), tmp_path)
    with pytest.raises(RenderError, match="too many for one film"):
        synthesize(robot, ("x.",) * (MOST + 1), tmp_path)


def test_a_voice_that_fails_says_so(robot: Voice, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="The voice ended with 3"):
        synthesize(robot, ("Please fail.",), tmp_path)


def test_a_voice_that_hangs_is_ended_with_all_it_started(
    robot: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE_SECONDS", 0.3)
    before = psutil.Process().children(
        recursive=True
    )  # other tests of this process may have left some that wait for work
    with pytest.raises(RenderError, match="did not answer within"):
        synthesize(robot, ("Please hang.",), tmp_path)
    assert set(psutil.Process().children(recursive=True)) <= set(before)


def test_a_voice_is_told_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "not for voices")
    engines._run(["sh", "-c", f"env > {tmp_path}/told"], "")
    told = (tmp_path / "told").read_text()
    assert "HANDPICKED" not in told
    assert "OMP_NUM_THREADS=1" in told


def test_a_program_that_is_gone_is_a_sentence() -> None:
    with pytest.raises(RenderError, match="no-such-voice cannot be started"):
        engines._run(["no-such-voice"], "")


@pytest.mark.skipif(find_spec("hibari") is None, reason="the packaged voice is an optional extra")
def test_the_packaged_voice_says_the_same_sentence_the_same_way(tmp_path: Path) -> None:
    voice = Voice("hibari", "en", "hibari")
    sounds = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        files = synthesize(voice, ("Jana Nováková.", "Something chosen for one person."), tmp_path / name)
        sounds.append([file.read_bytes() for file in files])
    assert sounds[0] == sounds[1]
    assert len(sounds[0]) == 2
