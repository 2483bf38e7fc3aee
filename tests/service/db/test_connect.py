from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier, Thread
from time import sleep

import pytest
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from service.db.connect import engine, make_engine, reading, transaction
from service.workspaces.models import Workspace
from tests.factories import AT, make_account, make_workspace

ROUNDS = 20


def count_workspaces() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Workspace)) or 0


def write_from_two_threads(open_session: object) -> list[Exception]:
    """Two writers that read first and write then, at the same moment, many times over. What went wrong."""
    failures: list[Exception] = []
    start = Barrier(2)

    def write() -> None:
        for _ in range(ROUNDS):
            start.wait(30)
            try:
                with open_session() as session:  # type: ignore[operator]
                    session.scalar(select(func.count()).select_from(Workspace))
                    sleep(0.002)
                    make_workspace(session)
            except OperationalError as error:
                failures.append(error)

    threads = [Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


def test_two_writers_wait_for_each_other_and_both_succeed(database: str) -> None:
    assert write_from_two_threads(transaction) == []
    assert count_workspaces() == 2 * ROUNDS


def test_the_same_writers_fail_where_transactions_begin_deferred(database: str) -> None:
    """The control: what the rule about BEGIN IMMEDIATE is good for."""
    deferred = create_engine(database, connect_args={"timeout": 30, "isolation_level": None})

    @event.listens_for(deferred, "begin")
    def begin(connection: object) -> None:
        connection.exec_driver_sql("BEGIN")  # type: ignore[attr-defined]

    failures = write_from_two_threads(lambda: Session(deferred).begin().session if False else _Deferred(deferred))
    deferred.dispose()

    assert failures
    assert "database is locked" in str(failures[0])


def test_an_error_takes_everything_back(any_database: str) -> None:
    with pytest.raises(RuntimeError), transaction() as session:
        make_workspace(session)
        raise RuntimeError("in the middle")

    assert count_workspaces() == 0
