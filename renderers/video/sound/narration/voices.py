"""Which voice reads a language aloud, if any. Nothing is loaded here: a page may ask, and the doctor does.

Natural voices first: a Piper voice that the operator put into the voices folder as `<language>.onnx` with its `.onnx.json`, after
reading its licence; else the packaged English one (`hibari-tts`, Apache-2.0, its model distilled from Apache-2.0 Kokoro). The robot
of eSpeak NG speaks all but one of our languages, but only where it is asked for: a gift should not sound like a lift.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

from renderers.language.translations import LOCALES, resolve
from renderers.runtime.cache import CHECKOUT

Mode = Literal["off", "natural", "any"]
Engine = Literal["hibari", "piper", "espeak-ng"]

ESPEAK: Final = {"en": "en-gb", "ru": "ru", "is": "is", "cs": "cs", "ro": "ro", "ar": "ar"}
"""Our language -> its voice there. Japanese is left out: it reads no kanji."""
_PATIENCE_SECONDS: Final = 10

_mode: Mode = "natural"
_folder: Path = CHECKOUT / "var" / "voices"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who reads `language`. `identity` changes whenever a sentence might sound different; `model` is a Piper voice's file."""

    engine: Engine
    language: str
    identity: str
    model: Path | None = None

    @property
    def is_natural(self) -> bool:
        """Whether it sounds like a person: every voice but eSpeak's does."""
        return self.engine != "espeak-ng"

    @property
    def reads_sounds(self) -> bool:
        """Whether it can be told how a name sounds. One that can't says none."""
        return self.engine == "hibari"


def let_speak(mode: Mode, folder: Path) -> None:
    """Chooses for this process who may be heard and where Piper voices lie; every door does this once at its start."""
    global _mode, _folder
    _mode, _folder = mode, folder


def voice_for(locale: str) -> Voice | None:
    """The voice that reads films of this locale aloud, or None where the film has music alone."""
    if _mode == "off":
        return None
    voice = best_voice(resolve(locale), _folder)
    return voice if voice is not None and (voice.is_natural or _mode == "any") else None


def says_names(locale: str) -> bool:
    """Whether films of this locale are read by a voice that says names whose sound is known."""
    voice = voice_for(locale)
    return voice is not None and voice.reads_sounds


def best_voice(language: str, folder: Path) -> Voice | None:
    """The best voice this machine has for one of our languages, whether or not it may be heard."""
    model = folder / f"{language}.onnx"
    if find_spec("piper") is not None and model.is_file() and model.with_suffix(".onnx.json").is_file():
        changed = model.stat().st_mtime_ns
        return Voice("piper", language, f"piper {version('piper-tts')} {_fingerprint(model, changed)}", model)
    if language == "en" and find_spec("hibari") is not None:
        return Voice("hibari", language, f"hibari {version('hibari-tts')}")
    if language in ESPEAK and (said := _espeak_version()) is not None:
        return Voice("espeak-ng", language, f"{said} {ESPEAK[language]}")
    return None


def voices_here() -> dict[str, Voice | None]:
    """Every language we speak, with the best voice of this machine."""
    return {language: best_voice(language, _folder) for language in LOCALES}


@cache
def _fingerprint(model: Path, _changed: int) -> str:
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


@cache
def _espeak_version() -> str | None:
    """Its own words up to the place of its data, such as "eSpeak NG text-to-speech: 1.51"; None where it is not there."""
    if (path := shutil.which("espeak-ng")) is None:
        return None
    try:
        said = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return said.stdout.partition("Data at")[0].strip()
