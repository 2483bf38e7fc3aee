"""Every broken sheet gets its own sentence, and nothing of it is on the shelf."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from service.catalog.models import Product
from service.catalog.sheets.pending import NO_ANSWERS, read_gifts
from service.catalog.sheets.read_sheet import read_gift_sheet
from service.db.connect import reading, transaction
from service.sheets.refusals import ListRefused
from tests.console import Console, sales_person
from tests.service.catalog.sheets.broken_sheets import BROKEN

TODAY = date(2026, 11, 29)
LIGHT = [name for name, broken in BROKEN.items() if not broken.is_heavy]


def told(name: str, *, bounded: bool = False) -> tuple[str, str]:
    """(code, sentence) of the first thing that is wrong."""
    broken = BROKEN[name]
    try:
        if bounded:
            sheet = read_gifts(broken.make(), broken.name, NO_ANSWERS, TODAY)
        else:
            sheet = read_gift_sheet(broken.make(), broken.name, {}, (), TODAY)
    except ListRefused as refused:
        return refused.list_code, refused.sentence
    assert not sheet.is_whole, name
    _, cell = sheet.bad_cells[0]
    return cell.code, cell.error


def test_there_are_forty_and_more() -> None:
    assert len(BROKEN) >= 40


@pytest.mark.parametrize("name", LIGHT)
def test_a_broken_sheet_is_told_what_is_wrong_with_it(name: str) -> None:
    code, sentence = told(name)
    assert code == BROKEN[name].code
    assert BROKEN[name].words in sentence


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_in_the_bounded_process_too(name: str) -> None:
    code, sentence = told(name, bounded=True)
    assert code == BROKEN[name].code
    assert BROKEN[name].words in sentence


@pytest.mark.slow
def test_nothing_of_any_is_imported_by_the_page(database: str) -> None:
    with transaction() as session:
        console = Console(sales_person(session))
    for name, broken in BROKEN.items():
        data = broken.make()
        if len(data) > 9_000_000:
            continue
        answer = console.post("/gifts/upload", file=(io.BytesIO(data), broken.name))
        assert answer.status_code in {303, 422}, name
        if answer.status_code == 303:
            page = console.get("/gifts/check").text
            assert "need" in page and "fixbox" in page, name
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 0
