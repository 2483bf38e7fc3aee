"""Up to three other gifts, so that a yes is a choice: side by side, or one under another where the frame is narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from renderers.context import Story
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.drawing.pictures import Wanted, the_alternatives
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage

MOST_TILES: Final = 3
CUES: Final = ("tile", "second_tile", "third_tile")


@dataclass(frozen=True, slots=True)
class Swap(Words):
    """That the gift may be swapped, on what terms, and for what."""

    title: str
    terms: str
    names: Lines

    def spoken(self) -> Lines:
        return (self.title, self.terms, *self.names)


@dataclass(frozen=True, slots=True)
class Tiles:
    """How tiles stand: the first one's top, their side, the step to the next, and the room for a name."""

    top: int
    side: int
    step: int
    name: tuple[float, float]


PLACES: Final = (Tiles(232, 316, 374, (330, 78)), Tiles(196, 134, 156, (430, 134)), Tiles(400, 236, 262, (306, 236)))
"""Wide, square, tall."""


def swap_words(story: Story) -> Swap:
    """The terms, and the names of the first alternatives."""
    locale = story.person.locale
    chose_before = story.remembered is not None and story.remembered.was_swapped
    return Swap(
        text(locale, "video.swap.title_before" if chose_before else "video.swap.title"),
        text(locale, "video.swap.terms"),
        tuple(verified(gift.name, "alternatives.name") for gift in story.alternatives[:MOST_TILES]),
    )


def swap_pictures(story: Story) -> tuple[Wanted, ...]:
    """The pictures of the same alternatives."""
    return the_alternatives(story, MOST_TILES)


def swap(stage: Stage[Swap]) -> tuple[Layer, ...]:
    """The terms over a tile for each alternative."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    tiles = stage.place(*PLACES)
    box = Box(inside.x, inside.y + stage.place(24, 0, 40), inside.width, stage.place(130, 122, 230))
    title, terms = stack(
        desk,
        box,
        (
            Block(words.title, stage.display(46), INK, stage.feeling(40), lines=2),
            Block(words.terms, stage.read(26), SOFT, stage.place(22, 25, 31), lines=3, gap=stage.place(12, 8, 16)),
        ),
    )
    layers = [stage.led_along(), stage.layer("title", title.text.patch), stage.layer("terms", terms.text.patch)]
    for at, (name, picture, cue) in enumerate(zip(words.names, stage.pictures, CUES, strict=False)):
        x = inside.x + at * stage.place(tiles.step, 0, 0)
        y = tiles.top + at * stage.place(0, tiles.step, tiles.step)
        tile = picture.resize((tiles.side, tiles.side), Image.Resampling.LANCZOS)
        beside = Box(x + tiles.side + stage.place(0, 26, 34), y, *tiles.name)
        under = Box(x, y + tiles.side + 14, *tiles.name)
        (said,) = stack(
            desk,
            stage.place(under, beside, beside),
            (Block(name, stage.read(25, 560), INK, stage.read(25).size, lines=stage.place(2, 3, 3)),),
            stage.place("top", "middle", "middle"),
        )
        layers += (stage.layer(cue, desk.tile(x, y, tile)), stage.layer(cue, said.text.patch))
    return tuple(layers)
