"""Each broken list is told its own sentence: what is wrong, where, and what to do. Nobody of it could be saved."""

from __future__ import annotations

from collections import Counter

import pytest

from service.planning.people.lists.codes import ERRORS, REFUSALS
from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.read_file import read_list
from service.planning.people.lists.upload import Upload
from service.sheets.refusals import ListRefused
from tests.service.planning.people.lists.broken import BROKEN, SHORT


def told(read: Upload | ListRefused) -> tuple[str, str]:
    """(code, sentence) of what stops a list."""
    if isinstance(read, ListRefused):
        return read.list_code, read.sentence
    if not read.has_errors:
        return "read", ""
    cells = [cell for row in read.rows for cell in row.errors]
    codes = sorted({cell.code or "" for cell in cells})
    return " and ".join(codes), cells[0].error if cells and cells[0].error else ""


def here(name: str) -> Upload | ListRefused:
    file, make, _ = BROKEN[name]
    try:
        return read_upload(make(), file)
    except ListRefused as refused:
        return refused


def in_the_bounded_process(name: str) -> Upload | ListRefused:
    file, make, _ = BROKEN[name]
    try:
        return read_list(make(), file)
    except ListRefused as refused:
        return refused


def test_there_are_a_hundred_and_twenty() -> None:
    assert len(BROKEN) >= 120


def test_every_broken_list_is_told_what_is_wrong_with_it() -> None:
    assert {name: told(here(name))[0] for name in SHORT} == {name: BROKEN[name][2] for name in SHORT}


def test_every_sentence_says_it_whole() -> None:
    sentences = [told(here(name)) for name in SHORT]
    assert {code for code, _ in sentences} <= ERRORS.keys() | REFUSALS.keys()
    assert [sentence for _, sentence in sentences if not sentence.endswith((".", "?")) or len(sentence) < 20] == []


def test_a_sentence_is_shared_only_by_lists_that_are_broken_alike() -> None:
    shared = Counter(sentence for _, sentence in map(told, map(here, SHORT)))
    assert len(shared) >= 85
    assert max(shared.values()) == 6  # six ways of holding nothing


def test_no_person_with_a_wrong_cell_is_read() -> None:
    for name in SHORT:
        read = here(name)
        if isinstance(read, Upload):
            assert all(row.person is None for row in read.bad_rows), name


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_each_is_told_the_same_in_the_bounded_process(name: str) -> None:
    assert told(in_the_bounded_process(name))[0] == BROKEN[name][2]
