"""Somebody who chose another gift: their choice as a print, its name written under it."""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Story
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.cards import picture_print
from renderers.video.drawing.layout import Block, Box, stack, unbroken
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage


@dataclass(frozen=True, slots=True)
class Swapped(Words):
    """That the gift was swapped, and for what."""

    title: str
    line: str
    choice: str

    def spoken(self) -> Lines:
        return (self.title, self.line, self.choice)


def swapped_words(story: Story) -> Swapped:
    """The gift that the person chose."""
    locale = story.person.locale
    return Swapped(
        text(locale, "video.swapped.title"),
        text(locale, "video.swapped.line"),
        verified(story.gift.name, "gift.name"),
    )


def _title(words: Swapped) -> str:
    """The title, whose short last sentence begins on a line of its own sooner than be broken in two."""
    _, has_two, last = words.title.rpartition(". ")
    return unbroken(words.title, last) if has_two else words.title


def swapped(stage: Stage[Swapped]) -> tuple[Layer, ...]:
    """The words beside the gift that was chosen."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    column = stage.place(500.0, inside.width, inside.width)
    box = Box(inside.x, inside.y + stage.place(130, 56, 90), column, stage.place(350, 150, 320))
    title, line = stack(
        desk,
        box,
        (
            Block(_title(words), stage.display(62), INK, stage.feeling(56), lines=stage.place(3, 2, 3)),
            Block(words.line, stage.read(28), SOFT, stage.read(28).size, gap=stage.place(22, 12, 26)),
        ),
    )
    centre, size = stage.place(((930.0, 362.0), (400, 500)), ((372.0, 470.0), (310, 372)), ((366.0, 810.0), (480, 590)))
    print_face = picture_print(
        stage.pictures[0], *size, words.choice, stage.hand(stage.place(44, 34, 50), words.choice)
    )
    reach = centre[0] - size[0] / 2
    y = centre[1] + size[1] * 0.16
    points = ((-10, y + 70), (reach * 0.35, y + 84), (reach * 0.75, y + 30), (reach + 30, y))
    return (
        stage.wordmark(),
        stage.layer("thread", desk.strand(points, stage.look.ember)),
        stage.layer("print", desk.card(centre, print_face, 1.8, radius=6)),
        stage.layer("title", title.text.patch),
        stage.layer("line", line.text.patch),
    )
