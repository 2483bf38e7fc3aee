from __future__ import annotations

from service.contact.suppressed import suppress
from service.db.connect import reading, transaction
from service.planning.people.bounced_addresses import addresses_given_up
from service.planning.people.lists.intake import Upload, read_upload
from service.security.encryption import address_hash
from tests.factories import AT, make_workspace

LIST = "Company,Email,Country\n" + "".join(f"K,p{number}@k.example,CZ\n" for number in range(20))


def keys(upload: Upload) -> dict[str, int]:
    return {address_hash(person.email): number for number, person in upload.people}


def said(workspace_id: str) -> list[tuple[str, str]]:
    with reading() as session:
        return [
            (one.code, one.sentence)
            for one in addresses_given_up(session, workspace_id, keys(read_upload(LIST.encode(), "l.csv")))
        ]


def given_up(workspace_id: str, reason: str, *numbers: int) -> None:
    with transaction() as session:
        for number in numbers:
            suppress(session, workspace_id, address_hash(f"P{number}@k.example"), reason, AT)  # type: ignore[arg-type]


def test_the_next_list_says_which_rows_are_not_written_to_and_why(database: str) -> None:
    with transaction() as session:
        here, elsewhere = make_workspace(session).id, make_workspace(session).id
    assert said(here) == []
    given_up(here, "bounced", 3, 5)
    given_up(here, "complained", 7)

    assert said(elsewhere) == []
    assert said(here) == [
        (
            "address_bounced",
            "We can’t email 2 addresses in this list, because earlier emails bounced (rows 5 and 7). Gifts are still chosen, but "
            "no invitation goes out until the list has another address, or an owner or manager lifts this on the person’s page.",
        ),
        (
            "address_complained",
            "1 person in this list reported our email as spam (row 9). They get no gift and no email; only they can change that.",
        ),
    ]


def test_of_many_rows_the_first_are_named(database: str) -> None:
    with transaction() as session:
        here = make_workspace(session).id
    given_up(here, "bounced", *range(15))
    assert "15 addresses" in said(here)[0][1]
    assert "(rows 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 and 3 more)" in said(here)[0][1]
