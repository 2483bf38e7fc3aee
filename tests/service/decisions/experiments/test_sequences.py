"""Differences with intervals that hold at any look."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from benchmarks.decisions.false_alarms import SETTINGS, measure, play
from service.decisions.experiments.sequences import FEWEST, Answer, difference, group_of, radius


def _answers(had: int, of: int, probability: float = 0.5) -> list[Answer]:
    return [Answer(1.0, probability, had), Answer(0.0, probability, of - had)]


def test_a_group_counts_people_and_weights_by_one_over_the_probability() -> None:
    grown = group_of([*_answers(30, 60, 0.1), *_answers(90, 120, 0.2)])
    assert (grown.answered, grown.counted) == (180, 120)
    assert grown.mean == pytest.approx((300 + 450) / (600 + 600))


def test_weights_that_are_alike_change_nothing() -> None:
    assert group_of(_answers(30, 60, 0.1)).mean == group_of(_answers(30, 60, 1.0)).mean == 0.5
    assert group_of(_answers(30, 60, 0.1)).variance == pytest.approx(group_of(_answers(30, 60, 1.0)).variance)


def test_one_answer_after_another_is_the_same_group_as_all_at_once() -> None:
    apart = [Answer(outcome, 0.3) for outcome in (1.0, 0.0, 1.0, 1.0)]
    together = group_of([Answer(1.0, 0.3, 3), Answer(0.0, 0.3)])
    assert group_of(apart).mean == pytest.approx(together.mean)
    assert group_of(apart).variance == pytest.approx(together.variance)


def test_everybody_alike_is_not_certainty() -> None:
    found = difference(group_of(_answers(20, 20)), group_of(_answers(20, 20)), 40)
    assert found is not None
    assert found.low < -0.1 and found.high > 0.1


def test_the_film_of_three_campaigns_helped() -> None:
    # The figures of the drawn page: 191 of 260 with a film, 153 of 261 without, planned for 586.
    found = difference(group_of(_answers(191, 260)), group_of(_answers(153, 261)), 586)
    assert found is not None
    assert (100 * found.estimate, 100 * found.low, 100 * found.high) == pytest.approx((14.8, 2.4, 27.3), abs=0.15)
    assert found.leaves_zero and found.evidence > 20


def test_evidence_is_twenty_exactly_where_the_interval_touches_zero() -> None:
    first, second = group_of(_answers(120, 200)), group_of(_answers(100, 200))
    for planned in (100, 400, 1600):
        found = difference(first, second, planned)
        assert found is not None
        level = difference(first, second, planned, 1 / found.evidence)
        assert level is not None and level.low == pytest.approx(0, abs=1e-9)


def test_the_radius_at_the_planned_number_is_three_standard_errors() -> None:
    # Howard et al. (2021), the two-sided normal mixture: sqrt((V + r) / V^2 * log((V + r) / (r a^2))) with V = n, r = n / 8.2.
    for answers, planned in ((500, 500), (100, 800), (4000, 300)):
        rest = planned / 8.2
        howard = sqrt((answers + rest) * log((answers + rest) / (rest * 0.05**2))) / sqrt(answers)
        assert radius(answers, planned) == pytest.approx(howard)
    assert radius(500, 500) == pytest.approx(3.035, abs=0.001)


def test_below_twenty_in_either_group_nothing_is_read() -> None:
    enough, few = group_of(_answers(10, FEWEST)), group_of(_answers(10, FEWEST - 1))
    assert difference(few, enough, 100) is None
    assert difference(enough, few, 100) is None
    assert difference(enough, enough, 100) is not None


@pytest.mark.parametrize(
    "answer", [(float("nan"), 0.5), (2.0, 0.5), (1.0, 0.0), (1.0, 1.1), (-0.1, 0.5), (1.0, float("nan"))]
)
def test_what_is_no_answer_is_refused(answer: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="an answer has"):
        group_of([Answer(*answer)])


def test_a_true_difference_is_found_and_covered() -> None:
    random, covered, found_it = np.random.default_rng(3), 0, 0
    for _ in range(200):
        had = random.binomial(413, [0.78, 0.66])
        found = difference(group_of(_answers(int(had[0]), 413)), group_of(_answers(int(had[1]), 413)), 826)
        assert found is not None
        covered += found.low <= 0.12 <= found.high
        found_it += found.low > 0
    assert covered >= 195
    assert 145 <= found_it <= 180, "the plan is for 80 in 100"


def test_reading_daily_gives_no_more_false_alarms_than_promised() -> None:
    ours, usual = play(SETTINGS[0], 400)
    assert ours <= 0.05
    assert usual > 0.1, "the usual interval, read daily, has to fail the same test"


@pytest.mark.slow
def test_in_10000_tests_without_a_difference_read_daily_at_most_5_in_100_raise_an_alarm() -> None:
    found = measure()
    assert found["aa_runs"] == 10_000
    assert isinstance(found["aa_false_alarm_share"], float)
    assert found["aa_false_alarm_share"] <= 0.05
