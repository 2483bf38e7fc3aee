"""Workbooks as programs write them, part by part, so that every oddity of theirs can be tried."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_LINKS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PEOPLE = (
    ("Company", "First name", "Last name", "Work email", "Country", "Dietary / allergies"),
    ("Lumen", "Ada", "Testa", "ada@lumen.example", "CZ", "vegan"),
    ("Orrin", "Ben", "Testb", "ben@orrin.example", "US", "none"),
    ("Zeta", "Cyd", "Testc", "cyd@zeta.example", "DE", "none"),
)


@dataclass(frozen=True)
class Tab:
    """One tab. `cells` overrides single cells with XML of their own; `hidden` are row numbers."""

    name: str = "Sheet"
    rows: Sequence[Sequence[str]] = PEOPLE
    hidden: Sequence[int] = ()
    cells: Mapping[str, str] = ()  # type: ignore[assignment]
    after: str = ""
    kind: str = "worksheet"
    state: str = "visible"

    def xml(self, namespace: str) -> str:
        if self.kind != "worksheet":
            return f'<chartsheet xmlns="{namespace}"/>'
        rows = []
        for number, row in enumerate(self.rows, start=1):
            cells = "".join(self._cell(f"{chr(65 + place)}{number}", text) for place, text in enumerate(row))
            hidden = ' hidden="1"' if number in self.hidden else ""
            rows.append(f'<row r="{number}"{hidden}>{cells}</row>')
        return f'<worksheet xmlns="{namespace}"><sheetData>{"".join(rows)}</sheetData>{self.after}</worksheet>'

    def _cell(self, place: str, text: str) -> str:
        own = dict(self.cells)
        if place in own:
            return own[place]
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else ""


def workbook(
    *tabs: Tab,
    active: int = 0,
    styles: str = "",
    strings: Sequence[str] = (),
    strict: bool = False,
    start_1904: bool = False,
) -> bytes:
    """The bytes of a workbook of these tabs."""
    main, links = (STRICT_MAIN, STRICT_LINKS) if strict else (MAIN, LINKS)
    sheets = tabs or (Tab(),)
    listed = "".join(
        f'<sheet name={quoteattr(tab.name)} sheetId="{place}" state="{tab.state}" r:id="rId{place}"/>'
        for place, tab in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{place}" Type="{links}/{tab.kind}" Target="worksheets/sheet{place}.xml"/>'
        for place, tab in enumerate(sheets, start=1)
    )
    relations += f'<Relationship Id="rIdS" Type="{links}/styles" Target="/xl/styles.xml"/>'
    relations += f'<Relationship Id="rIdT" Type="{links}/sharedStrings" Target="sharedStrings.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{links}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><workbookPr date1904="{int(start_1904)}"/>'
        f'<bookViews><workbookView activeTab="{active}"/></bookViews><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{relations}</Relationships>',
        "xl/styles.xml": styles or f'<styleSheet xmlns="{main}"><fills count="2"><fill/><fill/></fills></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{"".join(f"<si>{text}</si>" for text in strings)}</sst>',
    }
    parts |= {f"xl/worksheets/sheet{place}.xml": tab.xml(main) for place, tab in enumerate(sheets, start=1)}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return file.getvalue()
