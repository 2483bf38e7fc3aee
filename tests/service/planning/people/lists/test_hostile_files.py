"""Every file gets its sentence, whatever it is made of; how long that takes is measured by `benchmarks.hostile`."""

from __future__ import annotations

import io

import pytest

from benchmarks.hostile.files import FILES
from service.db.connect import transaction
from service.errors import InvalidInput
from service.planning.people.lists.codes import REFUSALS
from service.planning.people.lists.read_file import read_list
from service.sheets.refusals import ListRefused
from tests.console import Console, sales_person
from tests.factories import make_campaign
from tests.service.planning.people.lists.broken import HOSTILE

COSTLY = {"an archive cut in half", "unpacks to more than is allowed", "half a million rows"}
SMALL = {name: code for name, code in HOSTILE.items() if name not in COSTLY}
"""Files that are cheap to make and to refuse -> why."""


def answer(name: str) -> str:
    file, make = FILES[name]
    try:
        return f"read, {len(read_list(make(), file).rows)} rows"
    except ListRefused as refused:
        assert refused.sentence.endswith((".", "?"))
        return refused.list_code


def test_a_file_that_cannot_be_read_is_refused_with_the_reason() -> None:
    assert {name: answer(name) for name in SMALL} == SMALL


@pytest.mark.slow
def test_a_small_file_that_unpacks_to_much_is_refused_and_the_next_one_is_read() -> None:
    assert answer("one cell of 180 MB") == "file_too_heavy"
    assert len(read_list(b"Company,Work email,Country\nA,a@example.com,DE\n", "list.csv").rows) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_every_hostile_file_gets_its_sentence(name: str) -> None:
    said = answer(name)
    assert said in REFUSALS or said.startswith("read, ")


def test_forty_files_are_tried() -> None:
    assert len(FILES) >= 40


@pytest.mark.usefixtures("database")
def test_broken_xml_is_told_on_the_page_and_keeps_nothing() -> None:

    with transaction() as session:
        user = sales_person(session)
        path = f"/campaigns/{make_campaign(session, user.workspace_id).id}/people"
    browser = Console(user)
    name, make = FILES["broken XML in the sheet"]
    refused = browser.post(path, file=(io.BytesIO(make()), name))
    assert refused.status_code == InvalidInput.status
    assert "We can’t read this spreadsheet. Open it, save it as XLSX or CSV, and upload that." in refused.text
    assert "cannot be read" not in browser.get(path).text
