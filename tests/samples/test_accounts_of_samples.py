"""The accounts of the sample's list: what a plan weighs of them."""

from __future__ import annotations

import csv
from pathlib import Path

LIST = Path(__file__).parents[2] / "assets" / "samples" / "recipients.csv"


def test_accounts_stand_at_several_stages_and_are_worth_more_or_less_each_the_same_in_all_its_rows() -> None:
    said: dict[str, set[tuple[str, str]]] = {}
    with LIST.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";", strict=True):
            said.setdefault(row["Company"].strip(), set()).add((row["Customer stage"], row["Account value"]))
    assert {len(rows) for rows in said.values()} == {1}
    stages, values = zip(*(one for rows in said.values() for one in rows), strict=True)
    assert set(stages) == {"", "new", "active", "renewal"}
    assert set(values) == {"", "low", "medium", "high"}
