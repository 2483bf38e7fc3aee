"""Companies that look like one that was saved before."""

from __future__ import annotations

from service.db.connect import reading, transaction
from service.folding import company_key
from service.planning.people.lists.intake import Upload, read_upload
from service.planning.people.similar_accounts import similar_accounts
from tests.factories import make_account, make_workspace

LIST = "Company,Email,Country\nSkoda,a@l.example,CZ\nSKODA,b@l.example,CZ\nLumen,c@l.example,CZ\nOrrin,d@l.example,CZ\n"


def companies(upload: Upload) -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for number, person in upload.people:
        found.setdefault(company_key(person.company), (person.company, number))
    return found


def test_a_company_that_differs_only_in_accents_from_a_saved_one_is_told_once(database: str) -> None:
    with transaction() as session:
        here, elsewhere = make_workspace(session), make_workspace(session)
        for workspace, name in ((here, "Škoda"), (here, "Lumen"), (elsewhere, "Orrín")):
            make_account(session, workspace.id, name)
    with reading() as session:
        [told] = similar_accounts(session, here.id, companies(read_upload(LIST.encode(), "list.csv")))
    assert (told.row, told.code) == (None, "similar_companies")
    assert told.sentence.startswith("“Skoda” (row 2) and “Škoda”, which you already have, differ only in accents")


def test_a_company_that_is_written_as_before_is_not_told(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        for name in ("Škoda", "Skoda"):
            make_account(session, workspace.id, name)
    with reading() as session:
        assert similar_accounts(session, workspace.id, companies(read_upload(LIST.encode(), "list.csv"))) == []
