"""A column that rows are checked by: SQLite looks for no index of it, and every database answers the same."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.db.writing.beside import beside
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from tests.factories import make_account, make_recipient, make_workspace


def _plan(session: Session, by: object) -> str:
    query = select(RecipientGift.id).where(by == "wsp_1", RecipientGift.recipient_id.in_(["rcp_1", "rcp_2"]))  # type: ignore[arg-type]
    said = str(query.compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
    return " ".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {said}")))


def test_sqlite_finds_a_few_people_by_themselves_and_not_by_their_workspace(database: str) -> None:
    with reading() as session:
        assert "ix_gift_recipient_id" in _plan(session, beside(RecipientGift.workspace_id))
        assert "ix_gift_workspace_id_status" in _plan(session, RecipientGift.workspace_id)


def test_postgresql_reads_the_plain_column() -> None:
    query = select(Recipient.id).where(beside(Recipient.workspace_id) == "wsp_1")
    assert "WHERE recipient.workspace_id = " in str(query.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]


def test_it_answers_as_the_plain_column_does(any_database: str) -> None:
    with transaction() as session:
        for _ in range(2):
            workspace = make_workspace(session)
            make_recipient(session, make_account(session, workspace.id))
        session.flush()
        asked = [
            select(Recipient.id).where(by == workspace.id)
            for by in (beside(Recipient.workspace_id), Recipient.workspace_id)
        ]
        few, same = (session.scalars(one).all() for one in asked)
        assert len(few) == 1
        assert few == same
