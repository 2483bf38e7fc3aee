"""What a list states of its people is kept once; each person has a line that leads to it, and an erasure takes it away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.recipients.erase import erase_values
from service.recipients.models import ListStatement, PersonSource, Recipient
from service.recipients.sources.basis import Stated, Statement, keep_sources, keep_statement, stated_of
from tests.factories import AT, make_account, make_recipient, make_workspace

pytestmark = pytest.mark.usefixtures("database")
TOLD = date(2026, 3, 3)
SAID = Statement("customer", "HubSpot, contacts with an open deal", ((4, "form", TOLD), (7, "call", TOLD)))


@pytest.fixture
def person() -> Recipient:
    with transaction() as session:
        return make_recipient(session, make_account(session, make_workspace(session).id))


def state(
    person: Recipient, said: Statement, own: str | None = None, columns: tuple[int, ...] = (), days: int = 0
) -> None:
    at = AT + timedelta(days=days)
    with transaction() as session:
        statement_id = keep_statement(session, person.workspace_id, said, at)
        here = session.get_one(Recipient, person.id)
        keep_sources(session, statement_id, said, [(here, own, columns)], at)  # type: ignore[list-item]


def counted(session: Session) -> tuple[int, int]:
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in (ListStatement, PersonSource))  # type: ignore[return-value]


def test_the_same_statement_again_adds_nothing_and_another_stands_beside_it(person: Recipient) -> None:
    for day in (0, 1):
        state(person, SAID, days=day)
    with reading() as session:
        assert counted(session) == (1, 1)
        assert [one.said_at for one in stated_of(session, person.id)] == [AT]
    state(person, replace(SAID, basis="none"), days=2)
    with reading() as session:
        assert counted(session) == (2, 2)
        assert [one.basis for one in stated_of(session, person.id)] == ["none", "customer"]
        assert session.get_one(Recipient, person.id).basis == "none"


def test_a_row_says_otherwise_for_its_person_and_only_its_own_columns_about_food_are_told(person: Recipient) -> None:
    state(person, SAID, own="agreed", columns=(7,))
    with reading() as session:
        assert stated_of(session, person.id) == [Stated("agreed", SAID.source, (("call", TOLD),), AT)]
    state(person, SAID, days=1)
    with reading() as session:
        assert stated_of(session, person.id) == [Stated("customer", SAID.source, (), AT + timedelta(days=1))]
        assert counted(session) == (1, 1)


def test_an_erasure_leaves_neither_the_basis_nor_where_somebody_came_from(person: Recipient) -> None:
    state(person, SAID)
    with transaction() as session:
        assert erase_values(session, session.get_one(Recipient, person.id), AT)
    with reading() as session:
        assert counted(session) == (1, 0)
        assert session.get_one(Recipient, person.id).basis is None
