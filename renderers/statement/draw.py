"""The gift statement: a tagged A4 PDF to hand to an ethics office, and the page with the same figures."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO
from typing import Final

import segno
from markupsafe import Markup

from renderers.context import Rendition, Story
from renderers.errors import ProofFailed
from renderers.fonts import require_letters
from renderers.proof import verified
from renderers.readable import readable
from renderers.statement.figures import Figures, figures_of, fingerprint
from renderers.statement.press import print_pdf
from renderers.statement.read_back import words_of
from renderers.translations import text
from renderers.typeset import typeset

VERSION: Final = "1"
INK: Final = "#1d1a26"
_NUMBERS: Final = re.compile(r"\d[\d.,]*")


def draw(story: Story) -> Rendition:
    """The statement as files: "body" (pdf) and "page" (html). The text is read back from the finished PDF.

    Raises FontMissing before drawing where a letter has no font; ProofFailed where a figure did not arrive in the PDF as it was
    set; FetchRefused, ContextError or TemplateError from the drawing.
    """
    figures = figures_of(story)
    code = code_svg(verified(story.links.statement), text(story.person.locale, "statement.check.code"))
    paper = _set("statement/paper.html", story, figures, code)
    page = _set("statement/page.html", story, figures, code)
    words = f"{readable(page, 'statement page')}\n{readable(paper.replace(code, ''), 'statement')}"
    require_letters(words, "statement")
    pdf = print_pdf(paper, f"{story.gift_id} {fingerprint(figures)}")
    require_figures(words_of(pdf), figures)
    files = {"body": ("application/pdf", pdf), "page": ("text/html; charset=utf-8", page.encode())}
    return Rendition("statement", files, words)


def require_figures(printed: str, figures: Figures) -> None:
    """Looks for what matters most in what the PDF really says. Raises ProofFailed naming the first that is not there."""
    spaced = _plain(printed)
    for figure in (figures.number, figures.recipient, figures.gift, figures.value, figures.state_day, figures.together):
        if figure is not None and not all(_plain(part) in spaced for part in _read_parts(figure)):
            raise ProofFailed(f"The figure {figure!r} is not in the finished PDF.", where="statement")


def code_svg(address: str, title: str) -> Markup:
    """A QR code as one path, so that it costs one element. `title` is its alternative text."""
    file = BytesIO()
    segno.make(address, error="m", micro=False).save(
        file, kind="svg", xmldecl=False, svgns=True, border=0, dark=INK, omitsize=True, title=title
    )
    return Markup(file.getvalue().decode().strip())  # noqa: S704 - made here, its only text is escaped by segno


def _set(template: str, story: Story, figures: Figures, code: Markup) -> str:
    return typeset(
        template,
        story.person.locale,
        story=story,
        figures=figures,
        fingerprint=fingerprint(figures),
        masthead=figures.recipient,
        code=code,
    )


def _read_parts(figure: str) -> list[str]:
    """What of a figure can be found again: its words, which may stand on two lines; of Arabic, which comes out of a PDF in the
    order it was drawn, only the numbers.
    """
    has_turned = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in figure)
    return _NUMBERS.findall(figure) if has_turned else re.split(r"[\s-]+", figure)


def _plain(words: str) -> str:
    """Spaces and marks of direction do not count: a PDF keeps neither for sure."""
    return "".join(letter for letter in words if not letter.isspace() and unicodedata.category(letter) != "Cf")
