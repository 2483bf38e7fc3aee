"""Finding people."""

from __future__ import annotations

import pytest

from service.db.connect import reading, transaction
from service.planning.people_list import list_people
from tests.factories import make_account, make_recipient, make_workspace


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
        make_recipient(session, make_account(session, workspace.id, "Vltava Robotics"))
        make_recipient(
            session,
            make_account(session, workspace.id, "Mosaull"),
            "Bryndís",
            family_name="Jónsdóttir",
            locale="is",
            email="bryndis@example.com",
        )
        make_recipient(session, make_account(session, make_workspace(session, "Other").id, "Vltava Robotics"))
    with reading() as session:
        page = list_people(session, workspace.id, wanted, None)
    assert [line.name for line in page.items] == found
