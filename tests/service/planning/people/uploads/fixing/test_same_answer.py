"""The same mistake in many rows is answered once; fixing a row touches that row alone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import NotFound
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.fixing import same_answer
from service.planning.people.uploads.fixing.fix_rows import correct_cells
from service.planning.people.uploads.fixing.same_answer import answer_same, same_mistakes
from tests.console import Console, sales_person
from tests.factories import make_campaign, make_workspace
from tests.uploads import keep_checked, send, states, waiting

pytestmark = pytest.mark.usefixtures("database")
COUNTRIES = ("CZ", "Deutschland (BRD)", "Checkland")


def kept(*countries: str) -> str:
    rows = [f"V{n},P{n},p{n}@example.com,{country}" for n, country in enumerate(countries)]
    with transaction() as session:
        workspace = make_workspace(session)
        workspace_id, campaign_id = workspace.id, make_campaign(session, workspace.id).id
    return keep_checked(workspace_id, campaign_id, "\n".join(["Company,First name,Email,Country", *rows]).encode())


def mistakes(upload_id: str) -> dict[str, tuple[int, str]]:
    """What stands in the cell -> (rows, key)."""
    with reading() as session:
        return {one.cell.raw: (one.rows, one.key) for one in same_mistakes(session, upload_id)}


def whole(upload_id: str) -> dict[int, tuple[object, ...]]:
    """Everything that is kept of each row."""
    with reading() as session:
        rows = session.scalars(select(UploadRow).where(UploadRow.upload_id == upload_id))
        return {row.number: tuple(getattr(row, column.key) for column in UploadRow.__table__.columns) for row in rows}


def test_a_mistake_that_stands_in_many_rows_is_shown_once_the_commonest_first() -> None:
    upload_id = kept("Landia", "Checkland", "Checkland", "CZ", "Checkland", "Nowhere", "Nowhere")
    assert [(raw, rows) for raw, (rows, _) in mistakes(upload_id).items()] == [("Checkland", 3), ("Nowhere", 2)]


def test_one_answer_holds_for_all_its_rows_and_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(same_answer, "AT_ONCE", 2)
    upload_id = kept("Checkland", "Nowhere", "Checkland", "CZ", "Checkland", "Nowhere")
    assert answer_same(upload_id, mistakes(upload_id)["Checkland"][1], "Czechia", transaction) == 3
    assert states(upload_id) == {2: "fine", 3: "bad", 4: "fine", 5: "fine", 6: "fine", 7: "bad"}
    assert answer_same(upload_id, mistakes(upload_id)["Nowhere"][1], None, transaction) == 2
    assert states(upload_id) == {2: "fine", 3: "out", 4: "fine", 5: "fine", 6: "fine", 7: "out"}


def test_an_answer_that_is_wrong_as_well_is_a_mistake_again_and_one_press_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload_id = kept("Checkland", "Checkland", "Checkland")
    assert answer_same(upload_id, mistakes(upload_id)["Checkland"][1], "Nowhere", transaction) == 3
    assert mistakes(upload_id)["Nowhere"][0] == 3
    assert answer_same(upload_id, mistakes(upload_id)["Nowhere"][1], "Nowhere", transaction) == 3
    monkeypatch.setattr(same_answer, "MOST", 2)
    assert answer_same(upload_id, mistakes(upload_id)["Nowhere"][1], "CZ", transaction) == 2
    assert states(upload_id) == {2: "fine", 3: "fine", 4: "bad"}


def test_an_upload_that_is_gone_says_so() -> None:
    with pytest.raises(NotFound):
        answer_same("upl_gone", "key", "CZ", transaction)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=6), st.data())
def test_mending_one_cell_touches_its_row_alone(countries: list[str], data: st.DataObject) -> None:
    upload_id = kept(*countries)
    number = data.draw(st.integers(2, len(countries) + 1))
    before = whole(upload_id)
    with transaction() as session:
        correct_cells(session, session.get_one(PendingUpload, upload_id), {(number, "country"): "IS"})
    after = whole(upload_id)
    assert {row for row in after if after[row] != before[row]} == {number}
    assert states(upload_id)[number] == "fine"


def test_the_page_offers_the_answer_and_a_press_uses_it() -> None:
    with transaction() as session:
        user = sales_person(session)
        campaign_id = make_campaign(session, user.workspace_id).id
    browser, base = Console(user), f"/campaigns/{campaign_id}/people"
    rows = "".join(f"V,p{n}@v.example,Checkia\n" for n in range(3))
    assert send(browser, base, f"Company,Email,Country\n{rows}").status_code == 303
    page = browser.get(base).text
    assert "One answer for many rows" in page
    assert "Use for all 3" in page
    upload_id = waiting(campaign_id)
    key = mistakes(upload_id)["Checkia"][1]
    assert browser.post(f"{base}/{upload_id}/same", mistake=key).status_code == 422
    answered = browser.post(f"{base}/{upload_id}/same", mistake=key, answer="CZ")
    assert answered.status_code == 303
    assert states(upload_id) == {2: "fine", 3: "fine", 4: "fine"}
