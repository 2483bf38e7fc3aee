"""Workbooks with what programs do to them: each is read as it is seen, or refused in a sentence; none breaks the page."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from service.dietary.vocabulary import Allergen
from service.planning.people.lists.columns import PEOPLE as LIST
from service.planning.people.lists.intake import Upload, read_upload
from service.sheets.read_table import MAX_ROWS, any_line, read_table
from service.sheets.refusals import ListRefused
from tests.service.planning.people.lists.workbooks import MAIN, PEOPLE, Tab, workbook

ANY = replace(LIST, is_header=any_line)

DATES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00\\ &quot;day&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'
)


def read(data: bytes) -> Upload:
    return read_upload(data, "people.xlsx")


def names(upload: Upload) -> list[str | None]:
    return [person.given_name for _, person in upload.people]


def cell(data: bytes) -> str:
    """What the one cell below the heading says."""
    return read_table(data, "people.xlsx", ANY).rows[0].cells[0]


def one(xml: str, **book: object) -> bytes:
    return workbook(Tab(rows=(("Company",), ("x",)), cells={"A2": xml}), **book)  # type: ignore[arg-type]


@pytest.mark.parametrize("strict", [False, True])
def test_a_plain_workbook_is_read_with_the_empty_fills_that_some_programs_write(strict: bool) -> None:
    upload = read(workbook(strict=strict))
    assert (names(upload), upload.questions, upload.has_errors) == (["Ada", "Ben", "Cyd"], (), False)


def test_what_openpyxl_writes_is_read_with_its_dates_and_whole_numbers_as_text() -> None:
    book = Workbook()
    book.active.append(["Company", "Away from", "Number", "Half", "Adult", "Seen"])
    seen = datetime(2027, 1, 31, 9, 30, tzinfo=UTC).replace(tzinfo=None)  # sheets know no zones
    book.active.append(["Vltava", date(2027, 1, 31), 42.0, 1.5, True, seen])
    file = io.BytesIO()
    book.save(file)
    assert read_table(file.getvalue(), "people.xlsx", ANY).rows[0].cells == (
        "Vltava",
        "2027-01-31",
        "42",
        "1.5",
        "TRUE",
        "2027-01-31",
    )


def test_a_chart_as_the_first_tab_is_no_list() -> None:
    upload = read(workbook(Tab("Chart", kind="chartsheet"), Tab()))
    assert (names(upload), upload.questions) == (["Ada", "Ben", "Cyd"], ())


@pytest.mark.parametrize(("hidden", "kept", "says"), [((4,), ["Ada", "Ben"], "row 4"), ((2, 3), ["Cyd"], "row 2, 3")])
def test_hidden_rows_are_left_out_and_told_by_number(hidden: tuple[int, ...], kept: list[str], says: str) -> None:
    upload = read(workbook(Tab(hidden=hidden)))
    assert names(upload) == kept
    [told] = upload.questions
    assert (told.row, told.column, told.code) == (None, None, "hidden_rows")
    assert says in told.sentence


def test_a_hidden_line_above_the_headings_invites_nobody_and_asks_nothing() -> None:
    upload = read(workbook(Tab(rows=(("internal",), *PEOPLE), hidden=(1,))))
    assert ([row.number for row in upload.rows], upload.questions) == ([3, 4, 5], ())


def test_a_hidden_row_of_somebody_who_is_seen_still_says_what_they_may_not_eat() -> None:
    again = ("Orrin", "Ben", "Testb", "BEN@orrin.example", "US", "nuts")
    other = ("Zeta", "Dan", "Testd", "dan@zeta.example", "US", "fish")
    upload = read(workbook(Tab(rows=(*PEOPLE, again, other), hidden=(5, 6))))
    assert names(upload) == ["Ada", "Ben", "Cyd"]
    _, (number, ben), _ = upload.people
    assert (number, ben.avoid, ben.diet_known, ben.diet_ask) == (3, Allergen.NUTS, False, True)
    assert [(one.row, one.code) for one in upload.questions] == [(None, "hidden_rows"), (3, "dietary_words")]


@pytest.mark.parametrize(
    ("hidden", "kept"), [((1, 2, 3, 4), []), ((2, 3, 4), []), ((1,), ["Ada", "Ben", "Cyd"]), ((1, 3), ["Ada", "Cyd"])]
)
def test_hidden_headings_are_read_and_hidden_people_are_not(hidden: tuple[int, ...], kept: list[str]) -> None:
    upload = read(workbook(Tab(hidden=hidden)))
    assert names(upload) == kept
    assert [one.code for one in upload.questions] == ["hidden_rows"] * any(row > 1 for row in hidden)


@pytest.mark.parametrize(
    ("tabs", "active", "sheet", "others"),
    [
        ((Tab("One"), Tab("Two", rows=(("x",),))), 0, "One", "“Two”"),
        ((Tab("Cover", rows=(("Guests 2027",),)), Tab("List")), 0, "List", "“Cover”"),
        ((Tab("Old"), Tab("New")), 1, "New", "“Old”"),
        ((Tab("Old"), Tab("Secret", state="hidden")), 0, "Old", "“Secret”"),
        ((Tab("Empty", rows=()), Tab("A"), Tab("B"), Tab("C", rows=(("z",),))), 1, "A", "“B”, “C”"),
    ],
)
def test_the_sheet_with_the_list_is_read_and_every_other_with_content_is_told(
    tabs: tuple[Tab, ...], active: int, sheet: str, others: str
) -> None:
    upload = read(workbook(*tabs, active=active))
    [told] = upload.questions
    assert (len(upload.people), told.row, told.code) == (3, None, "other_sheet")
    assert f"We read the sheet “{sheet}”" in told.sentence
    assert others in told.sentence


def test_an_empty_sheet_that_was_open_when_the_workbook_was_saved_is_told() -> None:
    upload = read(workbook(Tab("List"), Tab("Open", rows=()), active=1))
    [told] = upload.questions
    assert (len(upload.people), told.code) == (3, "other_sheet")
    assert told.sentence.startswith("We read the sheet “List”. The workbook was saved with “Open” open.")


def test_empty_tabs_beside_the_list_are_not_worth_a_word() -> None:
    assert read(workbook(Tab("Sheet1"), Tab("Sheet2", rows=()), Tab("Sheet3", rows=(("", ""),)))).questions == ()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="A2" t="inlineStr"><is><t>Zeta Ltd_x000D_\nPrague</t></is></c>', "Zeta Ltd\r\nPrague"),
        ('<c r="A2" t="inlineStr"><is><t>_x005F_x000D_</t></is></c>', "_x000D_"),
        ('<c r="A2" t="inlineStr"><is><r><t>Zeta </t></r><r><t>Ltd</t></r></is></c>', "Zeta Ltd"),
        ('<c r="A2" t="str"><f>A1&amp;"x"</f><v>Companyx</v></c>', "Companyx"),
        ('<c r="A2" t="s"><v>1</v></c>', "東京"),
        ('<c r="A2" s="1"><v>46418</v></c>', "2027-01-31"),
        ('<c r="A2" s="2"><v>46418.75</v></c>', "2027-01-31"),
        ('<c r="A2" s="3"><v>46418.5</v></c>', "46418.5"),
        ('<c r="A2" t="d"><v>2027-01-31T00:00:00</v></c>', "2027-01-31"),
        ('<c r="A2" s="1"><v>1</v></c>', "1900-01-01"),
        ('<c r="A2"><v>420777123456</v></c>', "420777123456"),
        ('<c t="inlineStr"><is><t>no place</t></is></c>', "no place"),
    ],
)
def test_a_cell_says_what_is_seen(xml: str, text: str) -> None:
    strings = ("<t>x</t>", '<r><t>東京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>')
    assert cell(one(xml, styles=DATES, strings=strings)) == text


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    assert cell(one('<c r="A2" s="1"><v>44956</v></c>', styles=DATES, start_1904=True)) == "2027-01-31"


def test_a_cell_merged_over_rows_counts_in_each_of_them() -> None:
    rows = (PEOPLE[0], PEOPLE[1], ("", *PEOPLE[2][1:]), ("", *PEOPLE[3][1:]))
    merged = Tab(rows=rows, after='<mergeCells><mergeCell ref="A2:A4"/></mergeCells>')
    assert [person.company for _, person in read(workbook(merged)).people] == ["Lumen", "Lumen", "Lumen"]


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="F2" t="e"><v>#REF!</v></c>',
        '<c r="F2"><f>VLOOKUP(A2,X:Y,2)</f></c>',
        '<c r="F2"><f>A2&amp;B2</f><v></v></c>',
    ],
)
def test_a_formula_without_a_value_is_told_and_never_read_as_nothing(xml: str) -> None:
    upload = read(workbook(Tab(cells={"F2": xml})))
    [row] = upload.bad_rows
    assert [(cell.column, cell.code) for cell in row.errors] == [("Dietary / allergies", "formula_broken")]


def test_a_name_that_could_not_be_computed_greets_nobody() -> None:
    upload = read(workbook(Tab(cells={"B2": '<c r="B2" t="e"><v>#N/A</v></c>', "C2": "<c r='C2'><f>X1</f></c>"})))
    [(_, first), *_] = upload.people
    assert (first.given_name, first.family_name, upload.has_errors) == (None, None, False)
    assert [one.code for one in upload.questions] == ["placeholder", "placeholder"]


@pytest.mark.parametrize(
    "xml",
    [
        '<c r="B2" t="s"><v>99</v></c>',
        '<c r="B2" s="x"><v>NaN</v></c>',
        '<c r="B2"><v>1e999</v></c>',
        '<c r="B2" s="1"><v>-5</v></c>',
        '<c r="B2" t="inlineStr"><is><t>_xD800_Ada</t></is></c>',
        '<c r="B2" t="unheard"><v>x</v></c>',
        '<c r="B2"/>',
    ],
)
def test_an_odd_cell_breaks_nothing(xml: str) -> None:
    people = read(workbook(Tab(cells={"B2": xml}), styles=DATES)).people
    assert [one.family_name for _, one in people] == ["Testa", "Testb", "Testc"]
    assert all((one.given_name or "").encode("utf-8") is not None for _, one in people)


def test_what_is_written_wrong_inside_is_refused_in_a_sentence() -> None:
    whole = workbook()
    broken = [whole.replace(b"</row>", b"</wor>", 1), whole[: len(whole) // 2], b"PK\x03\x04" + b"x" * 50]
    broken.append(workbook(Tab("Chart", kind="chartsheet")))
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(bomb, "w") as other:
        for name in archive.namelist():
            text = archive.read(name)
            is_sheet = name.startswith("xl/worksheets")
            other.writestr(name, b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + text if is_sheet else text)
    broken.append(bomb.getvalue())
    for data in broken:
        with pytest.raises(ListRefused) as refused:
            read(data)
        assert refused.value.list_code == "file_unreadable"


def test_a_workbook_is_bounded_in_rows_and_columns() -> None:
    tall = workbook(Tab(rows=(("Company",), *((f"C{number}",) for number in range(MAX_ROWS + 30)))))
    with pytest.raises(ListRefused) as refused:
        read_table(tall, "people.xlsx", ANY)
    assert refused.value.list_code == "too_many_rows"
    wide = one('<c r="ZZ2" t="inlineStr"><is><t>far</t></is></c>')
    with pytest.raises(ListRefused) as refused:
        read_table(wide, "people.xlsx", LIST)
    assert refused.value.list_code == "too_many_columns"


def test_a_note_on_a_cell_is_searched_for_words_about_food() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in PEOPLE[:3]:
        sheet.append(row)
    sheet["F3"].comment = Comment("told me: nut allergy!", "Jo")
    sheet["B2"].comment = Comment("met at the fair", "Jo")
    data = io.BytesIO()
    book.save(data)
    upload = read(data.getvalue())
    assert [(one.row, one.column, one.code) for one in upload.questions] == [(3, "(notes on cells)", "dietary_words")]
    assert [(one.avoid, one.diet_known) for _, one in upload.people] == [(Allergen(0), True), (Allergen.NUTS, False)]
