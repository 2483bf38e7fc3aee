"""The smallest paper with slots: a heading, a name that may take two lines, and a sum at the other side."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from renderers.statement.compiled.form import Copy
from renderers.statement.compiled.shape import Style, style_of
from renderers.statement.pdf.edition import Attached
from renderers.statement.pdf.html_to_pdf import lay_out
from renderers.statement.qr_code import code_svg

ADDRESS: Final = "https://handpicked.example/gift/gft_1/statement"
OTHER_ADDRESS: Final = "https://handpicked.example/gift/gft_2/statement"
FIGURES: Final = Attached("figures.json", b'{"sum": 29}', "Figures", datetime(2027, 4, 10, tzinfo=UTC))
PAPER: Final = """<!doctype html><html lang="en"><head><title>{title}</title><meta name="author" content="Nora"></head><body>
<h1>Paper</h1><div style="width: 200px"><p data-slot="gift">{gift}</p></div>
<p style="text-align: {align}" data-slot="sum">{sum}</p>{code}</body></html>"""


def copy(gift: str = "Tea", total: str = "29.00", address: str = ADDRESS, **special: Any) -> Copy:
    """One paper's own words."""
    plain: dict[str, Any] = {"room": {}, "title": "Paper 1", "author": "Nora", "language": "en", "identifier": "one"}
    plain |= {"attached": (FIGURES,)}
    return Copy(slots={"gift": gift, "sum": total}, address=address, **(plain | special))


def paper(one: Copy, align: str = "right") -> str:
    """The finished document of a copy."""
    code = code_svg(one.address, "Code")
    return PAPER.format(title=one.title, gift=one.slots["gift"], sum=one.slots["sum"], align=align, code=code)


def any_style() -> Style:
    """How the paper sets the gift's name."""
    document = lay_out(paper(copy()))
    (box,) = (
        box
        for box in document.pages[0]._page_box.descendants()
        if getattr(box, "text", None) == "Tea" and box.element_tag == "p"
    )
    return style_of(box.style)
