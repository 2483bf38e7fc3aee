"""Every requirement of levels 1 and 2 has its line, every test that a line names exists, and what no test shows has a reason."""

from __future__ import annotations

import re

from tests.house.sources import HOUSE

ROWS = [
    tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
    for line in (HOUSE / "docs/asvs.md").read_text("utf-8").splitlines()
    if re.match(r"\| \d+\.\d", line)
]
NAMED = [named for row in ROWS for named in re.findall(r"`(tests/[\w/]+\.py::\w+)`", " ".join(row))]
SECTIONS = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2",
    "2.1": "1-3", "2.2": "1-3", "2.3": "1-4", "2.4": "1",
    "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2",
    "4.1": "1-3", "4.2": "1", "4.3": "1-2", "4.4": "1-4",
    "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3",
    "6.1": "1-3", "6.2": "1-12", "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4",
    "7.1": "1-3", "7.2": "1-4", "7.3": "1-2", "7.4": "1-5", "7.5": "1-2", "7.6": "1-2",
    "8.1": "1-2", "8.2": "1-3", "8.3": "1", "8.4": "1",
    "9.1": "1-3", "9.2": "1-4",
    "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2", "10.7": "1-3",
    "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4",
    "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-4", "14.3": "1-3",
    "15.1": "1-3", "15.2": "1-3", "15.3": "1-7",
    "16.1": "1", "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-3",
    "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
"""Section of the standard, version 5.0.0 -> its requirements of levels 1 and 2; in it those of level 3 come last."""


def wanted() -> set[str]:
    """The number of each requirement."""
    found = set()
    for section, span in SECTIONS.items():
        first, _, last = span.partition("-")
        found |= {f"{section}.{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def exists(named: str) -> bool:
    """Whether a file of tests has a function of that name, at its head or in a class."""
    path, _, name = named.partition("::")
    file = HOUSE / path
    text = file.read_text("utf-8") if file.is_file() else ""
    return re.search(rf"^(?:    )?(?:async )?def {name}\(", text, re.MULTILINE) is not None


def test_every_test_that_is_named_exists() -> None:
    assert len(set(NAMED)) >= 100
    assert [named for named in dict.fromkeys(NAMED) if not exists(named)] == []
    assert not exists("tests/house/test_asvs.py::test_that_nobody_wrote")
    assert not exists("tests/house/test_nothing.py::test_every_test_that_is_named_exists")


def test_every_requirement_has_one_line() -> None:
    numbers = [number for row in ROWS for number in row[0].split(", ")]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == wanted()
    assert len(numbers) == 253


def test_whatever_no_test_shows_has_a_reason() -> None:
    assert [row[0] for row in ROWS if "::test_" not in row[2] and len(row[3]) < 8] == []
