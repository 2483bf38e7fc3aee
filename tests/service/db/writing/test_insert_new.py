from __future__ import annotations

from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.db.writing.insert_new import insert_new
from service.jobs.models import Job
from tests.factories import AT
from tests.races import all_at_once

KEY = ("kind", "subject_id", "version")


def wish(name: str, version: int = 1) -> dict[str, object]:
    """A job's row; its id tells which wish it was."""
    plain = {"kind": "test.wish", "queue": "default", "state": "pending", "max_attempts": 1, "attempt": 0}
    times = {"run_at": AT, "created_at": AT, "lease_expiries": 0}
    return plain | times | {"id": f"job_{name}{version}", "subject_id": name, "version": version}


def write(*rows: dict[str, object]) -> list[str]:
    with transaction() as session:
        return insert_new(session, Job, KEY, rows)


def test_only_what_was_not_there_is_written_and_answered(any_database: str) -> None:
    assert write(wish("a"), wish("b")) == ["job_a1", "job_b1"]
    assert write(wish("a"), wish("c"), wish("a", 2)) == ["job_c1", "job_a2"]
    with reading() as session:
        assert sorted(session.scalars(select(Job.id))) == ["job_a1", "job_a2", "job_b1", "job_c1"]


def test_of_many_who_write_the_same_one_does_and_nobody_fails(any_database: str) -> None:
    done: list[list[str]] = []
    mine = [wish("a") | {"id": f"job_of_writer_{number}"} for number in range(8)]
    assert all_at_once([lambda row=row: done.append(write(row)) for row in mine]) == 8
    assert sorted(map(len, done)) == [0] * 7 + [1]
    with reading() as session:
        assert [list(session.scalars(select(Job.id)))] == [ids for ids in done if ids]


def test_nothing_to_write_asks_nothing_of_the_database(any_database: str) -> None:
    with transaction() as session:
        assert insert_new(session, Job, KEY, []) == []
        assert session.scalars(select(func.count()).select_from(Job)).one() == 0
