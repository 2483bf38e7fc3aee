from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from service.errors import InvalidInput
from service.planning.read_table import MAX_CELL, MAX_ROWS, read_table


def test_a_semicolon_file_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    data = "\ufeffCompany;Work email\r\nVltava;jana@example.com\r\n;\r\n".encode()
    assert read_table(data, "people.csv") == [["Company", "Work email"], ["Vltava", "jana@example.com"]]


def test_commas_inside_quotation_marks_do_not_count_as_the_delimiter() -> None:
    data = b'"Name, as written";Company\n"Novakova, Jana";Vltava\n'
    assert read_table(data, "people.csv") == [["Name, as written", "Company"], ["Novakova, Jana", "Vltava"]]


def test_a_line_break_inside_a_cell_stays_in_the_cell() -> None:
    assert read_table(b'Company,Notes\nVltava,"one\ntwo"\n', "p.csv")[1] == ["Vltava", "one\ntwo"]


def test_utf_16_as_spreadsheets_export_it_is_read() -> None:
    assert read_table("Company\tCity\nVltava\tPraha\n".encode("utf-16"), "p.txt")[1] == ["Vltava", "Praha"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty"),
        (b"   \n", "The file is empty"),
        (b",,\n,,\n", "The file is empty"),
        ("Company\nVltava\nNov\u00e1kov\u00e1\n".encode("latin-1"), "Line 3 is not UTF-8"),
        (b"Company\x00\n", "not a text file"),
        (b'Company,Name\n"open,', "quotation mark is probably left open"),
        (b"PK\x03\x04 no zip at all", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as refused:
        read_table(data, "people.csv")
    assert refused.value.param == "file"


def test_a_file_with_too_many_rows_is_refused_whole() -> None:
    with pytest.raises(InvalidInput, match="5,001 rows"):
        read_table(b"Company\n" + b"Vltava\n" * (MAX_ROWS + 1), "p.csv")


def test_a_title_that_is_too_long_refuses_the_file_by_name_and_row() -> None:
    titles = b"Company," + b"x" * MAX_CELL
    assert len(read_table(titles, "people.csv")[0]) == 2
    with pytest.raises(
        InvalidInput, match=r"people\.csv, row 1: .* has 2,001 characters; 2,000 is the most"
    ) as refused:
        read_table(titles + b"x", "people.csv")
    assert refused.value.param == "file"


def test_a_spreadsheet_is_read_with_its_dates_and_whole_numbers_as_text() -> None:
    import datetime

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Company", "Away from", "Seats"])
    sheet.append(["Vltava", datetime.date(2027, 1, 31), 12.0])
    file = io.BytesIO()
    book.save(file)
    assert read_table(file.getvalue(), "people.xlsx") == [
        ["Company", "Away from", "Seats"],
        ["Vltava", "2027-01-31", "12"],
    ]
