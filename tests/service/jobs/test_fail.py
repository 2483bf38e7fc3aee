"""Ending an attempt badly: again later, or never again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from service.errors import Fenced, InvalidInput, OutOfStock, PermanentError, TemporaryError
from service.jobs.fail import error_sentence, fail, is_permanent, wait_before_retry
from tests.service.jobs.ledger import AT, ask, change, job, later, taken


@pytest.mark.usefixtures("any_database")
class TestFail:
    def test_a_temporary_error_puts_the_job_back_for_later(self) -> None:
        job_id = ask()

        assert fail(taken(job_id), TemporaryError("The mail server is busy."), later(1)) == "pending"

        row = job(job_id)
        assert (row.state, row.attempt, row.token) == ("pending", 1, None)
        assert (row.last_error_type, row.last_error) == ("temporary", "The mail server is busy.")
        assert later(2) <= row.run_at <= later(3)

    def test_the_last_attempt_ends_in_death_and_the_kind_is_told(self, obituaries: list[tuple[str, str]]) -> None:
        job_id = ask()
        change(job_id, attempt=2)

        assert fail(taken(job_id), TemporaryError("The mail server is busy."), later(1)) == "dead"

        assert (job(job_id).state, job(job_id).finished_at) == ("dead", later(1))
        assert obituaries == [("gft_1", "temporary")]

    def test_a_permanent_error_is_death_at_once(self, obituaries: list[tuple[str, str]]) -> None:
        job_id = ask()

        assert fail(taken(job_id), PermanentError("No such address."), AT) == "dead"

        assert (job(job_id).state, job(job_id).attempt) == ("dead", 1)
        assert obituaries == [("gft_1", "permanent")]

    def test_a_database_that_was_busy_or_away_uses_up_no_attempt_and_nobody_waits_long_for_it(self) -> None:
        job_id, busy = ask(), OperationalError("UPDATE gift", {}, LockNotAvailable())
        for at in range(0, 100, 10):
            assert fail(taken(job_id, at=later(at)), busy, later(at + 1)) == "pending"
            assert later(at + 2) <= job(job_id).run_at <= later(at + 3)

        assert (job(job_id).state, job(job_id).attempt) == ("pending", 0)

    def test_lost_workers_do_not_use_up_the_attempts(self) -> None:
        job_id = ask()
        change(job_id, attempt=3, lease_expiries=2)

        assert fail(taken(job_id), TemporaryError("Busy."), AT) == "pending"

    def test_for_want_of_room_no_job_dies_and_it_is_tried_every_few_seconds(self) -> None:
        job_id = ask()
        change(job_id, attempt=40)
        try:
            raise TemporaryError("There is no room left.") from OSError(28, "No space left on device")
        except TemporaryError as error:
            assert fail(taken(job_id), error, AT) == "pending"

        assert (job(job_id).state, job(job_id).run_at) == ("pending", later(15))

    def test_who_lost_the_lease_changes_nothing(self) -> None:
        job_id = ask()
        lost = taken(job_id)
        successor = taken(job_id, "w2", later(61))

        with pytest.raises(Fenced):
            fail(lost, PermanentError("No such address."), later(62))

        assert (job(job_id).state, job(job_id).token, job(job_id).last_error) == ("running", successor.token, None)


@pytest.mark.parametrize(
    ("failures", "shortest", "longest"),
    [(1, 1, 2), (2, 2, 4), (5, 16, 32), (9, 256, 512), (10, 300, 600), (40, 300, 600)],
)
def test_the_wait_doubles_up_to_ten_minutes_and_is_spread_over_half_to_whole(
    failures: int, shortest: int, longest: int
) -> None:
    assert wait_before_retry(failures, chance=0.0) == timedelta(seconds=shortest)
    assert wait_before_retry(failures, chance=1.0) == timedelta(seconds=longest)


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (PermanentError("x"), True),
        (InvalidInput("x"), True),
        (OutOfStock("x"), False),
        (TemporaryError("x"), False),
        (ValueError("x"), False),
    ],
)
def test_only_what_cannot_help_is_permanent(error: Exception, permanent: bool) -> None:
    assert is_permanent(error) is permanent


def test_a_foreign_errors_message_is_not_kept_for_it_may_quote_a_person() -> None:
    try:
        int("Jana Nováková")
    except ValueError as error:
        sentence = error_sentence(error)

    assert sentence.startswith(
        "ValueError in test_a_foreign_errors_message_is_not_kept_for_it_may_quote_a_person, test_fail.py line "
    )
    assert "Jana" not in sentence
