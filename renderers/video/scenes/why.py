"""One or two cards with the person's own words, as a hand wrote them down, and the sentence that answers them.

The only scene with facts about a person: interests they told or the giver noted, never a diet, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from PIL import ImageDraw

from renderers.context import Story
from renderers.language import vocabulary
from renderers.language.joins import joins
from renderers.language.translations import text
from renderers.lettering.shaping import fit, set_line
from renderers.proof import verified
from renderers.relation import Motive
from renderers.video.drawing.cards import CARD_RULE, blank_card, written
from renderers.video.drawing.layout import Block, Box, stack, unbroken
from renderers.video.drawing.paint import FACE, INK, PEN, SOFT
from renderers.video.scene_text import UNSEEN, Lines, Words
from renderers.video.scenes.stage import Layer, Stage

MOST_FACTS: Final = 2
CUES: Final = (("card", "word"), ("second_card", "second_word"))
NARROWEST: Final = 380
WIDEST: Final = 560


@dataclass(frozen=True, slots=True)
class Why(Words):
    """One or two facts in the person's own words, or how many gifts were looked at. `comma` and `gap` are said between them."""

    told: str
    facts: Lines
    answer: str
    comma: str = field(default=", ", metadata=UNSEEN)
    gap: str = field(default=" ", metadata=UNSEEN)

    def spoken(self) -> Lines:
        return (f"{self.told}{self.gap}{self.comma.join(self.facts)}", self.answer)


@dataclass(frozen=True, slots=True)
class Lying:
    """How a card lies: its centre, its height, the size of its words in pixels, its turn in degrees."""

    centre: tuple[int, int]
    height: int
    size: int
    turn: float


ONE: Final = (
    (Lying((905, 376), 190, 76, -2.2),),
    (Lying((360, 352), 176, 70, -2.2),),
    (Lying((360, 660), 236, 92, -2.2),),
)
TWO: Final = (
    (Lying((875, 286), 146, 60, -2.2), Lying((945, 462), 146, 60, 1.6)),
    (Lying((330, 294), 126, 54, -2.2), Lying((392, 440), 126, 54, 1.6)),
    (Lying((345, 560), 180, 74, -2.2), Lying((378, 776), 180, 74, 1.6)),
)
"""Wide, square, tall."""


def why_words(story: Story) -> Why:
    """What the person told, or what others said of them, and the gift as its answer."""
    locale = story.person.locale
    interests = [
        reason for reason in story.reasons if reason.code == "interest" and reason.source in ("asked", "imported")
    ]
    asked = [reason for reason in interests if reason.source == "asked"]
    chosen = (asked or interests)[:MOST_FACTS]
    facts = tuple(verified(vocabulary.interest(locale, reason.value), "reasons.value") for reason in chosen)
    join = joins(locale)
    answer = text(locale, _answer(story))
    signs = join["comma"], join["gap"]
    if asked:
        return Why(text(locale, f"video.why.told_{len(facts)}"), facts, answer, *signs)
    if facts:
        return Why(text(locale, "video.why.noted", giver=story.brand.name), facts, answer, *signs)
    if story.motive:
        return _moved(story, story.motive)
    counted = text(locale, "video.why.count", count=story.considered)
    return Why(text(locale, "video.why.looked"), (counted,), text(locale, "video.why.kept"), *signs)


def _moved(story: Story, motive: Motive) -> Why:
    """For whom no interest is known: what moves them, as they pressed it."""
    locale = story.person.locale
    join = joins(locale)
    told = any(reason.code == "motive" and reason.source == "asked" for reason in story.reasons)
    said = text(locale, "video.why.told_1") if told else text(locale, "video.why.noted", giver=story.brand.name)
    card = text(locale, f"microsite.ask.{motive}")
    return Why(said, (card,), text(locale, _answer(story)), join["comma"], join["gap"])


def _answer(story: Story) -> str:
    return f"video.why.motive.{story.motive}" if story.motive else "video.why.answer"


def why(stage: Stage[Why]) -> tuple[Layer, ...]:
    """What was told, a thread, and the answer."""
    words, inside = stage.words, stage.safe
    column = stage.place(470.0, inside.width, inside.width)
    upper = Box(inside.x, inside.y + stage.place(128, 56, 90), column, stage.place(150, 130, 250))
    lower = Box(inside.x, stage.place(500, 536, 960), column, stage.place(130, 124, 180))
    (told,) = stack(
        stage.desk,
        upper,
        (Block(unbroken(words.told, stage.look.wordmark), stage.display(46), INK, stage.feeling(46)),),
    )
    (answer,) = stack(stage.desk, lower, (Block(words.answer, stage.read(29), SOFT, stage.read(29).size),))
    layers = [
        stage.wordmark(),
        stage.layer("thread", stage.desk.strand(_thread(stage), stage.look.ember)),
        stage.layer("told", told.text.patch),
    ]
    lying = stage.place(*(ONE if len(words.facts) == 1 else TWO))
    for fact, place, cues in zip(words.facts, lying, CUES, strict=False):
        layers += _card(stage, fact, place, cues)
    return (*layers, stage.layer("answer", answer.text.patch))


def _thread(stage: Stage[Why]) -> tuple[tuple[float, float], ...]:
    """From the edge where lines begin to under the cards: under the narrowest one too, or it ends in the air before it."""
    wide = ((-10, 380), (60, 402), (220, 452), (420, 430), (560, 402), (690, 398), (790, 406))
    square = ((-10, 480), (50, 470), (150, 500), (260, 470), (330, 380))
    tall = ((-10, 850), (60, 872), (190, 910), (300, 860), (350, 700))
    return stage.place(wide, square, tall)


def _card(stage: Stage[Why], fact: str, lying: Lying, cues: tuple[str, str]) -> tuple[Layer, Layer]:
    """The card and the words on it, which are written after the card lies."""
    style, lines = fit(fact, stage.hand(lying.size, fact), WIDEST - 90, round(lying.size * 0.7), lines=2)
    width = round(max(max(set_line(line, style).width for line in lines) + 100, NARROWEST))
    face = blank_card(width, lying.height)
    rule = [value * FACE for value in (34, round(lying.height * 0.84), width - 34, round(lying.height * 0.84))]
    ImageDraw.Draw(face).line(rule, fill=CARD_RULE, width=FACE)
    ink = written((width, lying.height), lines, style, middle=lying.height * 0.46)
    return (
        stage.layer(cues[0], stage.desk.card(lying.centre, face, lying.turn)),
        stage.written(cues[1], stage.desk.ink(lying.centre, ink, PEN, lying.turn), fact),
    )
