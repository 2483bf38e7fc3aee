"""Text to speech by other programs, each in a process that is small, timed and told nothing but its sentences.

None of them is linked into the product: two are GPL, and a model has no business in a worker's memory. A sentence goes in by
standard input and never as an argument, so a name cannot become an option; what an engine reads as markup is taken out before.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from renderers.errors import RenderError
from renderers.video.sound.narration.voices import ESPEAK, Engine, Voice

LONGEST: Final = 240
"""Letters of one sentence; no caption is longer."""
_SOUND: Final = re.compile(r"\[([^\]]+)\]\(/[^)]*/\)")
MOST: Final = 40
"""Sentences of one film."""
PATIENCE_SECONDS: Final = 60
_PACE: Final = "150"
"""Words a minute of the robot."""
_MARKUP: Final = re.compile(r"[\[\]<>{}|\\/_*#~^`=]+")
"""Phonemes, tags and pronunciations, as one engine or the other would read them."""


def speakable(line: str) -> str:
    """The line as it is read aloud: one line, no markup, an end that a voice falls at; empty where nothing can be said."""
    words = " ".join(_MARKUP.sub(" ", line).split())
    if not any(letter.isalnum() for letter in words):
        return ""
    return words if words[-1] in ".!?…。！？" else f"{words.rstrip(':;, ')}."


def synthesize(voice: Voice, sentences: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """One WAV file a sentence, in their order, written into `folder`.

    Raises RenderError where a sentence is too long or the engine fails, hangs or leaves one out.
    """
    for sentence in sentences:
        letters = len(_SOUND.sub(r"\1", sentence))
        if letters > LONGEST or "\n" in sentence:
            raise RenderError(f"A sentence of {letters} characters is too long to be read aloud.", where="narration")
    if len(sentences) > MOST:
        raise RenderError(f"{len(sentences)} sentences are too many for one film.", where="narration")
    files = _ENGINES[voice.engine](voice, sentences, folder)
    if len(files) != len(sentences):
        raise RenderError(f"{voice.engine} spoke {len(files)} of {len(sentences)} sentences.", where="narration")
    return files


def _hibari(_: Voice, sentences: Sequence[str], folder: Path) -> tuple[Path, ...]:
    _run([sys.executable, "-m", "renderers.video.sound.narration.read_aloud", str(folder)], "\n".join(sentences))
    return tuple(sorted(folder.glob("*.wav")))


def _piper(voice: Voice, sentences: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """Its noise is turned off, so that the same sentence is the same sound; its files are named by the moment they were made."""
    still = ["--noise-scale", "0", "--noise-w-scale", "0"]
    _run([sys.executable, "-m", "piper", "-m", str(voice.model), "-d", str(folder), *still], "\n".join(sentences))
    return tuple(sorted(folder.glob("*.wav"), key=lambda path: int(path.stem)))


def _espeak(voice: Voice, sentences: Sequence[str], folder: Path) -> tuple[Path, ...]:
    for number, sentence in enumerate(sentences):
        file = str(folder / f"{number:03}.wav")
        _run(["espeak-ng", "-v", ESPEAK[voice.language], "-s", _PACE, "--stdin", "-w", file], sentence)
    return tuple(sorted(folder.glob("*.wav")))


_ENGINES: Final[Mapping[Engine, Callable[[Voice, Sequence[str], Path], tuple[Path, ...]]]] = {
    "hibari": _hibari,
    "piper": _piper,
    "espeak-ng": _espeak,
}


def _run(command: Sequence[str], words: str) -> None:
    """Its own process group, none of our secrets in its environment, one thread; killed whole when its time is over."""
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "HOME") if name in os.environ}
    environment |= {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1"}
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise RenderError(f"{command[0]} cannot be started ({error.strerror}).", where="narration") from None
    try:
        process.communicate(words.encode(), timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        raise RenderError(f"The voice did not answer within {PATIENCE_SECONDS} seconds.", where="narration") from None
    finally:
        _end(process)
    if process.returncode:
        raise RenderError(f"The voice ended with {process.returncode}.", where="narration")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(OSError):  # it may have ended in this moment
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
