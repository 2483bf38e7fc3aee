"""The way to the answer: a card with the code of the person's own page, and how long it stands open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import segno
from PIL import Image, ImageDraw

from renderers.context import Story
from renderers.language.dates import day
from renderers.language.translations import text
from renderers.lettering.shaping import fit
from renderers.product.marks import inscribed
from renderers.proof import verified
from renderers.video.drawing.cards import blank_card, written
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import FACE, INK, SOFT
from renderers.video.scene_text import UNSEEN, Lines, Words
from renderers.video.scenes.stage import Layer, Stage


@dataclass(frozen=True, slots=True)
class Yours(Words):
    """`address` is the host a person sees under the code; the code itself carries the whole link. `written`: what stands on the
    gift for them, where anything does; here, since every other scene of the gift is shared by all who get the same."""

    title: str
    until: str
    address: str
    written: str | None
    link: str = field(metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (self.title, self.until, *([self.written] if self.written else []))


@dataclass(frozen=True, slots=True)
class CodeCard:
    """Where the card lies, its size, and how wide the code may be; each module is a whole number of pixels."""

    centre: tuple[int, int]
    size: tuple[int, int]
    code: int


CARDS: Final = (
    CodeCard((960, 360), (360, 400), 276),
    CodeCard((360, 474), (300, 336), 238),
    CodeCard((360, 836), (520, 576), 440),
)
"""Wide, square, tall."""


def yours_words(story: Story) -> Yours:
    """Until when the gift can be had, and where."""
    locale = story.person.locale
    return Yours(
        text(locale, "video.yours.title"),
        text(locale, "video.yours.until", day=day(locale, story.open_until)),
        verified(urlsplit(story.links.page).netloc, "links.page"),
        inscribed(story.gift),
        verified(story.links.page, "links.page"),
    )


def yours(stage: Stage[Yours]) -> tuple[Layer, ...]:
    """The card with the gift's address and code, and until when it is open."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    card = stage.place(*CARDS)
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
        stage.layer("thread", desk.thread(stage.place(wide, square, tall), stage.look.ember)),
        stage.layer("code", desk.card(card.centre, _face(stage, card), radius=14)),
        stage.layer("title", title.text.patch),
        *(stage.layer("until", line.text.patch) for line in (until, *written_on_it)),
    )


def _face(stage: Stage[Yours], card: CodeCard) -> Image.Image:
    """The card with code and host. Error level M survives a glossy screen; the quiet zone is the card itself."""
    words = stage.words
    width, height = card.size
    face = blank_card(width, height)
    canvas = ImageDraw.Draw(face)
    modules = tuple(segno.make(words.link, error="m", micro=False).matrix)
    size = card.code // len(modules) * FACE
    left = (face.width - size * len(modules)) // 2
    top = (width - card.code) // 2 * FACE
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                x, y = left + column * size, top + row * size
                canvas.rectangle((x, y, x + size - 1, y + size - 1), fill=INK)
    style, lines = fit(words.address, stage.read(24, 540), width - 48, 12, lines=1)
    below = (top // FACE + card.code + height) / 2
    face.paste(Image.new("RGB", face.size, INK), (0, 0), written(card.size, lines, style, middle=below - 4))
    return face
