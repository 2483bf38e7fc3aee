from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import Connection, create_engine, event, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from service.db.connect import dispose_engines, engine, reading, transaction
from service.db.trouble import trouble_behind
from service.workspaces.models import Workspace
from tests.factories import AT, make_user, make_workspace

ROUNDS = 20
HERE = timezone(timedelta(hours=2))


def count_workspaces() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Workspace)) or 0


def write_from_two_threads(begin: Callable[[], AbstractContextManager[Session]]) -> list[str]:
    """Two writers that look first and write then, at the same moment, many times over. What went wrong."""
    failures: list[str] = []
    start = Barrier(2)

    def write() -> None:
        for _ in range(ROUNDS):
            start.wait(30)
            try:
                with begin() as session:
                    session.scalar(select(func.count()).select_from(Workspace))
                    sleep(0.002)
                    make_workspace(session)
            except OperationalError as error:
                failures.append(str(error.orig))

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_two_writers_wait_for_each_other_and_both_succeed(any_database: str) -> None:
    assert write_from_two_threads(transaction) == []
    assert count_workspaces() == 2 * ROUNDS


def test_where_sqlite_begins_deferred_the_same_two_writers_fail(database: str) -> None:
    """The control: what BEGIN IMMEDIATE is good for."""
    deferred = create_engine(database, connect_args={"timeout": 30, "isolation_level": None})

    @event.listens_for(deferred, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    @contextmanager
    def begin() -> Iterator[Session]:
        with Session(deferred) as session, session.begin():
            yield session

    failures = write_from_two_threads(begin)
    deferred.dispose()

    assert set(failures) == {"database is locked"}


def test_an_error_takes_everything_back(any_database: str) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        make_workspace(session)
        raise RuntimeError("in the middle")

    assert count_workspaces() == 0


def test_what_was_loaded_stays_readable_after_the_commit(any_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session, "Fjord & Loom")

    assert workspace.name == "Fjord & Loom"


def test_looking_writes_nothing_even_where_it_tries(any_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session, "Before")
    with reading() as session:
        session.get_one(Workspace, workspace.id).name = "After"
        make_workspace(session, "New")

    with reading() as session:
        assert session.scalars(select(Workspace.name)).all() == ["Before"]


def test_looking_takes_no_lock_from_a_writer(database: str) -> None:
    with transaction() as session:
        make_workspace(session)
        session.flush()

        assert count_workspaces() == 0
    assert count_workspaces() == 1


def test_who_looks_sees_one_moment_while_others_write(database: str) -> None:
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(Workspace))
        with transaction() as other:
            make_workspace(other)

        assert (before, session.scalar(select(func.count()).select_from(Workspace))) == (0, 0)


def test_sqlite_keeps_foreign_keys_and_every_commit(database: str) -> None:
    with reading() as session:
        found = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]

    assert found == ["wal", 2, 1]


def test_a_row_of_a_workspace_that_is_not_there_is_refused(any_database: str) -> None:
    with pytest.raises(IntegrityError), transaction() as session:
        make_user(session, "wsp_nowhere")


def test_an_instant_comes_back_aware_and_in_utc_whatever_zone_it_was_given_in(any_database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session)
        workspace.created_at = datetime(2026, 11, 22, 11, 0, 0, 123456, tzinfo=HERE)
    with reading() as session:
        found = session.get_one(Workspace, workspace.id).created_at
        earlier = session.scalars(select(Workspace.id).where(Workspace.created_at <= AT)).all()

    assert (found, found.tzinfo) == (datetime(2026, 11, 22, 9, 0, 0, 123456, tzinfo=UTC), UTC)
    assert earlier == []


def test_an_instant_without_a_zone_is_refused(any_database: str) -> None:
    with pytest.raises(StatementError, match="An instant needs its time zone"), transaction() as session:
        make_workspace(session).created_at = datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001


def test_encrypted_text_cannot_be_read_in_the_database(any_database: str) -> None:
    with transaction() as session:
        user = make_user(session, make_workspace(session).id, name="Nora Whitfield")
    with reading() as session:
        raw = session.scalar(text("SELECT name FROM user_account"))
        back = session.get_one(type(user), user.id).name

    assert b"Nora" not in bytes(raw)
    assert back == "Nora Whitfield"


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_opens_its_own_connections(database: str) -> None:
    ours = engine()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if engine() is not ours and count_workspaces() == 0 else 1
        finally:
            os._exit(code)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert engine() is ours


def test_after_disposing_the_next_transaction_opens_anew(database: str) -> None:
    before = engine()
    dispose_engines()

    assert count_workspaces() == 0
    assert engine() is not before


@pytest.mark.usefixtures("postgres_database")
def test_rows_of_a_writer_that_has_gone_silent_come_free_and_who_only_reads_may_take_their_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.db.connect.idle_seconds", lambda: 0.3)
    with transaction() as session:
        workspace_id = make_workspace(session).id
    with (
        reading() as slow,
        pytest.raises(DBAPIError, match="idle-in-transaction timeout") as ended,
        transaction() as silent,
    ):
        assert slow.get(Workspace, workspace_id) is not None
        silent.get_one(Workspace, workspace_id, with_for_update=True)
        with transaction() as other:
            other.get_one(Workspace, workspace_id, with_for_update=True).name = "Not waited for in vain"
        assert slow.scalar(select(Workspace.name).where(Workspace.id == workspace_id)) == "Not waited for in vain"
        silent.scalar(select(1))
    assert trouble_behind(ended.value) == "busy"
