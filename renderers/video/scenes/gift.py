"""The gift itself: its picture fills the frame, its name stands beside it."""

from __future__ import annotations

from renderers.shaping import fit, line_height
from renderers.video.paint import INK
from renderers.video.scenes.stage import MARGIN, Layer, Stage
from renderers.video.words import Gift

ON_PICTURE = "#463f4f"
WIDEST = 450
LINES = 3


def gift(stage: Stage[Gift]) -> tuple[Layer, ...]:
    words = stage.words
    style, lines = fit(words.title, stage.display(66), WIDEST, 64, LINES)
    step = line_height(words.title, style)
    title = stage.desk.say(MARGIN, 330 - max(0, len(lines) - 2) * step, lines, style, INK)
    under = title.next_baseline - step + 46
    points = ((-10, under + 4), (60, under + 8), (180, under), (260, under + 6))
    line = stage.desk.paragraph(MARGIN, under + 62, words.line, stage.read(28), ON_PICTURE, 420)
    return (
        stage.layer("thread", stage.desk.thread(points, stage.look.ember)),
        stage.layer("title", title.patch),
        stage.layer("line", line.patch),
    )
