"""A gift statement on paper: filled into a compiled form where one holds it, drawn in full where none does.

Either way nothing leaves unread. The words of a form's own are read when it is compiled, the words set into it before they are
set; a full drawing, a new form and one in fifty of the rest are read back whole out of the finished file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.errors import ProofFailed
from renderers.language.translations import direction, resolve, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, require_copy, verified
from renderers.statement.attached import gift_figures
from renderers.statement.compiled.form import Copy
from renderers.statement.compiled.forms import Forms
from renderers.statement.figures import Figures, declared, fingerprint
from renderers.statement.pdf.glyphs import draws, glyphs_of, is_shaped, shaped
from renderers.statement.pdf.html_to_pdf import print_editions
from renderers.statement.pdf.read_back import words_of
from renderers.statement.qr_code import code_svg
from renderers.statement.slots import room_in, slots_of

VERSION: Final = "7"
READ_BACK_EVERY: Final = 50
Way = Literal["filled", "compiled", "full"]
_FORMS: Final = Forms()
_NUMBERS: Final = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class Paper:
    """`files`: edition -> PDF. `words` is what was set into it. `way`: how it came about."""

    files: Mapping[str, bytes]
    words: str
    way: Way


def draw_paper(story: Story, figures: Figures, forms: Forms = _FORMS) -> Paper:
    """Both editions of the paper.

    Raises ProofFailed for a word that is not fit to be set or a figure that did not arrive; FontMissing, FetchRefused or
    TemplateError from the drawing.
    """
    copy = copy_of(story, figures)
    words = "\n".join(copy.slots.values())
    mark = wordmark(story.brand, None)
    static = (figures.address, mark.brand, mark.ember, declared(story), story.state == "donated", story.is_value)
    made = forms.make(static, copy, lambda slots: paper_html(story, figures, slots))
    if made is None:
        files = print_editions(paper_html(story, figures, copy.slots), copy.identifier, copy.attached)
        way: Way = "full"
    else:
        files, way = made.files, "compiled" if made.is_new else "filled"
    if way != "filled" or is_sampled(figures):
        printed = words_of(files["reader"])
        require_figures(printed, figures, files["reader"], copy.language)
        if direction(copy.language) == "ltr":
            require_copy(printed, copy.slots.values(), "statement")
    return Paper(files, words, way)


def copy_of(story: Story, figures: Figures) -> Copy:
    """What differs from one paper to the next."""
    locale = story.person.locale
    slots = slots_of(story, figures)
    return Copy(
        slots=slots,
        room=room_in(slots),
        title=text(locale, "statement.head", number=figures.number),
        author=story.sender.company,
        language=resolve(locale),
        address=verified(story.links.statement),
        identifier=f"{story.gift_id} {fingerprint(figures)}",
        attached=gift_figures(story, figures, VERSION),
    )


def paper_html(story: Story, figures: Figures, slots: Mapping[str, str]) -> str:
    """The document a full drawing is made of, every word of it read. Raises ProofFailed."""
    locale = story.person.locale
    code = code_svg(verified(story.links.statement), text(locale, "statement.check.code"))
    mark = wordmark(story.brand, None)
    title = text(locale, "statement.head", number=figures.number)
    html = typeset(
        "statement/paper.html",
        locale,
        story=story,
        figures=figures,
        declared=declared(story),
        mark=mark,
        slots=slots,
        room=room_in(slots),
        rows=len(figures.earlier),
        title=title,
        code=code,
    )
    proof(readable(html.replace(code, ""), "statement"), (*slots.values(), mark.brand), "statement")
    return html


def is_sampled(figures: Figures) -> bool:
    """True for one filled statement in fifty, always the same ones."""
    return int(fingerprint(figures).replace(" ", ""), 16) % READ_BACK_EVERY == 0


def require_figures(printed: str, figures: Figures, pdf: bytes = b"", locale: str = "en") -> None:
    """Looks for what matters most in what the PDF really says. Raises ProofFailed naming the first that is not there.

    A word whose letters join or change places has to be there as it is shaped, every other as it is written.
    """
    spaced = _plain(printed)
    told = (figures.number, figures.recipient, figures.gift, figures.value, figures.state_day, figures.together)
    parts = {part: figure for figure in told if figure is not None for part in _read_parts(figure)}
    for part, figure in parts.items():
        # Words alone cannot tell what was drawn from right to left.
        if not (pdf and is_shaped(part)) and not _is_turned(part) and _plain(part) not in spaced:
            raise _lost(figure)
    if pdf and (joined := [part for part in parts if is_shaped(part)]):
        shapes, drawn = shaped(joined, locale), glyphs_of(pdf)
        for part in joined:
            if not any(draws(drawn, shape) for shape in shapes[part]):
                raise _lost(parts[part])


def _lost(figure: str) -> ProofFailed:
    return ProofFailed(f"The figure {figure!r} is not in the finished PDF.", where="statement")


def _read_parts(figure: str) -> list[str]:
    """The words of a figure, which may stand on two lines. A number that Arabic words surround is drawn by itself."""
    has_turned = _is_turned(figure)
    parts = re.split(r"\s+" if has_turned else r"[\s-]+", figure)
    return [found for part in parts for found in (_NUMBERS.findall(part) or [part] if has_turned else [part])]


def _is_turned(words: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in words)


def _plain(words: str) -> str:
    """Spaces and marks of direction do not count: a PDF keeps neither for sure."""
    return "".join(letter for letter in words if not letter.isspace() and unicodedata.category(letter) != "Cf")
