"""The figures for machines."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.attached import as_files, gift_figures, inert
from renderers.statement.figures import figures_of, fingerprint
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]


def test_json_and_csv_hold_the_figures_the_paper_prints() -> None:
    figures = figures_of(JANA)
    told, table = gift_figures(JANA, figures, "2")
    data = json.loads(told.body)
    assert data["market_value"] == {"amount_minor": JANA.gift.price.amount_minor, "currency": "EUR"}
    assert data["printed"]["value"] == figures.value
    assert data["fingerprint"] == fingerprint(figures)
    assert (data["number"], data["template_version"], data["state"]) == (JANA.number, "2", "open")
    rows = list(csv.DictReader(StringIO(table.body.decode("utf-8-sig"))))
    assert [(row["gift"], row["amount_minor"]) for row in rows] == [
        (JANA.past_gifts[0].name, "2000"),
        (JANA.gift.name, str(JANA.gift.price.amount_minor)),
    ]


def test_the_figures_tell_no_diet_and_no_reason() -> None:
    told, table = gift_figures(SAMPLE_STORIES["amal"], figures_of(SAMPLE_STORIES["amal"]), "2")
    for word in (b"halal", b"gardening", b"vegan", b"interest"):
        assert word not in told.body + table.body


def test_the_same_story_gives_the_same_files() -> None:
    assert gift_figures(JANA, figures_of(JANA), "2") == gift_figures(JANA, figures_of(JANA), "2")


@pytest.mark.parametrize("cell", ["=1+1", "+A1", "@SUM(A1)", "-cmd", "\tx", "\rx", "-1-1"])
def test_a_formula_is_told_to_be_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-12", "-12.50", "1=1", "Tea + cup", ""])
def test_numbers_and_words_stay(cell: str) -> None:
    assert inert(cell) == cell


@given(st.sampled_from(HOSTILE))
def test_a_hostile_name_comes_back_as_one_cell(name: str) -> None:
    _, table = as_files({}, ("name",), [(name,)], JANA.issued_at)
    rows = list(csv.reader(StringIO(table.body.decode("utf-8-sig"), newline="")))
    assert rows == [["name"], [inert(name)]]


def test_a_hostile_gift_stays_inert_in_both_files() -> None:
    story = replace(JANA, gift=replace(JANA.gift, name='=HYPERLINK("http://x")\r\n</script>'))
    told, table = gift_figures(story, figures_of(story), "2")
    assert json.loads(told.body)["printed"]["gift"] == story.gift.name
    assert '"\'=HYPERLINK(""http://x"")\r\n</script>"' in table.body.decode("utf-8-sig")
