"""The film in words: WebVTT captions in the reader's language, and a transcript for those who would rather read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate, pairwise
from textwrap import wrap
from typing import Final

from renderers.errors import TemplateError
from renderers.language.translations import tie
from renderers.lettering.phrases import phrases
from renderers.video.reading import DENSE_GOAL, DENSE_PACE, frames_to_read
from renderers.video.timeline.script import Script
from renderers.video.timeline.storyboard import Storyboard

LONGEST_LINE: Final = 42
LINES: Final = 2
_UNSPACED_LINE: Final = 21
"""Letters of scripts written without spaces are twice as wide."""
_CHUNK: Final = re.compile(r"\S+\s*")
_LATIN: Final = re.compile("[0-9A-Za-z]{2}")
_KATAKANA: Final = re.compile("[\u30a1-\u30f6\u30fc]{2}")


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption, shown from `begin` to `end` seconds; at most two lines."""

    begin: float
    end: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A scene's captions, the lines of each, and the frames each takes to read: at the quickest, and calmly."""

    blocks: tuple[tuple[str, ...], ...]
    quickest: tuple[int, ...]
    calm: tuple[int, ...]


def captions_of(script: Script, storyboard: Storyboard) -> tuple[Caption, ...]:
    """Captions in scene order, each shown until the next. A scene with more words than fit at once shows them one after another.

    Each has the time in which it can be read, and its share of what its scene has beyond that. Raises TemplateError for a scene too
    short for its words: nobody is shown a caption that they cannot read (`paced` gives every scene the time).
    """
    found: list[Caption] = []
    for first, cut in storyboard.starts():
        reading = reading_of(script, cut.scene, storyboard.rate)
        if sum(reading.quickest) > cut.frames:
            raise TemplateError(
                f"{sum(reading.quickest)} frames are needed to read its captions; it has {cut.frames}.",
                where=f"{storyboard.name}: {cut.scene}",
            )
        begin = first
        for block, frames in zip(reading.blocks, _shared(cut.frames, reading), strict=True):
            found.append(Caption(begin / storyboard.rate, (begin + frames) / storyboard.rate, block))
            begin += frames
    return tuple(found)


def reading_of(script: Script, scene: str, rate: int) -> Reading:
    """What one scene's captions say and how long they take to read."""
    blocks = tuple(_blocks(script.spoken(scene), script.locale))
    quickest, calm = (
        tuple(frames_to_read(block, script.locale, rate, pace) for block in blocks) for pace in (DENSE_PACE, DENSE_GOAL)
    )
    return Reading(blocks, quickest, calm)


def frames_needed(lines: tuple[str, ...], locale: str, rate: int) -> int:
    """The fewest frames in which somebody reads these lines as captions."""
    return sum(frames_to_read(block, locale, rate) for block in _blocks(lines, locale))


def webvtt(captions: tuple[Caption, ...]) -> str:
    """The captions as a WebVTT file, ended by a line end."""
    blocks = [
        f"{at}\n{_clock(caption.begin)} --> {_clock(caption.end)}\n" + "\n".join(map(_escaped, caption.lines))
        for at, caption in enumerate(captions, start=1)
    ]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def transcript(script: Script, storyboard: Storyboard) -> str:
    """What the film says, a paragraph a scene."""
    told = (script.spoken(cut.scene) for cut in storyboard.scenes)
    return "\n\n".join("\n".join(lines) for lines in told if lines) + "\n"


def _blocks(sentences: tuple[str, ...], locale: str) -> list[tuple[str, ...]]:
    """What is shown at once: two short sentences, or two lines of one that is longer; no sentence leaves a word behind."""
    width = _UNSPACED_LINE if locale.startswith("ja") else LONGEST_LINE
    blocks: list[tuple[str, ...]] = []
    for sentence in sentences:
        lines = _balanced(_phrases(tie(locale, sentence), locale), width)
        if len(lines) == 1 and blocks and len(blocks[-1]) == 1:
            blocks[-1] += lines
        else:
            blocks += (lines[at : at + LINES] for at in range(0, len(lines), LINES))
    return blocks


def _phrases(sentence: str, locale: str) -> tuple[str, ...]:
    """The phrases of a sentence; a number or Latin word in it stays whole, and one in katakana where a line has room."""
    if len(phrases(sentence, locale)) == 1:
        return (sentence,)
    parts: list[str] = []
    for chunk in _CHUNK.findall(sentence):
        for at, part in enumerate(phrases(chunk, locale)):
            seam = parts[-1][-1:] + part[:1] if at else ""
            if _LATIN.fullmatch(seam) or (_KATAKANA.fullmatch(seam) and len(parts[-1] + part) <= _UNSPACED_LINE):
                parts[-1] += part
            else:
                parts.append(part)
    return tuple(parts)


def _balanced(parts: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The fewest lines, as even as they can be. `parts` are the phrases of a script without spaces, or one whole sentence."""
    fewest = _wrapped(parts, width)
    whole = max(map(len, parts)) if len(parts) > 1 else 1
    narrow = next(
        narrow
        for narrow in range(min(width, max(whole, sum(map(len, parts)) // len(fewest))), width + 1)
        if len(_wrapped(parts, narrow)) <= len(fewest)
    )
    return tuple(_wrapped(parts, narrow))


def _wrapped(parts: tuple[str, ...], width: int) -> list[str]:
    """Lines of at most this width: between spaces, or between phrases; only a phrase that is wider by itself is cut."""
    if len(parts) == 1:
        return wrap(parts[0], width, break_on_hyphens=False)
    lines: list[str] = []
    for part in parts:
        if lines and len((lines[-1] + part).strip()) <= width:
            lines[-1] += part
        else:
            lines += [part] if len(part.strip()) <= width else wrap(part, width, break_on_hyphens=False)
    return [line.strip() for line in lines]


def _shared(frames: int, reading: Reading) -> list[int]:
    """The scene's frames in whole parts, none smaller than its caption takes; what is spare brings all nearer to a calm reading."""
    if sum(reading.calm) <= frames:
        least, more = reading.calm, reading.calm
    else:
        least, more = (
            reading.quickest,
            tuple(calm - quick for quick, calm in zip(reading.quickest, reading.calm, strict=True)),
        )
    spare, whole = frames - sum(least), sum(more)
    ends = [done + spare * extra // whole for done, extra in zip(accumulate(least), accumulate(more), strict=True)]
    return [end - begin for begin, end in pairwise((0, *ends))]


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _escaped(line: str) -> str:
    """A name may hold what WebVTT reads as a tag or an arrow."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
