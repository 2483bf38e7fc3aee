"""Running dead jobs again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.db.connect import transaction
from service.errors import PermanentError
from service.jobs.fail import fail
from service.jobs.redrive import redrive_cause
from service.workspaces.models import Workspace
from tests.service.jobs.ledger import AT, ask, job, later, taken


@pytest.fixture(autouse=True)
def workspaces(any_database: str) -> None:
    with transaction() as session:
        session.add_all([Workspace(id=name, name=name, created_at=AT) for name in ("wsp_ours", "wsp_theirs")])


class NoSuchBox(PermanentError):
    code = "no_such_box"


def dead(subject_id: str, workspace_id: str = "wsp_ours", error: type[PermanentError] = NoSuchBox) -> str:
    job_id = ask(subject_id, workspace_id=workspace_id)
    fail(taken(job_id), error("It does not exist."), AT)
    return job_id


def test_a_dead_job_gets_all_its_attempts_back_and_the_bell_rings(rings: Callable[[], list[str]]) -> None:
    job_id = dead("gft_1")

    with transaction() as session:
        assert redrive_cause(session, "wsp_ours", "test.do", "no_such_box", later(60)) == 1

    row = job(job_id)
    assert (row.state, row.run_at, row.attempt, row.lease_expiries) == ("pending", later(60), 0, 0)
    assert row.finished_at is None
    assert rings() == [job_id]


def test_twice_is_once() -> None:
    dead("gft_1")

    with transaction() as session:
        first = redrive_cause(session, "wsp_ours", "test.do", "no_such_box", later(60))
        second = redrive_cause(session, "wsp_ours", "test.do", "no_such_box", later(60))

    assert (first, second) == (1, 0)


def test_a_living_or_foreign_job_is_left_alone() -> None:
    living, foreign = ask("gft_1", workspace_id="wsp_ours"), dead("gft_2", "wsp_theirs")

    with transaction() as session:
        assert redrive_cause(session, "wsp_ours", "test.do", "no_such_box", later(60)) == 0

    assert (job(living).run_at, job(foreign).state) == (AT, "dead")


def test_one_cause_is_run_again_and_the_others_stay_dead() -> None:
    same = [dead("gft_1"), dead("gft_2")]
    other, foreign = dead("gft_3", error=PermanentError), dead("gft_4", "wsp_theirs")

    with transaction() as session:
        assert redrive_cause(session, "wsp_ours", "test.do", "no_such_box", later(60)) == 2

    assert [job(job_id).state for job_id in (*same, other, foreign)] == ["pending", "pending", "dead", "dead"]
