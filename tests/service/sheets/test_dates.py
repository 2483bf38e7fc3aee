from __future__ import annotations

from datetime import date

import pytest

from service.sheets.dates import Order, find_order, read_date
from service.sheets.refusals import CellError


@pytest.mark.parametrize("text", ["2027-01-31", "31.1.2027", "31/01/2027", " 31. 1. 2027 "])
def test_a_day_is_read_in_the_ways_people_write_it(text: str) -> None:
    assert read_date(text) == date(2027, 1, 31)


@pytest.mark.parametrize(("text", "says"), [("31.2.2027", "no such day"), ("soon", "not a date")])
def test_a_day_that_is_none_is_refused(text: str, says: str) -> None:
    with pytest.raises(CellError, match=says):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    ["1/31/2027", "2027/01/31", "2027.01.31", "20270131", "31-01-2027", "31.01.27", "2027-01-31T00:00:00Z", "2027-01-31 09:30",
     "January 31, 2027", "31 Jan 2027", "31st of January 2027", "Jan 31 2027", "31. ledna 2027", "31 января 2027 г.",
     "31. Januar 2027",
     "31. janúar 2027", "31 ianuarie 2027", "31 يناير 2027", "2027年1月31日", "٣١/١/٢٠٢٧", "1/31/2027 12:00 AM"],
)  # fmt: skip
def test_a_day_is_read_in_the_ways_systems_and_languages_write_it(text: str) -> None:
    assert read_date(text) == date(2027, 1, 31)


@pytest.mark.parametrize("text", ["", "n/a", "-"])
def test_no_day_is_no_day(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("cells", "american", "order", "is_sure"),
    [
        (["3/4/2027", "3/20/2027"], False, "month", True),
        (["3/4/2027", "20/3/2027"], True, "day", True),
        (["3-4-2027", "3-20-2027", ""], False, "month", True),
        (["3/4/2027", "3/12/2027"], False, "day", False),
        (["3/4/2027"], True, "month", False),
        (["3.4.2027", "2027-03-04", "5/5/2027"], True, "month", True),
        (["3/20/2027", "20/3/2027", "3/4/2027"], False, "day", False),
        ([], False, "day", True),
    ],
)
def test_a_column_has_one_order_found_from_all_its_cells(
    cells: list[str], american: bool, order: str, is_sure: bool
) -> None:
    found = find_order(cells, month_is_usual=american)
    assert (found.order, found.is_sure) == (order, is_sure)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/4/2027", "day", date(2027, 4, 3)),
        ("3/4/2027", "month", date(2027, 3, 4)),
        ("3.4.2027", "month", date(2027, 4, 3)),
        ("3/4/27", "month", date(2027, 3, 4)),
    ],
)
def test_a_day_is_read_in_its_columns_order(text: str, order: Order, day: date) -> None:
    assert read_date(text, order) == day
