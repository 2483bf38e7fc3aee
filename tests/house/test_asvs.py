"""Every test that docs/asvs.md names exists, and every chapter has one or says why not."""

from __future__ import annotations

import ast
import re

from tests.house.sources import HOUSE

ROWS = [
    line.strip("| ").split(" | ")
    for line in (HOUSE / "docs/asvs.md").read_text("utf-8").splitlines()
    if re.match(r"\| V\d+ ", line)
]
NAMED = [named for row in ROWS for named in re.findall(r"`(tests/[\w/]+\.py::\w+)`", " ".join(row))]


def exists(named: str) -> bool:
    """Whether a file of tests has a function of that name, at its head or in a class."""
    path, _, name = named.partition("::")
    file = HOUSE / path
    tree = ast.parse(file.read_text("utf-8")) if file.is_file() else ast.Module([], [])
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name for node in ast.walk(tree)
    )


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) >= 20
    assert [named for named in NAMED if not exists(named)] == []
    assert not exists("tests/house/test_asvs.py::test_that_nobody_wrote")
    assert not exists("tests/house/test_nothing.py::test_every_test_that_is_named_exists")


def test_every_chapter_has_a_test_or_a_reason() -> None:
    assert [row[0].split()[0] for row in ROWS] == [f"V{number}" for number in range(1, 18)]
    assert [row[0] for row in ROWS if not (re.search(r"::test_", " ".join(row)) or len(row[-1].strip(" |")) > 5)] == []
