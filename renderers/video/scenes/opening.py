"""The name alone on a line, ended by the brand's dot, the thread under it, the company, one quiet sentence.

With no name the sentence is the headline.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.language.names import company_name
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.alive.strand import Strand
from renderers.video.drawing.layout import Block, Box, Placed, stack
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.reading import frames_to_read
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

MOST_TENTHS: Final = 50
"""Tenths of a second that the company's name may take to read. A longer one is left out: its people know where they work."""


@dataclass(frozen=True, slots=True)
class Opening(Words):
    """`name` stands alone as a line, in the order the person writes it; None: the line itself becomes the headline.

    `company` is None where the field held no name of one.
    """

    name: str | None
    company: str | None
    line: str

    def spoken(self) -> Lines:
        return tuple(words for words in (self.name, self.company, self.line) if words)


def opening_words(story: Story) -> Opening:
    """The person's name and company where they may be shown; without a name a headline."""
    name, company = wordmark(story.brand, story.person).name, company_name(story.person)
    if company and frames_to_read((company,), story.person.locale, 10) > MOST_TENTHS:
        company = None
    return Opening(
        verified(name, "person.name") if name else None,
        verified(company, "person.company") if company else None,
        text(story.person.locale, _line(story, "line" if name else "headline")),
    )


def _line(story: Story, otherwise: str) -> str:
    """The key of the sentence: by what moves the reader, else by how they stand with the giver, else the one for everybody."""
    if story.motive:
        return f"video.opening.motive.{story.motive}"
    return f"video.opening.stage.{story.stage}" if story.stage else f"video.opening.{otherwise}"


def opening(stage: Stage[Opening]) -> tuple[Layer, ...]:
    """The name, large, over company and line."""
    words, inside = stage.words, stage.safe
    upper = Box(inside.x - 4, inside.y + stage.place(90, 70, 180), inside.width, stage.place(240, 230, 380))
    size, smallest = (112, 60) if words.name else (84, 56)
    headline = Block(
        words.name or words.line,
        stage.display(size),
        INK,
        stage.feeling(smallest),
        dot=stage.look.ember if words.name else None,
    )
    (said,) = stack(stage.desk, upper, (headline,), "bottom")
    under = [Block(words.company, stage.read(28, 560), INK, 24, lines=2)] if words.company else []
    if words.name:
        under.append(Block(words.line, stage.aside(35), SOFT, 24, gap=stage.place(14, 14, 22)))
    lower = Box(inside.x, upper.bottom + stage.place(76, 66, 92), inside.width, stage.place(180, 180, 300))
    placed = stack(stage.desk, lower, under)
    cues = ("company", "line") if words.company else ("line",)
    return (
        stage.wordmark(),
        stage.layer("thread", _thread(stage, said)),
        stage.written("name", said.text.patch, headline.text),
        *(stage.layer(cue, each.text.patch) for cue, each in zip(cues, placed, strict=False)),
    )


def _thread(stage: Stage[Opening], said: Placed) -> Strand:
    """Enters at one edge, underlines the name and leaves at the other."""
    width, begin = stage.desk.format.width, stage.safe.x
    end = min(begin + said.text.width, width * 0.86)
    y = said.bottom + 22
    points = (
        (-10, y + 34),
        (begin * 0.94, y + 20),
        (begin + (end - begin) * 0.35, y),
        (begin + (end - begin) * 0.66, y + 8),
        (end, y - 6),
        (min(end + 130, width * 0.95), y + 14),
        (width * 1.02, y - 26),
    )
    return stage.desk.strand(points, stage.look.ember)
