"""What `docs/architecture.md` tells a newcomer is true."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TEXT = (HOUSE / "docs/architecture.md").read_text("utf-8")
BASES = [HOUSE / base for base in (".", "service", "renderers", "assets", "tests", "docs")]


def tasks() -> dict[str, list[str]]:
    """Task -> the places that its line names."""
    part = TEXT.split("## Where to go")[1].split("\n## ")[0]
    lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ") and "`" in line]
    return {task: re.findall(r"`([^`]+)`", places) for task, places in lines}


def exists(path: str) -> bool:
    """Whether a path leads somewhere from one of the top rooms; the last part may be a name in a module."""
    shortened = [path, path.rpartition(".")[0]] if "." in path.rpartition("/")[2] else [path]
    return any((base / f"{one}{end}").exists() for base in BASES for one in shortened for end in ("", ".py") if one)


def test_twenty_tasks_and_more_lead_to_one_place_each() -> None:
    assert len(tasks()) >= 20
    assert {task: places for task, places in tasks().items() if len(places) != 1} == {}
    assert [place for (place,) in tasks().values() if not (HOUSE / place).exists()] == []


def test_every_path_that_is_named_leads_somewhere() -> None:
    named = {one for one in re.findall(r"`([\w./-]+)`", TEXT) if "/" in one and not one.startswith("/")}
    assert len(named) > 60
    assert sorted(path for path in named if not exists(path)) == []
    assert not exists("service/planning/views/builder")
