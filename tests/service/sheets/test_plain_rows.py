"""What is found in a workbook's bytes without looking at its elements is what looking at each of them finds."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from service.sheets.refusals import ListRefused
from service.sheets.sheet import SheetRow, each_row
from service.sheets.workbook import Follower, read_book
from tests.service.planning.people.lists.workbooks import MAIN, workbook

CELLS = (
    '<c r="A{n}" t="s"><v>1</v></c>',
    '<c r="B{n}"><v>45000</v></c>',
    '<c r="B{n}" s="1"><v>45000</v></c>',
    '<c r="C{n}" t="s"><v>9</v></c>',
    '<c r="AA{n}" s="0" t="n"><v>1.5E3</v></c>',
    '<c r="C{n}"/>',
    "<c r='C{n}'><v>7</v></c>",
    '<c r="D{n}" t="str"><v>a &amp; b</v></c>',
    '<c r="D{n}" t="inlineStr"><is><t>ž</t></is></c>',
    '<c r="E{n}"><f>A1</f></c>',
    "<c><v>3</v></c>",
    '<c r="E{n}"><v>1<!-- > -->2</v></c>',
)
ROWS = (
    ' r="{n}"',
    ' r="{n}" spans="1:3" hidden="1"',
    ' r="{n}" ht="0" x14ac:dyDescent="0.25"',
    "",
    ' r="{n}" of="ž"',
    " r='{n}'",
)
BETWEEN = (
    "",
    "",
    "",
    "\n  ",
    '<!-- <row r="90"><c r="A90"><v>1</v></c></row> -->',
    '<odd><row r="80"><c r="A80"><v>5</v></c></row></odd>',
    '<?pi <row r="70"><c r="A70"><v>1</v></c></row>?>',
)
TEXTS = (
    "<si><t>Ada</t></si>",
    '<si><t xml:space="preserve"> Ben </t></si>',
    "<si><t>B&amp;C</t></si>",
    "<si/>",
    "<si><t>_x0041_</t></si>",
    "<si><r><t>C</t></r><r><t>yd</t></r></si>",
    "<si><t>漢</t><rPh><t>かん</t></rPh></si>",
    "<si><t>two\nlines</t></si>",
    "<!-- <si><t>no</t></si> -->",
    "<si><t>one<b/>two</t></si>",
    "<si><t>]] ok</t></si>",
)


def made(seed: int, spoiled: str = "") -> bytes:
    """A workbook of rows as programs write them and as they might."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, chance.randrange(3, 60)):
        cells = "".join(chance.choice(CELLS) for _ in range(chance.randrange(5))).replace("{n}", str(number))
        rows.append(f"{chance.choice(BETWEEN)}<row{chance.choice(ROWS).replace('{n}', str(number))}>{cells}</row>")
    declared = chance.choice(("", '<?xml version="1.0" encoding="UTF-8"?>\n'))
    return book(f"{''.join(rows)}{spoiled}", "".join(chance.choice(TEXTS) for _ in range(12)), declared)


def book(rows: str, texts: str, declared: str = "") -> bytes:
    parts = {
        "sheet1.xml": f'{declared}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "sharedStrings.xml": f'{declared}<sst xmlns="{MAIN}">{texts}</sst>',
    }
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(strings=("<t/>",)))) as usual, zipfile.ZipFile(held, "w") as archive:
        for name in usual.namelist():
            archive.writestr(name, parts.get(name.rpartition("/")[2]) or usual.read(name))
    return held.getvalue()


def read(data: bytes) -> tuple[tuple[str, ...], list[SheetRow]] | str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = read_book(archive)
            return book.texts, list(each_row(archive, book, book.sheets[0], 400))
    except ListRefused as refused:
        return refused.sentence


LOOKED_AT = 15
SPOILED = (
    "",
    '<row r="99" r="98"><c r="A99"><v>1</v></c></row>',
    "<row>",
    "<![CDATA[<row/>]]>",
    "]]>",
    '<row r="99" a="<"/>',
)


@pytest.mark.parametrize("spoiled", SPOILED)
def test_plain_rows_are_read_as_looking_at_every_element_reads_them(
    spoiled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    books = [made(seed, spoiled) for seed in range(LOOKED_AT)]
    found = [read(book) for book in books]
    monkeypatch.setattr(Follower, "is_between", False)
    assert found == [read(book) for book in books]
    assert sum(isinstance(one, str) for one in found) == (0 if spoiled in {"", SPOILED[3]} else LOOKED_AT)


def test_plain_rows_are_not_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    feed = Follower.feed

    def watched(self: Follower, piece: bytes, *, is_last: bool = False) -> None:
        seen.append(piece)
        feed(self, piece, is_last=is_last)

    monkeypatch.setattr(Follower, "feed", watched)
    rows = '<row r="1" spans="1:2"><c r="A1" t="s"><v>0</v></c><c r="B1" s="0"><v>12</v></c></row>' * 3
    assert read(book(rows, "<si><t>Ada</t></si>" * 2)) == (
        ("Ada", "Ada"),
        [SheetRow(1, ("Ada", "12"), is_hidden=False)] * 3,
    )
    assert (
        sum(b"<sheetData>" in piece for piece in seen),
        any(b"<c " in piece or b"<si>" in piece for piece in seen),
    ) == (
        1,
        False,
    )
