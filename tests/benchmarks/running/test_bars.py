"""Figures beside their bars."""

from __future__ import annotations

import pytest

from benchmarks.running.__main__ import _flat, _print
from benchmarks.running.bars import is_met


@pytest.mark.parametrize(
    ("name", "figure", "met"),
    [
        ("idle_pss_mb", 600, True),
        ("idle_pss_mb", 601, False),
        ("plan_swap.5k.people_with_3_alternatives", 0.95, True),
        ("plan_swap.5k.people_with_3_alternatives", 0.94, False),
        ("plan_swap.20k.empty_shelf_rate", 0.011, False),
        ("plan_gap.100k", 1e-4, True),
    ],
)
def test_a_figure_keeps_to_its_bar_from_the_right_side(name: str, figure: float, met: bool) -> None:
    assert is_met(name, figure) is met


def test_a_figure_of_a_size_is_known_by_its_full_name() -> None:
    found = {"plan_swap": {"1k": {"value_given_up": 0.01}, "5k": {"value_given_up": 0.04}}, "launched": 7}
    assert list(_flat(found)) == [
        ("plan_swap.1k.value_given_up", 0.01),
        ("plan_swap.5k.value_given_up", 0.04),
        ("launched", 7),
    ]


def test_what_misses_its_bar_is_named_and_what_has_none_is_only_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert _print({"plan_swap": {"5k": {"value_given_up": 0.04}}, "jobs_per_recipient": 4, "launched": 7}) == [
        "plan_swap.5k.value_given_up"
    ]
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told] == ["plan_swap.5k.value_given_up", "jobs_per_recipient", "launched"]
    assert [line.rsplit(maxsplit=1)[-1] for line in told] == ["MISSED", "met", "7"]
