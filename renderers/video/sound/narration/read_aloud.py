"""The packaged English voice in a process of its own, so that its model never lives in a worker.

    python -m renderers.video.sound.narration.read_aloud FOLDER

reads sentences from standard input, one a line, and writes FOLDER/000.wav, 001.wav and so on.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

PACE: Final = 1.08
"""A little quicker than it was trained: a scene has seconds."""
SEED: Final = 72
"""The same sentence is the same sound, every time."""


def read_aloud(sentences: list[str], folder: Path) -> None:
    """Writes one mono 16-bit WAV file a sentence, numbered from 000."""
    from hibari import Hibari  # noqa: PLC0415 - half a second and a model, which only this process is made for

    voice = Hibari(threads=1)
    for number, sentence in enumerate(sentences):
        voice.save(sentence, str(folder / f"{number:03}.wav"), speed=PACE, seed=SEED)


if __name__ == "__main__":
    read_aloud(sys.stdin.read().splitlines(), Path(sys.argv[1]))
