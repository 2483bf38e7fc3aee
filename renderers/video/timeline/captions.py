"""The film in words: WebVTT captions in the reader's language, and a transcript for those who would rather read."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import Storyboard

LONGEST_LINE: Final = 42
LINES: Final = 2
_UNSPACED_LINE: Final = 21
"""Letters of scripts written without spaces are twice as wide."""


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption, shown from `begin` to `end` seconds; at most two lines."""

    begin: float
    end: float
    lines: tuple[str, ...]


def captions_of(script: Script, storyboard: Storyboard) -> tuple[Caption, ...]:
    """Captions in scene order. A scene with more words than fit at once shows them one after another, time shared by length."""
    found: list[Caption] = []
    for first, cut in storyboard.starts():
        blocks = _blocks(script.spoken(cut.scene), script.locale)
        begin = first / storyboard.rate
        seconds = cut.frames / storyboard.rate
        letters = sum(_length(block) for block in blocks)
        for block in blocks:
            end = begin + seconds * _length(block) / letters
            found.append(Caption(begin, end, block))
            begin = end
    return tuple(found)


def webvtt(captions: tuple[Caption, ...]) -> str:
    """The captions as a WebVTT file, ended by a line end."""
    blocks = [
        f"{at}\n{_clock(caption.begin)} --> {_clock(caption.end)}\n" + "\n".join(map(_escaped, caption.lines))
        for at, caption in enumerate(captions, start=1)
    ]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def transcript(script: Script, storyboard: Storyboard) -> str:
    """What the film says, a paragraph a scene."""
    return "\n\n".join("\n".join(script.spoken(cut.scene)) for cut in storyboard.scenes) + "\n"


def _blocks(sentences: tuple[str, ...], locale: str) -> list[tuple[str, ...]]:
    """What is shown at once: two short sentences, or two lines of one that is longer; no sentence leaves a word behind."""
    width = _UNSPACED_LINE if locale.startswith("ja") else LONGEST_LINE
    blocks: list[tuple[str, ...]] = []
    for sentence in sentences:
        lines = _balanced(sentence, width)
        if len(lines) == 1 and blocks and len(blocks[-1]) == 1:
            blocks[-1] += lines
        else:
            blocks += (lines[at : at + LINES] for at in range(0, len(lines), LINES))
    return blocks


def _balanced(sentence: str, width: int) -> tuple[str, ...]:
    """The fewest lines, as even as they can be."""
    fewest = wrap(sentence, width, break_on_hyphens=False)
    narrow = next(
        narrow
        for narrow in range(max(1, len(sentence) // len(fewest)), width + 1)
        if len(wrap(sentence, narrow, break_on_hyphens=False)) <= len(fewest)
    )
    return tuple(wrap(sentence, narrow, break_on_hyphens=False))


def _length(block: tuple[str, ...]) -> int:
    return sum(len(line) for line in block)


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(line: str) -> str:
    """A name may hold what WebVTT reads as a tag or an arrow."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
