"""A workspace says once what its CRM calls each column, tries it on five rows, and every file has it from then on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.insights.crm.columns import FIELDS, ROWS, SYSTEMS, delivered, read_columns
from service.insights.models import CrmColumns
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user, make_workspace
from tests.service.gifting.scene import set_scene
from tests.service.insights.crm.test_files import ended, rows

pytestmark = pytest.mark.usefixtures("database")
OURS = {"external_id": "Kontakt-ID", "email": "E-Mail", "outcome": "Ergebnis", "value": "Wert"}


def saved() -> list[tuple[str, str, dict[str, str]]]:
    with reading() as session:
        return [(one.system, one.rows, one.columns) for one in session.scalars(select(CrmColumns))]


def test_what_is_tried_shows_five_rows_and_is_not_saved() -> None:
    browser, _, emails = ended()
    page = browser.post("/crm/columns/own/people", act="try", **OURS)
    assert page.status_code == 200
    tried = page.text.partition("The first 5 rows of ")[2]
    for words in ('role="columnheader">Kontakt-ID</th>', ">0035g00002</th>", emails[0], "Swapped and kept"):
        assert words in tried
    assert "Gift_Outcome__c" not in tried
    assert saved() == []


def test_what_is_saved_is_in_every_file_from_then_on_until_it_is_taken_back() -> None:
    browser, campaign_id, _ = ended()
    path = f"/crm/campaigns/{campaign_id}/own-people.csv"
    assert rows(browser.get(path).text)[0] == list(FIELDS["people"])
    assert browser.post("/crm/columns/own/people", act="save", **OURS).status_code == 303
    headings, *found = rows(browser.get(path).text)
    assert headings == ["Kontakt-ID", "E-Mail", "Ergebnis", "Wert"]
    assert sorted(line[2] for line in found) == ["Declined", "Donated", "Kept", "No answer", "Swapped and kept"]
    assert 'value="Ergebnis"' in browser.get("/crm/columns/own").text
    assert browser.post("/crm/columns/own/people", act="save", **OURS | {"value": ""}).status_code == 303
    assert saved() == [("own", "people", {name: OURS[name] for name in ("external_id", "email", "outcome")})]
    assert browser.post("/crm/columns/own/people", act="reset").status_code == 303
    assert (saved(), rows(browser.get(path).text)[0]) == ([], list(FIELDS["people"]))
    with reading() as session:
        acts = session.scalars(select(AuditEntry.body).where(AuditEntry.act == "crm.columns_set")).all()
    assert [one["columns"] for one in acts] == [4, 3, 10]


def test_salesforce_and_hubspot_can_be_called_otherwise_and_other_workspaces_are_not_touched() -> None:
    browser, campaign_id, _ = ended()
    wanted = delivered("salesforce", "companies") | {"kept": "Kept_Gifts__c"}
    assert browser.post("/crm/columns/salesforce/companies", act="save", **wanted).status_code == 303
    assert "Kept_Gifts__c" in rows(browser.get(f"/crm/campaigns/{campaign_id}/salesforce-companies.csv").text)[0]
    assert "Gifts kept" in rows(browser.get(f"/crm/campaigns/{campaign_id}/hubspot-companies.csv").text)[0]
    with transaction() as session:
        scene = set_scene(session, 1, 0)
        other = Console(make_user(session, scene.workspace_id, "manager"))
    assert "Gifts_Kept__c" in rows(other.get(f"/crm/campaigns/{scene.campaign.id}/salesforce-companies.csv").text)[0]


@pytest.mark.parametrize(
    ("typed", "param", "words"),
    [
        ({"outcome": "Result"}, "email", "Keep “Your own id of the person” or “Email”"),
        ({"email": "Mail", "outcome": "mail"}, "outcome", "can’t both be called “mail”"),
        ({"email": "=SUM(A1)"}, "email", "begin like a formula"),
        ({"email": "Invented"}, "email", "call their mark"),
        ({"email": "x" * 81}, "email", "at most 80 characters"),
    ],
)
def test_headings_that_cannot_be_are_refused_with_their_place(typed: dict[str, str], param: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as refused:
        read_columns("people", typed)
    assert refused.value.param == param
    browser, _, _ = ended()
    answer = browser.post("/crm/columns/hubspot/people", act="save", **typed)
    assert (answer.status_code, words in answer.text, saved()) == (422, True, [])


def test_before_the_first_launch_there_is_nothing_to_try_it_on_and_who_only_reads_changes_nothing() -> None:
    with transaction() as session:
        home = make_workspace(session)
        browser, reader = (Console(make_user(session, home.id, role)) for role in ("manager", "read_only"))
    assert "nothing to try it on" in browser.post("/crm/columns/own/people", act="try", email="Mail").text
    assert browser.post("/crm/columns/own/people", act="melt").status_code == 422
    assert reader.post("/crm/columns/own/people", act="save", email="Mail").status_code == 403
    assert browser.get("/crm/columns/dynamics").status_code == 404


def test_each_field_has_a_heading_of_its_own_wherever_it_is_delivered() -> None:
    for system in SYSTEMS:
        for one in ROWS:
            headings = list(delivered(system, one).values())
            assert (len(set(headings)), list(delivered(system, one))) == (len(headings), list(FIELDS[one]))
