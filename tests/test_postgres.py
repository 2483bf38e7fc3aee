"""Where the tests' PostgreSQL comes from, and what happens where there is none."""

from __future__ import annotations

import pytest

from tests.postgres import refuse_or_skip


@pytest.mark.parametrize("ci", ["1", "true", "yes"])
def test_in_ci_a_missing_postgresql_is_a_failure(ci: str) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"No PostgreSQL here\. CI may not do without"):
        refuse_or_skip("No PostgreSQL here.", {"CI": ci})


@pytest.mark.parametrize("environment", [{}, {"CI": ""}, {"CI": "0"}, {"CI": "false"}])
def test_on_ones_own_machine_it_is_a_skip(environment: dict[str, str]) -> None:
    with pytest.raises(pytest.skip.Exception, match=r"No PostgreSQL here\."):
        refuse_or_skip("No PostgreSQL here.", environment)
