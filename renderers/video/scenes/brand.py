"""The giver's name in the middle of the table, under a bow of the thread, and what the gift is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from renderers.context import Story
from renderers.proof import verified
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

BOW: Final = (
    *((-14, 12), (0, 0), (52, -32), (100, -46), (122, -20), (84, 4), (30, 4), (0, 0)),
    *((-30, 4), (-84, 4), (-122, -20), (-100, -46), (-52, -32), (0, 0), (14, 12)),
)
"""The thread around its knot, in pixels of the wide frame: under it, through the right loop, through the left one, and on."""
REACH: Final = ((-0.51, 40), (-0.3, 18), (-0.12, 30))
"""Where it comes from and, mirrored, where it goes: frame widths from the knot, pixels below it."""


@dataclass(frozen=True, slots=True)
class Brand(Words):
    """Who gives, and the occasion."""

    name: str
    occasion: str

    def spoken(self) -> Lines:
        return (self.name, self.occasion)


def brand_words(story: Story) -> Brand:
    """The brand's name and the occasion."""
    return Brand(verified(story.brand.name, "brand.name"), verified(story.occasion, "occasion"))


def brand(stage: Stage[Brand]) -> tuple[Layer, ...]:
    """The brand's name over the occasion."""
    frame, inside = stage.desk.format, stage.safe
    knot = stage.place(262, 256, 500)
    box = Box(inside.x, knot + stage.place(40, 34, 48), inside.width, stage.place(280, 280, 420))
    name, occasion = stack(
        stage.desk,
        box,
        (
            Block(stage.words.name, stage.display(96), INK, stage.feeling(64), dot=stage.look.ember),
            Block(stage.words.occasion, stage.aside(36), SOFT, 24, gap=18),
        ),
        centred=True,
    )
    middle, large = frame.width / 2, stage.place(1.0, 0.86, 1.2)
    coming = [(middle + x * frame.width, knot + y) for x, y in REACH]
    bow = [(middle + x * large, knot + y * large) for x, y in BOW]
    going = [(2 * middle - x, y - 8) for x, y in reversed(coming)]
    return (
        stage.layer("thread", stage.desk.strand((*coming, *bow, *going), stage.look.ember)),
        stage.layer("wordmark", name.text.patch),
        stage.layer("line", occasion.text.patch),
    )
