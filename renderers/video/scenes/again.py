"""Somebody who had a gift from this giver before: a tag with what it was, tied to the thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from renderers.context import Story
from renderers.language.dates import month
from renderers.language.joins import joins
from renderers.language.translations import text
from renderers.proof import verified
from renderers.video.drawing.cards import gift_tag
from renderers.video.drawing.layout import Block, Box, stack
from renderers.video.drawing.paint import INK, SOFT
from renderers.video.scene_text import UNSEEN, Lines, Words
from renderers.video.scenes.stage import Layer, Stage


@dataclass(frozen=True, slots=True)
class Again(Words):
    """`past` and `when` are what they kept last time; both None where they never kept one. `join` is said between them."""

    title: str
    line: str
    past: str | None
    when: str | None
    join: str = field(default=": ", metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (self.title, self.line, *((f"{self.when}{self.join}{self.past}",) if self.past else ()))


def again_words(story: Story) -> Again:
    """A welcome back, with the last gift that was kept."""
    locale = story.person.locale
    last = story.remembered
    return Again(
        text(locale, "video.again.title"),
        text(locale, "video.again.line" if last else "video.again.line_none"),
        verified(last.name, "remembered.name") if last else None,
        month(locale, last.on) if last else None,
        joins(locale)["colon"] + joins(locale)["gap"],
    )


def again(stage: Stage[Again]) -> tuple[Layer, ...]:
    """The welcome and, where a gift was kept, what it was and when."""
    words, inside, desk = stage.words, stage.safe, stage.desk
    column = stage.place(500.0, inside.width, inside.width)
    box = Box(inside.x, inside.y + stage.place(140, 60, 110), column, stage.place(330, 200, 330))
    title, line = stack(
        desk,
        box,
        (
            Block(words.title, stage.display(60), INK, stage.feeling(56)),
            Block(words.line, stage.read(28), SOFT, stage.read(28).size, gap=stage.place(22, 16, 26)),
        ),
    )
    layers = [
        stage.wordmark(),
        stage.layer("title", title.text.patch),
        stage.layer("line", line.text.patch),
    ]
    centre, size = stage.place(((920.0, 372.0), (500, 220)), ((372.0, 450.0), (500, 200)), ((376.0, 760.0), (540, 250)))
    hole = centre[0] - size[0] / 2 + 44
    thread = stage.desk.strand(
        ((-10, centre[1] + 168), (hole * 0.34, centre[1] + 176), (hole * 0.8, centre[1] + 116), (hole, centre[1] - 4)),
        stage.look.ember,
    )
    if words.past and words.when:
        face = gift_tag(
            size,
            words.when,
            words.past,
            stage.read(24),
            stage.hand(stage.place(58, 52, 66), words.past),
            desk.direction,
        )
        layers.append(stage.layer("tag", desk.card(centre, face, -1.8, radius=16)))
    return (*layers, stage.layer("thread", thread))
