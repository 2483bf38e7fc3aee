"""The name alone on a line, the thread under it, one quiet sentence. With no name known the sentence is the headline."""

from __future__ import annotations

from renderers.shaping import fit
from renderers.video.paint import INK, SOFT
from renderers.video.planes import Patch
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import Opening

LARGEST = 112
SMALLEST = 60
WIDEST = 1010
BASELINE = 372


def opening(stage: Stage[Opening]) -> tuple[Layer, ...]:
    words = stage.words
    style, lines = fit(words.name or words.line, stage.display(LARGEST if words.name else 84), WIDEST, SMALLEST)
    lift = (len(lines) - 1) * style.size * style.leading
    headline = stage.desk.say(MARGIN - 4, BASELINE - lift, lines, style, INK)
    layers = [
        stage.wordmark(),
        stage.layer("thread", _thread(stage, headline.width)),
        stage.layer("name", headline.patch),
    ]
    if words.name:
        line = stage.desk.paragraph(MARGIN, 520, words.line, stage.aside(37), SOFT, WIDEST)
        layers.append(stage.layer("line", line.patch))
    return tuple(layers)


def _thread(stage: Stage[Opening], width: float) -> Patch:
    """Enters at one edge, underlines the name and leaves at the other; lower under Arabic letters, which reach further down."""
    drop = 26 if stage.desk.is_mirrored else 0
    begin = MARGIN - 4
    points = (
        (-10, 452),
        (90, 436),
        (begin + width * 0.35, 416),
        (begin + width * 0.66, 424),
        (begin + width, 410),
        (begin + width + 140, 430),
        (max(1300, begin + width + 220), 380),
    )
    return stage.desk.thread([(x, y + drop + 4) for x, y in points], stage.look.ember)
