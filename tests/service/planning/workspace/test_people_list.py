"""Finding people."""

from __future__ import annotations

import pytest

from service.db import page
from service.db.connect import reading, transaction
from service.planning.workspace.people_list import list_people
from service.recipients.models import Recipient
from tests.console import Console
from tests.factories import make_account, make_findable, make_recipient, make_user, make_workspace, owner_of
from tests.statements import loaded


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["Bryndís Jónsdóttir", "Jana Nováková"]),
        ("jana novakova", ["Jana Nováková"]),
        ("JONSDOTTIR", ["Bryndís Jónsdóttir"]),
        ("vltava", ["Jana Nováková"]),
        ("bryndis@example.com", ["Bryndís Jónsdóttir"]),
        ("jana mosaull", []),
    ],
)
def test_people_are_found_by_name_company_or_address_without_accents(wanted: str, found: list[str]) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        jana = make_recipient(session, make_account(session, workspace.id, "Vltava Robotics"))
        bryndis = make_recipient(
            session,
            make_account(session, workspace.id, "Mosaull"),
            "Bryndís",
            family_name="Jónsdóttir",
            locale="is",
            email="bryndis@example.com",
        )
        other = make_recipient(session, make_account(session, make_workspace(session, "Other").id, "Vltava Robotics"))
        make_findable(session, jana, bryndis, other)
    with reading() as session:
        page = list_people(session, owner_of(workspace.id), wanted, None)
    assert [line.name for line in page.items] == found


@pytest.mark.usefixtures("database")
def test_a_name_that_is_looked_for_stands_in_no_address() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id)
        company = make_account(session, workspace.id, "Vltava Robotics")
        for _ in range(51):
            make_recipient(session, company)
        make_findable(session, make_recipient(session, company, "Bryndís", family_name="Jónsdóttir"))
    browser = Console(user)

    for path in ("/", "/ops"):
        page = browser.get(path).text
        assert '<form role="search" method="post" action="/search">' in page, path
    everybody = browser.get("/people?q=jonsdottir").text
    assert "52 people" in everybody, "an address that somebody kept shows everybody"
    assert 'href="/people?page=2"' in everybody

    found = browser.post("/people", q="jonsdottir")
    assert (found.status_code, "1 person for “jonsdottir”" in found.text) == (200, True)
    many = browser.post("/people", q="vltava").text
    assert "?q=" not in many
    assert '<input type="hidden" name="q" value="vltava"><input type="hidden" name="page" value="2">' in many
    assert "51 to 52 of 52" in browser.post("/people", q="vltava", page="2").text
    assert browser.post_unsigned("/people", q="jonsdottir").status_code == 403
    assert Console().post("/people", q="jonsdottir").headers["Location"] == "/sign-in"


@pytest.mark.usefixtures("database")
def test_of_a_long_list_only_the_page_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "SIZE", 2)
    with transaction() as session:
        workspace = make_workspace(session)
        company = make_account(session, workspace.id)
        for _ in range(5):
            make_recipient(session, company)
    with reading() as session, loaded(Recipient) as people:
        shown = list_people(session, owner_of(workspace.id), "", "2")
    assert (len(shown.items), shown.number, shown.total, len(people)) == (2, 2, 5, 2)
