"""A suite grows slow one test at a time: every run ends with the twenty slowest, so that the next one is seen."""

from __future__ import annotations

import pytest


def test_every_run_prints_its_twenty_slowest_tests(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getoption("durations") == 20
