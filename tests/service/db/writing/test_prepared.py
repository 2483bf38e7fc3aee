"""A statement that is built once and asked again and again."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Dialect, bindparam, insert, select
from sqlalchemy.exc import InvalidRequestError, StatementError
from sqlalchemy.sql import ClauseElement

from service.db.base import Moment
from service.db.connect import brief, reading
from service.db.writing.patience import begin_patience
from service.db.writing.prepared import Prepared
from service.jobs.models import ClockMark

pytestmark = pytest.mark.usefixtures("any_database")

NOON = datetime(2031, 3, 17, 12, 0, 0, 250, tzinfo=timezone(timedelta(hours=1)))


def _write(built: list[str]) -> Prepared:
    def build(dialect: Dialect) -> ClauseElement:
        built.append(dialect.name)
        return insert(ClockMark.__table__).values(id=bindparam("number"), seen_at=bindparam("at", type_=Moment()))

    return Prepared(build)


def test_it_is_built_once_and_writes_what_the_tables_types_say() -> None:
    built: list[str] = []
    write = _write(built)
    with brief() as connection:
        for number in range(3):
            write.run(connection, number=number, at=NOON)

    with reading() as session:
        assert list(session.execute(select(ClockMark.id, ClockMark.seen_at))) == [(n, NOON) for n in range(3)]
    assert len(built) == 1


def test_a_moment_without_a_zone_is_refused_as_everywhere() -> None:
    with pytest.raises(ValueError, match="time zone"), brief() as connection:
        _write([]).run(connection, number=1, at=NOON.replace(tzinfo=None))


def test_a_value_that_is_missing_is_an_error() -> None:
    with pytest.raises((KeyError, StatementError, InvalidRequestError)), brief() as connection:
        _write([]).run(connection, number=1)


@pytest.mark.parametrize("patience", [None, 2.0])
def test_what_fails_in_a_brief_transaction_of_somebody_who_waits_is_taken_back_whole(patience: float | None) -> None:
    """For nobody who waits, PostgreSQL keeps what was one statement; so what belongs together is one there."""
    begin_patience(patience)
    try:
        with pytest.raises(ZeroDivisionError), brief() as connection:
            _write([]).run(connection, number=1, at=NOON)
            is_one_each = connection.dialect.name == "postgresql" and patience is None
            raise ZeroDivisionError
    finally:
        begin_patience(None)
    with reading() as session:
        assert len(session.scalars(select(ClockMark.id)).all()) == is_one_each
