"""The way to the answer: the gift as a print at the thread's end, and how long it stands open for its person.

A film is watched on the page that it belongs to, so no code leads there.
"""

from __future__ import annotations

from dataclasses import dataclass

from renderers.context import Story
from renderers.language.dates import day
from renderers.language.translations import text
from renderers.product.marks import inscribed
from renderers.video.drawing.cards import picture_print
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.scene_text import Lines, Words
from renderers.video.scenes.stage import Layer, Stage


@dataclass(frozen=True, slots=True)
class Yours(Words):
    """`written`: what stands on the gift for them, where anything does; here, since every other scene of the gift is shared by all
    who get the same."""

    title: str
    until: str
    written: str | None

    def spoken(self) -> Lines:
        return (self.title, self.until, *([self.written] if self.written else []))


PRINTS = (((960.0, 356.0), (380, 420), 2.0), ((360.0, 462.0), (300, 332), 2.0), ((360.0, 830.0), (470, 518), 2.0))
"""Where the print lies, its size and its turn in degrees: wide, square, tall."""


def yours_words(story: Story) -> Yours:
    """Until when the gift can be had, and what stands on it."""
    locale = story.person.locale
    return Yours(
        text(locale, "video.yours.title"),
        text(locale, "video.yours.until", day=day(locale, story.open_until)),
        inscribed(story.gift),
    )


def yours(stage: Stage[Yours]) -> tuple[Layer, ...]:
    """The print, and until when it is open."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    centre, size, turn = stage.place(*PRINTS)
    box = stage.place(
        Box(inside.x, 170, 560, 420),
        Box(inside.x, inside.y + 50, inside.width, 184),
        Box(inside.x, inside.y + 70, inside.width, 310),
    )
    small = stage.read(27)
    title, until, *written_on_it = stack(
        desk,
        box,
        (
            Block(words.title, stage.display(68), INK, stage.feeling(66)),
            Block(words.until, small, SOFT, small.size, gap=stage.place(58, 10, 16)),
            *([Block(words.written, small, INK, small.size, gap=8)] if words.written else []),
        ),
        stage.place("middle", "top", "top"),
    )
    last = [until, *written_on_it][-1]
    y = stage.place(title.bottom + 28, last.bottom + 20, last.bottom + 26)
    wide = ((-10, y + 4), (120, y + 14), (420, y - 8), (640, y + 30), (800, y - 36))
    square = ((-10, y + 6), (110, y + 12), (330, y - 4), (560, y + 10), (650, y + 90), (505, y + 200))
    tall = ((-10, y + 4), (120, y + 12), (380, y - 6), (600, y + 14), (668, y + 110), (610, y + 240))
    return (
        stage.wordmark(),
        stage.layer("thread", desk.strand(stage.place(wide, square, tall), stage.look.ember)),
        stage.layer("code", desk.card(centre, picture_print(stage.pictures[0], *size), turn, radius=6)),
        stage.layer("title", title.text.patch),
        *(stage.layer("until", line.text.patch) for line in (until, *written_on_it)),
    )
