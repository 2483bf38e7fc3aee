"""The table of interactions names tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TABLE = (HOUSE / "docs/interactions.md").read_text("utf-8")
NO_ACT: set[str] = set()
"""Rows that say that nothing follows."""


def _rows() -> list[list[str]]:
    lines = [line for line in TABLE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_interaction_that_acts_names_a_test_that_shows_it() -> None:
    rows = _rows()
    assert len(rows) > 20
    assert {row[0] for row in rows if not row[2]} == NO_ACT
    for name, _, shown in rows:
        for path, test in re.findall(r"`([^`:]+)::(\w+)`", shown):
            tree = ast.parse((HOUSE / path).read_text("utf-8"))
            named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert test in named, f"{name}: {path} has no {test}"
