"""One or two cards with the person's own words, as a hand wrote them down, and the sentence that answers them."""

from __future__ import annotations

from PIL import ImageDraw

from renderers.shaping import Style, fit, set_line
from renderers.video.paint import FACE, INK, PEN, SOFT, blank_card, written
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import Why

NARROWEST = 380
WIDEST = 560
ONE = (((905, 376), 190, 76, -2.2),)
TWO = (((875, 286), 146, 60, -2.2), ((945, 462), 146, 60, 1.6))
"""Of each card: its centre, its height, the size of its word, its turn in degrees."""
CUES = (("card", "word"), ("second_card", "second_word"))
CARD_RULE = "#e7ddcf"


def why(stage: Stage[Why]) -> tuple[Layer, ...]:
    words = stage.words
    told = stage.desk.paragraph(MARGIN, 244, words.told, stage.display(46), INK, 470)
    answer = stage.desk.paragraph(MARGIN, 540, words.answer, stage.read(29), SOFT, 470)
    points = ((-10, 380), (60, 402), (220, 452), (420, 430), (560, 402), (660, 398))
    layers = [
        stage.wordmark(),
        stage.layer("thread", stage.desk.thread(points, stage.look.ember)),
        stage.layer("told", told.patch),
    ]
    for fact, place, cues in zip(words.facts, ONE if len(words.facts) == 1 else TWO, CUES, strict=False):
        layers += _card(stage, fact, place, cues)
    return (*layers, stage.layer("answer", answer.patch))


def _card(
    stage: Stage[Why], fact: str, place: tuple[tuple[int, int], int, int, float], cues: tuple[str, str]
) -> tuple[Layer, Layer]:
    """The card and the word on it, which is written after the card lies."""
    centre, height, size, turn = place
    style, (line,) = _one_line(fact, stage.hand(size))
    width = round(max(set_line(line, style).width + 110, NARROWEST))
    face = blank_card(width, height)
    rule = [value * FACE for value in (34, round(height * 0.80), width - 34, round(height * 0.80))]
    ImageDraw.Draw(face).line(rule, fill=CARD_RULE, width=FACE)
    word = written((width, height), line, style, height * 0.52 + style.size * 0.26)
    return (
        stage.layer(cues[0], stage.desk.card(centre, face, turn)),
        stage.layer(cues[1], stage.desk.ink(centre, word, PEN, turn)),
    )


def _one_line(fact: str, style: Style) -> tuple[Style, tuple[str]]:
    """The word in a size that fits the widest card; cards hold one line."""
    smaller, lines = fit(fact, style, WIDEST - 110, 12, lines=1)
    return smaller, (" ".join(lines),)
