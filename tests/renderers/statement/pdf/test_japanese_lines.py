"""On paper no Japanese line begins with a letter that belongs to the one before it. WeasyPrint knows no property for it, as
browsers do (`line-break: strict`); what sets the lines, Pango, keeps to the strict rule by itself, and this holds it to that."""

from __future__ import annotations

from renderers.statement.pdf.html_to_pdf import STYLES

NEVER_FIRST = frozenset("ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ、。」』）！？")
WORDS = "ムービーのページで、時々きゃっきゃっと「カタログギフト」をショッピング（ご自由に）。ウォーターボトルっぽい、ティーセット！"


def lines_at(width: int) -> list[str]:
    from weasyprint import CSS, HTML
    from weasyprint.formatting_structure.boxes import LineBox, TextBox

    html = f'<html lang="ja"><body><p style="width: {width}pt">{WORDS}</p></body></html>'
    page = HTML(string=html).render(stylesheets=[CSS(string=STYLES.read_text("utf-8"))]).pages[0]
    found = (box for box in page._page_box.descendants() if isinstance(box, LineBox))
    lines = ["".join(part.text for part in line.descendants() if isinstance(part, TextBox)) for line in found]
    return [line for line in lines if line and line in WORDS]


def test_no_line_begins_with_what_belongs_to_the_one_before() -> None:
    broken = {width: lines_at(width) for width in range(28, 200, 9)}
    assert all("".join(lines) == WORDS for lines in broken.values())
    assert sum(len(lines) for lines in broken.values()) > 80
    assert {line[0] for lines in broken.values() for line in lines} & NEVER_FIRST == set()
