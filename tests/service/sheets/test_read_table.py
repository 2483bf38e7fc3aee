from __future__ import annotations

from dataclasses import replace

import pytest

from service.sheets.read_table import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Subject, any_line, read_table, require_size
from service.sheets.refusals import ListRefused

ANY = Subject(
    any_line,
    lambda _: False,
    things="your people",
    elsewhere="your people",
    hidden_one="It is left out.",
    hidden="They are left out.",
    empty_code="no_people",
)


def lines(data: bytes, filename: str = "people.csv") -> list[list[str]]:
    """The headings and the rows below them."""
    table = read_table(data, filename, ANY)
    return [list(line.cells) for line in (table.header, *table.rows)]


def test_a_semicolon_file_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    data = "\ufeffCompany;Work email\r\nVltava;jana@example.com\r\n;\r\n".encode()
    assert lines(data) == [["Company", "Work email"], ["Vltava", "jana@example.com"]]


def test_commas_inside_quotation_marks_do_not_count_as_the_delimiter() -> None:
    data = b'"Name, as written";Company\n"Novakova, Jana";Vltava\n'
    assert lines(data) == [["Name, as written", "Company"], ["Novakova, Jana", "Vltava"]]


def test_a_line_break_inside_a_cell_stays_in_the_cell() -> None:
    assert lines(b'Company,Notes\nVltava,"one\ntwo"\n')[1] == ["Vltava", "one\ntwo"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_unicode_is_read_however_it_was_saved(encoding: str) -> None:
    assert lines("Company\tCity\nVltava\tPlzeň\n".encode(encoding))[1] == ["Vltava", "Plzeň"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_found(delimiter: str) -> None:
    data = f"Company{delimiter}City{delimiter}Notes\nVltava{delimiter}Praha{delimiter}x\n".encode()
    assert lines(data) == [["Company", "City", "Notes"], ["Vltava", "Praha", "x"]]


@pytest.mark.parametrize("said", ["sep=;\n", "sep=;\r\n", "SEP=;\n", '"sep=;"\r\n', "\ufeffsep=;\n"])
def test_the_line_that_tells_excel_the_delimiter_is_no_row(said: str) -> None:
    table = read_table(f"{said}Company;City\nVltava;Praha, Brno\n".encode(), "p.csv", ANY)
    assert (table.header.number, table.header.cells) == (1, ("Company", "City"))
    assert [(line.number, line.cells) for line in table.rows] == [(2, ("Vltava", "Praha, Brno"))]


def test_blank_lines_before_the_headings_and_between_rows_keep_the_spreadsheets_numbers() -> None:
    table = read_table(b"\n,,\nCompany,City\n\nVltava,Praha\n,\nOrrin,Brno\n", "p.csv", ANY)
    assert table.header.number == 3
    assert [line.number for line in table.rows] == [5, 7]
    assert table.questions == ()


def test_a_title_above_the_headings_is_left_out_and_told() -> None:
    data = b"Guests of the spring dinner\n\nCompany,City\nVltava,Praha\n"
    table = read_table(data, "p.csv", replace(ANY, is_header=lambda cells: "Company" in cells))
    assert [line.number for line in table.rows] == [4]
    [told] = table.questions
    assert (told.row, told.code) == (None, "lines_above_header")
    assert told.sentence == (
        "The headings were found in row 3. 1 line is above them (“Guests of the spring dinner”) and was left out."
    )


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"", "file_empty", "The file is empty"),
        (b" , \n\n", "file_empty", "The file is empty"),
        (b'Company,City\nVltava,"Praha\n', "file_unreadable", "quotation mark"),
        (b"\x00\x01\x02,Company\n", "file_unreadable", "not a text file"),
        (b"PK\x03\x04 is not a workbook", "file_unreadable", "can’t read this spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "file_unreadable", "password"),
        (b"\xff\xfeA\x00B", "encoding_unknown", "UTF-16"),
        ("Company\nРомашка\n".encode("koi8-r"), "encoding_unknown", "Line 2 is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data: bytes, code: str, says: str) -> None:
    with pytest.raises(ListRefused, match=says) as refused:
        read_table(data, "people.csv", ANY)
    assert refused.value.list_code == code


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(ListRefused, match=r"5,001 rows") as refused:
        read_table(b"Company\n" + b"Vltava\n" * (MAX_ROWS + 1), "p.csv", ANY)
    assert refused.value.list_code == "too_many_rows"
    with pytest.raises(ListRefused, match="larger than 10 MB"):
        require_size(b"x" * (10 * 1024 * 1024 + 1))


def test_only_filled_columns_count_towards_the_most() -> None:
    wide = ",".join(["Company", *(f"Field {number}" for number in range(MAX_COLUMNS - 1))])
    assert len(lines(f"{wide},,,,,\nVltava{',' * 2_000}\n".encode())[0]) == MAX_COLUMNS + 5
    with pytest.raises(ListRefused, match="more than 400 filled columns") as refused:
        read_table(f"{wide},one more\nVltava\n".encode(), "p.csv", ANY)
    assert refused.value.list_code == "too_many_columns"


def test_a_title_that_is_too_long_refuses_the_file_by_name_and_row() -> None:
    titles = b"Company," + b"x" * MAX_CELL
    assert len(lines(titles)[0]) == 2
    with pytest.raises(ListRefused) as refused:
        read_table(titles + b"x", "people.csv", ANY)
    assert refused.value.sentence == (
        f"people.csv, row 1: the column title “{'x' * 30}…” has 2,001 characters; the limit is 2,000. Does the "
        "first row contain the titles?"
    )
