"""A voice and a cache of their own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from renderers.runtime import cache
from renderers.video.sound.narration import voices
from renderers.video.sound.narration.voices import Voice
from tests.renderers.video.sound.narration.robot import install_robot


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where sentences are kept."""
    monkeypatch.setattr(cache, "_kept_in", tmp_path / "cache")
    return tmp_path / "cache" / "voice"


@pytest.fixture
def robot(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Voice]:
    yield install_robot(monkeypatch, tmp_path / "bin")
    voices._espeak_version.cache_clear()
