"""A stand-in for the robot's program, so that tests need no voice: the same arguments, a hum as long as the sentence."""

from __future__ import annotations

import math
import struct
from array import array
from pathlib import Path
from typing import Final

import pytest

from renderers.video.sound.narration import voices

RATE: Final = 22_050
LETTER: Final = 1100
"""Samples that one letter lasts."""
QUIET: Final = 2205
"""Samples of silence before and after."""
_ENDLESS: Final = 0xFFFFFFFF
_SCRIPT: Final = """#!/bin/sh
case "$*" in *--version*) echo "eSpeak NG text-to-speech: 0.0  Data at: nowhere"; exit;; esac
words=$(cat)
case "$words" in *hang*) exec sleep 60;; *fail*) exit 3;; esac
for file; do :; done
{ cat FOLDER/head; head -c QUIET FOLDER/quiet; head -c $((${#words} * LETTER)) FOLDER/hum; cat FOLDER/quiet; } >"$file"
"""


def install_robot(monkeypatch: pytest.MonkeyPatch, folder: Path) -> voices.Voice:
    """Puts it first on the PATH and lets it speak. The voice of English."""
    folder.mkdir(parents=True, exist_ok=True)
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
    head = struct.pack("<4sI4s", b"RIFF", _ENDLESS, b"WAVE") + form + struct.pack("<4sI", b"data", _ENDLESS)
    (folder / "head").write_bytes(head)
    (folder / "quiet").write_bytes(bytes(2 * QUIET))
    (folder / "hum").write_bytes(array("h", [int(9000 * math.sin(at * 0.06)) for at in range(RATE * 15)]).tobytes())
    program = folder / "espeak-ng"
    script = _SCRIPT.replace("FOLDER", str(folder)).replace("QUIET", str(2 * QUIET)).replace("LETTER", str(2 * LETTER))
    program.write_text(script)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setattr(voices, "find_spec", lambda _: None)
    monkeypatch.setattr(voices, "_mode", "any")
    voices._espeak_version.cache_clear()
    voice = voices.voice_for("en")
    assert voice is not None
    return voice
