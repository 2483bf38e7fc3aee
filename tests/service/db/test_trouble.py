"""Which errors are the database's moment, and which are faults."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, TimeoutError

from service.db.connect import engine, make_engine
from service.db.trouble import Trouble, trouble_behind


def wrapped(cause: Exception, *, lost: bool = False) -> DBAPIError:
    return OperationalError("UPDATE gift", {}, cause, connection_invalidated=lost)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (wrapped(errors.LockNotAvailable()), "busy"),
        (wrapped(errors.SerializationFailure()), "busy"),
        (wrapped(errors.DeadlockDetected()), "busy"),
        (wrapped(errors.TooManyConnections()), "busy"),
        (TimeoutError("QueuePool limit of size 5 overflow 10 reached"), "busy"),
        (wrapped(errors.AdminShutdown(), lost=True), "broken_off"),
        (wrapped(psycopg.OperationalError("server closed the connection unexpectedly"), lost=True), "broken_off"),
        (wrapped(errors.CannotConnectNow()), "away"),
        (wrapped(psycopg.OperationalError("connection refused")), "away"),
        (wrapped(errors.SyntaxError()), None),
        (IntegrityError("INSERT", {}, errors.UniqueViolation()), None),
        (wrapped(errors.DiskFull()), None),
        (ValueError("database is locked"), None),
    ],
)
def test_what_is_the_matter(error: Exception, trouble: Trouble | None) -> None:
    assert trouble_behind(error) == trouble


def test_a_sqlite_file_that_somebody_writes_is_busy_and_one_without_the_table_is_broken(database: str) -> None:
    impatient = make_engine(database, busy_seconds=0)
    with engine().begin(), pytest.raises(OperationalError) as locked, impatient.begin():
        pass
    with pytest.raises(OperationalError) as missing, impatient.begin() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    impatient.dispose()

    assert isinstance(locked.value.orig, sqlite3.OperationalError)
    assert (trouble_behind(locked.value), trouble_behind(missing.value)) == ("busy", None)


def test_a_server_that_is_not_there_is_away(tmp_path: object) -> None:
    nowhere = create_engine(f"postgresql+psycopg://postgres@/x?host={tmp_path}")
    with pytest.raises(OperationalError) as refused, nowhere.connect():
        pass
    assert trouble_behind(refused.value) == "away"
