"""Who reads aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from renderers.language.translations import LOCALES
from renderers.video.sound.narration import voices
from renderers.video.sound.narration.voices import ESPEAK, Voice, best_voice, let_speak, voice_for, voices_here


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "_mode", voices._mode)
    monkeypatch.setattr(voices, "_folder", voices._folder)


def packages(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(voices, "find_spec", lambda name: name if name in names else None)
    monkeypatch.setattr(voices, "version", lambda _: "1.0")


def test_by_default_a_robot_is_not_heard(robot: Voice, tmp_path: Path) -> None:
    let_speak("natural", tmp_path)
    assert voice_for("cs") is None
    let_speak("any", tmp_path)
    assert voice_for("cs") == Voice("espeak-ng", "cs", "eSpeak NG text-to-speech: 0.0 cs")


@pytest.mark.parametrize("locale", ["en", "en-GB", "fr"])
def test_the_packaged_voice_reads_english_and_those_who_get_english(
    locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages(monkeypatch, "hibari")
    let_speak("natural", tmp_path)
    assert voice_for(locale) == Voice("hibari", "en", "hibari 1.0")


def test_off_means_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages(monkeypatch, "hibari")
    let_speak("off", tmp_path)
    assert voice_for("en") is None


def test_a_voice_the_operator_chose_comes_first_and_is_known_by_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages(monkeypatch, "hibari", "piper")
    (tmp_path / "en.onnx").write_bytes(b"one voice")
    assert best_voice("en", tmp_path) == Voice("hibari", "en", "hibari 1.0")
    (tmp_path / "en.onnx.json").write_text("{}")
    one = best_voice("en", tmp_path)
    assert one is not None
    assert (one.engine, one.model, one.is_natural) == ("piper", tmp_path / "en.onnx", True)
    (tmp_path / "en.onnx").write_bytes(b"quite another voice")
    other = best_voice("en", tmp_path)
    assert other is not None
    assert other.identity != one.identity


def test_the_robot_reads_every_language_but_the_one_whose_script_it_cannot(robot: Voice) -> None:
    assert {language for language, voice in voices_here().items() if voice} == set(ESPEAK) == set(LOCALES) - {"ja"}


def test_a_robot_that_does_not_start_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages(monkeypatch)
    broken = tmp_path / "espeak-ng"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    voices._espeak_version.cache_clear()
    assert best_voice("cs", tmp_path) is None
    voices._espeak_version.cache_clear()
