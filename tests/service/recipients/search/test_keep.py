"""What a search compares is written with every name, goes with its person, and tells nothing without the key."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.recipients.erase import erase_values
from service.recipients.models import Recipient, RecipientTag
from service.recipients.search.find import people_found
from service.recipients.search.keep import index_left_out, index_people, renew_keys
from service.recipients.search.tags import ROUND, SHELVES, tags_asked, tags_of
from service.workspaces.models import Workspace
from tests.factories import make_account, make_findable, make_recipient, make_workspace

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def _found(session: Session, workspace_id: str, asked: str) -> list[str]:
    found = people_found(session, workspace_id, asked)
    names = session.scalars(select(Recipient).where(Recipient.workspace_id == workspace_id, found))
    return sorted(f"{person.given_name} {person.family_name}" for person in names)


def _tags(session: Session, recipient_id: str) -> int:
    return session.scalar(select(func.count()).where(RecipientTag.recipient_id == recipient_id)) or 0


@pytest.mark.usefixtures("database")
def test_people_are_found_by_beginnings_by_whole_addresses_and_with_their_company() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        vltava, teal = make_account(session, workspace.id), make_account(session, workspace.id, "Teal Street")
        jana = make_recipient(session, vltava, email="J.Nova@vltava.example")
        lukasz = make_recipient(session, teal, "Łukasz", family_name="Øverland", email="lo7@teal.example")
        make_findable(session, jana, lukasz)
        asked = {
            words: _found(session, workspace.id, words)
            for words in (
                "no", "NOVÁK", "novaková jan", "j.nova@vltava.example", "j.nova@", "jana teal", "jana vlt", "teal", "overl", "luk",
                "ana", "praha", "vltava.example", "lo7", "n", "", "jana%", "nova@vltava.example",
            )
        }  # fmt: skip
    nobody: list[str] = []
    one, other = ["Jana Nováková"], ["Łukasz Øverland"]
    assert asked == {
        "no": one, "NOVÁK": one, "novaková jan": one, "j.nova@vltava.example": one, "j.nova@": one, "jana teal": nobody,
        "jana vlt": one, "teal": nobody, "overl": other, "luk": other, "ana": nobody, "praha": nobody, "vltava.example": nobody,
        "lo7": other, "n": nobody, "": nobody, "jana%": one, "nova@vltava.example": nobody,
    }  # fmt: skip


@pytest.mark.usefixtures("database")
def test_whoever_is_erased_leaves_no_mark_and_gets_none_again() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        jana = make_recipient(session, make_account(session, workspace.id))
        make_findable(session, jana)
        assert _tags(session, jana.id) > 0
        assert erase_values(session, jana, AT)
        assert _tags(session, jana.id) == 0
        jana.given_name, jana.searched_as = "Jana", 0
        index_people(session, (jana,))
        assert (_tags(session, jana.id), _found(session, workspace.id, "jana")) == (0, [])


@pytest.mark.usefixtures("database")
def test_another_name_is_found_and_the_old_one_no_longer() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        jana = make_recipient(session, make_account(session, workspace.id), email="x1@example.com")
        make_findable(session, jana)
        jana.given_name, jana.family_name = "Petra", None
        index_people(session, (jana,))
        found = [_found(session, workspace.id, words) for words in ("jana", "novak", "petra")]
    assert found == [[], [], ["Petra None"]]


@pytest.mark.usefixtures("database")
def test_people_from_before_and_people_under_an_older_key_are_written_by_the_sweep() -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        company = make_account(session, workspace.id)
        people = [make_recipient(session, company) for _ in range(3)]
        erased = make_recipient(session, company, None, family_name=None, email="gone@example.com", erased_at=AT)
        ids = [person.id for person in people]
    assert (index_left_out(AT), index_left_out(AT)) == (3, 0)
    with transaction() as session:
        before = set(session.scalars(select(RecipientTag.tag)))
        assert renew_keys(session, workspace.id) == 3
        assert len(_found(session, workspace.id, "nova")) == 3, "found under the old key until the new one is written"
        index_people(session, [session.get_one(Recipient, ids[0])])
        assert len(_found(session, workspace.id, "nova")) == 3, "under both"
    assert index_left_out(AT) == 2
    with reading() as session:
        assert session.get_one(Workspace, workspace.id).search_generation == 2
        assert not before & set(session.scalars(select(RecipientTag.tag)))
        assert len(_found(session, workspace.id, "nova")) == 3
        assert _tags(session, erased.id) == 0


def test_the_same_name_has_other_marks_in_every_workspace_on_every_shelf_and_under_every_key() -> None:
    def marks(workspace_id: str, generation: int, number: int) -> set[int]:
        person = Recipient(id=f"rcp_{number}", workspace_id=workspace_id, given_name="Jana", family_name="Nováková")
        return set(tags_of(person, generation))

    everybody = [marks("wsp_a", 1, number) for number in range(400)]
    shared = Counter(tag for person in everybody for tag in person)
    assert max(shared.values()) < 40, "on one shelf of 32 alone"
    assert not marks("wsp_a", 1, 0) & (marks("wsp_b", 1, 0) | marks("wsp_a", 2, 0))
    assert len(set(tags_asked("wsp_a", (1,), ("nova",)))) == SHELVES
    assert all(set(tags_asked("wsp_a", (1,), ("nova",))) & person for person in everybody)


def test_the_number_of_marks_does_not_tell_how_long_a_name_is_and_their_order_nothing() -> None:
    counts = set()
    for name in ("Bo", "Jana", "Konstantin", "Wolfeschlegelsteinhausen"):
        tags = tags_of(Recipient(id="rcp_1", workspace_id="wsp_a", given_name=name), 1)
        counts.add(len(tags))
        assert tags == sorted(tags)
    assert {count % ROUND for count in counts} == {0}


def test_facts_towns_titles_and_owners_are_not_in_it() -> None:
    person = Recipient(
        id="rcp_1", workspace_id="wsp_a", given_name="Jana", job_title="Buyer", city="Praha", owner="Ingrid", email="x@brno.example"
    )  # fmt: skip
    marks = set(tags_of(person, 1))
    for word in ("buyer", "praha", "ingrid", "brno", "example"):
        assert not marks & set(tags_asked("wsp_a", (1,), (word, word[:2]))), word
    assert marks & set(tags_asked("wsp_a", (1,), ("ja",)))
