from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.app.documents import retention
from service.app.retention.period import in_words
from service.app.retention.table import PERIODS
from service.app.sweeps import SWEEPS
from service.config import CHECKOUT
from service.ops import purge


def test_the_document_has_one_line_a_period() -> None:
    lines = [line for line in retention.retention().splitlines() if line.startswith("| ")]

    assert len(lines) == 1 + len(PERIODS)
    assert "| Thank-you notes | thank_you | 365 days | they were written | Deletes the row. | 1 hour |  |" in lines
    assert (
        "| Questions put to people | question | until their person is erased |  |  |  | Kinds and days; an answer is a fact. |"
        in lines
    )


def test_the_stored_document_is_the_table_as_it_stands() -> None:
    stored = (CHECKOUT / "docs" / "retention.md").read_text("utf-8")

    assert stored == retention.retention(), "A period has changed: write docs/retention.md anew with `make retention`."


def test_every_period_is_the_constant_of_a_sweep_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {one.sweep for one in PERIODS if one.kept} <= {sweep.name for sweep in SWEEPS}
    assert {one.sweep for one in PERIODS if one.kept is None} == {""}
    of_jobs = [one.kept for one in PERIODS if one.tables == ("job",)]
    assert of_jobs == [purge.ENDED_KEPT, purge.DEAD_KEPT]

    monkeypatch.setattr(retention, "PERIODS", (replace(PERIODS[0], sweep="a sweep that was taken out"),))
    with pytest.raises(LookupError):
        retention.retention()


@pytest.mark.parametrize(
    ("period", "words"),
    [
        (timedelta(days=1), "1 day"),
        (timedelta(days=90), "90 days"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(seconds=15), "15 seconds"),
    ],
)
def test_a_period_is_said_in_the_largest_unit_that_divides_it(period: timedelta, words: str) -> None:
    assert in_words(period) == words
