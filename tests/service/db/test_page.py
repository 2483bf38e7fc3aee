"""Long tables in pages of fifty."""

from __future__ import annotations

import pytest

from service.db.page import cut


def test_a_table_is_cut_after_fifty_rows() -> None:
    page = cut(range(120), "2")
    assert (next(iter(page.items)), page.first, page.until, page.total, page.last) == (50, 51, 100, 120, 3)


@pytest.mark.parametrize(("wanted", "number"), [(None, 1), ("0", 1), ("99", 3), ("-1", 1), ("two", 1), ("9" * 40, 1)])
def test_a_page_number_that_makes_no_sense_shows_the_nearest_page(wanted: str | None, number: int) -> None:
    assert cut(range(120), wanted).number == number


def test_an_empty_table_has_one_empty_page() -> None:
    page = cut([], "1")
    assert (page.last, page.first, page.until) == (1, 0, 0)
