"""The page about the API names every code as it is answered, and its example is as long as it says."""

from __future__ import annotations

from service.api.problem import CODES
from service.app.api.reference import EXAMPLE
from service.config import CHECKOUT


def test_every_code_stands_in_the_table_with_its_status_and_meaning() -> None:
    told = (CHECKOUT / "docs" / "api.md").read_text("utf-8")
    lines = [line for line in told.splitlines() if line.startswith("| `")]
    assert lines == [f"| `{code}` | {status} | {means} |" for code, (status, means) in CODES.items()]


def test_the_example_takes_less_than_sixty_lines() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    assert len(lines) < 60
    assert f"takes {len(lines)} lines of Python" in (CHECKOUT / "docs" / "api.md").read_text("utf-8")
