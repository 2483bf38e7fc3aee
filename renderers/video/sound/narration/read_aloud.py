"""The packaged English voice in a process of its own, so that its model never lives in a worker.

    python -m renderers.video.sound.narration.read_aloud FOLDER

reads sentences from standard input, one a line, and writes FOLDER/000.wav, 001.wav and so on; and beside each, as 000.json, the
words of it that are not in its dictionary and were left out. `[word](/sound/)` in a sentence gives a word's sound.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from renderers.video.sound.narration.names_said import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

PACE: Final = 1.08
"""A little quicker than it was trained: a scene has seconds."""
SEED: Final = 72
"""The same sentence is the same sound, every time."""
_PIECE: Final = re.compile(r"\[[^\]]+\]\(/[^)]*/\)|[^\W\d_]+(?:['’][^\W\d_]+)*")


def read_aloud(sentences: list[str], folder: Path) -> None:
    """Writes one mono 16-bit WAV file a sentence, numbered from 000, and what was left out of it."""
    from hibari import Hibari  # noqa: PLC0415 - half a second and a model, which only this process is made for
    from hibari.tts import write_wav  # noqa: PLC0415

    voice = Hibari(threads=1)
    for number, sentence in enumerate(sentences):
        words, left = known_words(sentence, _dictionary(voice))
        sound = voice(words, speed=PACE, seed=SEED) if any(map(str.isalnum, words)) else _SILENCE * [0.0]
        write_wav(str(folder / f"{number:03}.wav"), sound)
        (folder / f"{number:03}.json").write_text(json.dumps(left, ensure_ascii=False), encoding="utf-8")


_SILENCE: Final = 240
"""Samples that stand for nothing to say."""


def known_words(sentence: str, knows: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The sentence without the words whose sound the voice would guess, and those words."""
    left: list[str] = []

    def keep(piece: re.Match[str]) -> str:
        word = piece.group()
        if word.startswith("[") or knows(word):
            return word
        left.append(word)
        return ""

    said = _PIECE.sub(keep, sentence)
    return (tidy(said), left) if left else (said, left)


def _dictionary(voice: Any) -> Callable[[str], bool]:
    from hibari.g2p import Context  # noqa: PLC0415
    from hibari.g2p.token import Tok  # noqa: PLC0415

    read = voice.g2p

    def knows(word: str) -> bool:
        tries = (word, word.lower(), word.replace("’", "'"))
        return any(read.lexicon(Tok(one, "NN", ""), Context())[0] is not None for one in tries)

    return knows


if __name__ == "__main__":
    read_aloud(sys.stdin.read().splitlines(), Path(sys.argv[1]))
