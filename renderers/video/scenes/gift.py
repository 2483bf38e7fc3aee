"""The gift itself: its picture fills the frame, its name stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Story
from renderers.proof import verified
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

ON_PICTURE = "#463f4f"


@dataclass(frozen=True, slots=True)
class Gift(Words):
    """The gift's name and the line about it."""

    title: str
    line: str

    def spoken(self) -> Lines:
        return (self.title, self.line)


def gift_words(story: Story) -> Gift:
    """What the catalog says of the gift."""
    return Gift(verified(story.gift.name, "gift.name"), verified(story.gift.line, "gift.line"))


def gift(stage: Stage[Gift]) -> tuple[Layer, ...]:
    """The gift's name and line beside its picture."""
    words, inside = stage.words, stage.safe
    box = stage.place(
        Box(inside.x, 150, 440, 440),
        Box(inside.x, 44, inside.width, 200),
        Box(inside.x, 150, inside.width, 390),
    )
    title, line = stack(
        stage.desk,
        box,
        (
            Block(words.title, stage.display(66), INK, stage.feeling(stage.place(58, 54, 60))),
            Block(words.line, stage.read(28), ON_PICTURE, stage.read(28).size, gap=stage.place(52, 40, 56)),
        ),
        stage.place("middle", "top", "top"),
    )
    y = title.bottom + stage.place(20, 15, 20)
    points = ((-10, y + 4), (inside.x * 0.62, y + 8), (inside.x + 84, y), (inside.x + 164, y + 6))
    return (
        stage.layer("thread", stage.desk.strand(points, stage.look.ember)),
        stage.layer("title", title.text.patch),
        stage.layer("line", line.text.patch),
    )
