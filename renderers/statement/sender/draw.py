"""A sender's statement on paper, drawn in a child: its length is decided by how much happened in a campaign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from renderers.errors import ProofFailed
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording, verified
from renderers.runtime.bounded import Limits, draw_bounded
from renderers.statement.pdf.html_to_pdf import print_editions
from renderers.statement.pdf.read_back import words_of
from renderers.statement.sender.chart import bars
from renderers.statement.sender.context import SenderStory, from_bytes, to_bytes
from renderers.statement.sender.figures import LOCALE, sender_attached, sender_figures

LIMITS: Final = Limits(cpu_seconds=150, wall_seconds=300, memory_mb=3072)
_SPLIT: Final = "lengths"


def draw_sender(story: SenderStory, limits: Limits = LIMITS) -> Mapping[str, bytes]:
    """The files by name: reader and archive (pdf), figures (json).

    Raises ContextError for a ledger that does not add up, TooLarge for one that takes more than `limits`, ProofFailed, FontMissing
    and TemplateError as any drawing.
    """
    sender_figures(story)  # refused here, it costs no process
    answer = draw_bounded(f"{__name__}:draw_in_child", to_bytes(story), limits)
    head, _, body = answer.partition(b"\n")
    files, at = {}, 0
    for name, length in json.loads(head)[_SPLIT].items():
        files[name] = body[at : at + length]
        at += length
    return files


def draw_in_child(given: bytes) -> bytes:
    """The act of the child: a line that says how long each file is, and the files."""
    files = print_sender(from_bytes(given))
    head = json.dumps({_SPLIT: {name: len(body) for name, body in files.items()}})
    return head.encode() + b"\n" + b"".join(files.values())


def print_sender(story: SenderStory) -> dict[str, bytes]:
    """Draws and proofs both editions in this process. Raises as `draw_sender` does."""
    figures = sender_figures(story)
    chart = bars(figures.stages)
    with recording() as inserted:
        for word in (figures.number, figures.campaign, figures.account, *{line.account for line in figures.lines}):
            if word is not None:
                verified(word, "statement")
        html = typeset("statement/sender.html", LOCALE, story=story, figures=figures, chart=chart)
    words = readable(html.replace(chart, ""), "statement")
    proof(words, inserted, "statement")
    require_letters(words, "statement")
    attached = sender_attached(story, figures)
    files = print_editions(html, f"{story.number} {figures.fingerprint}", attached)
    _require_sums(words_of(files["reader"]), (figures.number, figures.charged, figures.set_aside, figures.fingerprint))
    return {**files, "figures": attached[0].body}


def _require_sums(printed: str, sums: tuple[str, ...]) -> None:
    told = "".join(printed.split())
    for figure in sums:
        if "".join(figure.split()) not in told:
            raise ProofFailed(f"The figure {figure!r} is not in the finished PDF.", where="statement")
