"""docs/accessibility.md is whole, and every test that it names exists."""

from __future__ import annotations

import re

from tests.house.sources import HOUSE
from tests.house.test_asvs import exists

TEXT = (HOUSE / "docs/accessibility.md").read_text("utf-8")
CRITERIA = """
1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11
1.4.12 1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4 2.5.7
2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3
"""
CONDITIONS = (7, 4, 3, 1, 2, 4, 2, 2, 8, 1, 7, 1, 8, 7, 5, 3, 3, 2, 4, 3, 1, 1, 1, 1, 1, 2, 1, 18, 1, 2, 30)
"""How many conditions each of the 31 checkpoints has: 136."""
_SAYS_SOMETHING = re.compile(r"^(`[a-z-]+`|n/a: |by eye|gap: )")


def rows(first: str) -> list[list[str]]:
    """The cells of each line whose first cell begins so."""
    lines = [line.strip().strip("|").split("|") for line in TEXT.splitlines() if re.match(rf"\| {first}", line)]
    return [[cell.strip() for cell in cells] for cells in lines]


def legend() -> dict[str, str]:
    """The short name of each test -> where it is."""
    return {cells[0].strip("`"): cells[1].strip("`") for cells in rows("`[a-z-]+` ")}


def test_every_criterion_is_answered_for_page_film_pdf_and_console() -> None:
    found = rows(r"\d\.\d+\.\d+ ")
    assert sorted(cells[0].split()[0] for cells in found) == sorted(CRITERIA.split())
    assert len(CRITERIA.split()) == 55
    assert [cells for cells in found if len(cells) != 6 or cells[1] not in {"A", "AA"}] == []
    assert [(cells[0], cell) for cells in found for cell in cells[2:] if not _SAYS_SOMETHING.match(cell)] == []


def test_every_condition_of_the_matterhorn_protocol_is_answered() -> None:
    found = rows(r"\d\d-\d\d\d ")
    wanted = [f"{group:02d}-{one:03d}" for group, count in enumerate(CONDITIONS, 1) for one in range(1, count + 1)]
    assert [cells[0] for cells in found] == wanted
    assert len(wanted) == 136
    assert [cells for cells in found if not _SAYS_SOMETHING.match(cells[2])] == []


def test_every_test_that_is_named_exists_and_is_used() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", TEXT.split("## The tests")[0])) - {"code", "formepdf"}
    assert named == set(legend())
    assert [where for where in legend().values() if not exists(where)] == []
    assert not exists("tests/house/test_accessibility.py::test_that_nobody_wrote")
