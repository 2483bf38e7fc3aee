from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from benchmarks.web.open_loop import Due, Reply, percentile, play, schedule, tally


def test_presses_are_due_evenly_at_their_rates_whatever_the_answers() -> None:
    due = schedule({"accept": 60.0, "swap": 40.0}, 60.0)

    assert [sum(one.act == act for one in due) for act in ("accept", "swap")] == [3600, 2400]
    accepts = [one.at for one in due if one.act == "accept"]
    assert {round(after - before, 9) for before, after in pairwise(accepts)} == {round(1 / 60, 9)}
    assert [one.at for one in due] == sorted(one.at for one in due)
    assert due[-1].at < 60.0


@pytest.mark.parametrize(("percent", "value"), [(50, 50.0), (99, 99.0), (99.5, 100.0), (100, 100.0), (1, 1.0)])
def test_a_percentile_is_the_nearest_rank(percent: float, value: float) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], percent) == value


def test_there_is_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 99)


def test_a_server_that_answers_one_at_a_time_is_late_for_all_that_wait() -> None:
    """Ten presses within a tenth of a second and 30 ms of work each: the last was due at 90 ms and is answered after 300."""

    async def measured() -> tuple[list[Reply], float]:
        till = asyncio.Lock()

        async def press(what: Due) -> Reply:
            async with till:
                await asyncio.sleep(0.03)
            return Reply(what.act, 303, 0.0, is_taken=True)

        return await play(schedule({"accept": 100.0}, 0.1), press)

    answers, seconds = asyncio.run(measured())

    assert seconds >= 0.3
    assert [one.seconds for one in answers] == sorted(one.seconds for one in answers)
    assert answers[-1].seconds >= 0.2


def test_a_tally_counts_every_kind_of_answer_for_what_it_is() -> None:
    answers = [
        *(Reply("accept", 303, 0.010 * number, is_taken=True) for number in range(1, 11)),
        Reply("swap", 303, 0.250, is_taken=True),
        Reply("swap", 303, 0.002, is_taken=False),
        Reply("swap", 503, 9.0, is_taken=False, retry_after=True),
        Reply("swap", 503, 0.001, is_taken=False),
        Reply("accept", 500, 0.001, is_taken=False),
        Reply("accept", 0, 0.001, is_taken=False),
    ]
    found = tally(answers, rate=16.0, seconds=2.0)

    assert (found.accepted, found.swapped, found.refused) == (10, 1, 1)
    assert (found.answers_503, found.errors_5xx, found.unanswered) == (1, 2, 1)
    assert (found.accept_p99_ms, found.swap_p99_ms) == (100.0, 250.0)
    assert (found.offered, found.achieved) == (16.0, 5.5)
    assert not found.is_fast


@pytest.mark.parametrize(("seconds", "is_fast"), [(0.1, True), (0.101, False)])
def test_the_bar_is_a_tenth_of_a_second_for_either_answer(seconds: float, is_fast: bool) -> None:
    answers = [Reply("accept", 303, 0.01, is_taken=True), Reply("swap", 303, seconds, is_taken=True)]
    assert tally(answers, rate=2.0, seconds=1.0).is_fast is is_fast
