"""Lists as customer systems export them, of any length, with 3 % of their cells bad: invented people, the same at every run."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

HEADINGS: Final = (
    "Record ID", "First Name", "Last Name", "Company name", "Email", "Country/Region", "City", "Preferred language", "Job Title",
    "Lifecycle Stage", "Dietary requirements", "Hobbies", "Notes", "Phone Number", "Contact owner", "Create Date",
    "Out of office until",
)  # fmt: skip
BAD: Final = 0.03
"""The share of people of whom one cell is bad."""
_FIRST: Final = (
    "Jana", "Petra", "Marek", "Ondřej", "Þórdís", "Ștefan", "Amal", "Katrin", "Niamh", "Tomás", "Luboš", "Radek", "Anna", "John",
    "Mary", "Ivan", "Elena", "Bernd",
)  # fmt: skip
_LAST: Final = (
    "Nováková", "Malá", "Horák", "Ægisdóttir", "Ionescu", "Haddad", "Vogel", "O’Sullivan", "Ferreira", "Kříž", "Smith",
    "Petrov", "Weber", "Solheim",
)  # fmt: skip
_COUNTRIES: Final = (
    "Germany",
    "DE",
    "CZ",
    "Iceland",
    "IS",
    "Rumänien",
    "United States",
    "US",
    "France",
    "Spain",
    "Česko",
)
_DIETS: Final = ("", "", "", "", "vegan", "none", "nuts", "no alcohol", "vegetarian", "gluten free", "halal")
_HOBBIES: Final = ("coffee", "tea; books", "gardening", "chess", "running, music", "", "", "ceramics", "travel")
_BAD: Final = ("Checkia", "Deutschland (BRD)", "Grmany", "")


def rows(count: int) -> Iterator[list[str]]:
    """The people of a list, 25 at a company. A third have a note of their own, as sales people write them."""
    chance = random.Random(7)
    for number in range(count):
        row = _person(chance, number)
        if chance.random() < BAD:
            _spoil(chance, row)
        yield row


def _person(chance: random.Random, number: int) -> list[str]:
    company = number // 25
    note = f"met at the fair in hall {number % 40}, call {number}" if number % 3 == 0 else ""
    return [
        str(90_211_457 + number),
        chance.choice(_FIRST),
        chance.choice(_LAST),
        f"{chance.choice(('Robotics', 'Logistics', 'Optik'))} {company}",
        f"person{number}@company{company}.example",
        chance.choice(_COUNTRIES),
        chance.choice(("Praha", "Berlin", "Reykjavík", "Cluj", "Boston")),
        chance.choice(("cs", "de", "en", "is", "ro")),
        chance.choice(("CTO", "Buyer", "Head of Operations", "Engineer")),
        chance.choice(("customer", "opportunity", "lead")),
        chance.choice(_DIETS),
        chance.choice(_HOBBIES),
        note,
        f"+420 600 {number:06d}",
        chance.choice(("Nora Whitfield", "Ingrid Solheim")),
        "2024-02-11 09:14",
        chance.choice(("", "", "", "25/4/2027")),
    ]


def _spoil(chance: random.Random, row: list[str]) -> None:
    place, text = chance.choice(
        ((4, row[4].replace("@", "@@")), (5, chance.choice(_BAD)), (10, "veget. xyz"), (4, ""), (16, "31/4/2027"))
    )
    row[place] = text


def as_csv(count: int) -> bytes:
    """The list as CSV in UTF-8."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow(HEADINGS)
    writer.writerows(rows(count))
    return held.getvalue().encode()


_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATED: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def as_xlsx(count: int) -> bytes:
    """The same as a workbook, with its texts shared as Excel writes them."""
    texts: dict[str, int] = {}
    sheet = io.StringIO()
    sheet.write(f'<worksheet xmlns="{_MAIN}"><sheetData>')
    for number, row in enumerate((list(HEADINGS), *rows(count)), start=1):
        sheet.write(f'<row r="{number}" spans="1:{len(row)}">')
        for place, text in enumerate(row):
            if text.isdigit():
                sheet.write(f'<c r="{chr(65 + place)}{number}"><v>{text}</v></c>')
            elif text:
                sheet.write(f'<c r="{chr(65 + place)}{number}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>')
        sheet.write("</row>")
    sheet.write("</sheetData></worksheet>")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _relations(("officeDocument", "xl/workbook.xml")))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets><sheet name="Contacts" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        parts = (("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(*parts))
        archive.writestr("xl/worksheets/sheet1.xml", sheet.getvalue())
        shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{shared}</sst>')
    return held.getvalue()


def _relations(*parts: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(parts, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'
