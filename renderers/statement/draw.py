"""The gift statement: tagged A4 PDFs to hand to an ethics office and to keep, and the page with the same figures."""

from __future__ import annotations

from renderers.context import Rendition, Story
from renderers.lettering.fonts import require_letters
from renderers.markup.readable import readable
from renderers.statement import paper
from renderers.statement.figures import figures_of
from renderers.statement.paper import draw_paper
from renderers.statement.slots import slots_of
from renderers.statement.web import draw_page

VERSION = paper.VERSION


def draw(story: Story) -> Rendition:
    """The statement as files: "body" (the reader's pdf), "archive" (the pdf with the figures inside it) and "page" (html).

    Raises FontMissing before drawing where no font has a character; ProofFailed where a figure did not arrive in the PDF as it was
    set; FetchRefused, ContextError or TemplateError from the drawing.
    """
    figures = figures_of(story)
    page = draw_page(story, figures)
    said = readable(page, "statement page")
    require_letters("\n".join((said, *slots_of(story, figures).values())), "statement")
    printed = draw_paper(story, figures)
    files = {
        "body": ("application/pdf", printed.files["reader"]),
        "archive": ("application/pdf", printed.files["archive"]),
        "page": ("text/html; charset=utf-8", page.encode()),
    }
    return Rendition("statement", files, f"{said}\n{printed.words}")
