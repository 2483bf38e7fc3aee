"""A ledger that adds up, or is not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import ContextError, TooLarge
from renderers.statement.sender.context import from_bytes, to_bytes
from renderers.statement.sender.figures import MOST_LINES, sender_figures
from renderers.statement.sender.ledger import balances, require_balanced, totals
from tests.renderers.statement.sender.stories import campaign


@given(st.integers(0, 60))
def test_the_last_line_is_the_totals_and_every_sum_follows(people: int) -> None:
    story = campaign(people)
    sums = require_balanced(story)
    last = balances(story.movements)[-1:]
    assert [(after.set_aside, after.charged) for after in last] == [(sums.set_aside, sums.charged)] * bool(people)
    assert sums.reserved == sums.captured + sums.released + sums.set_aside
    assert sums == totals(reversed(story.movements))


def test_companies_add_up_to_the_campaign() -> None:
    whole = totals(campaign(40).movements)
    parts = [totals(campaign(40, row.account).movements) for row in campaign(40).outcomes]
    assert sum(part.charged for part in parts) == whole.charged
    assert sum(part.set_aside for part in parts) == whole.set_aside


def test_a_line_that_was_changed_is_refused() -> None:
    story = campaign(12)
    first = replace(story.movements[0], amount_minor=story.movements[0].amount_minor + 1)
    with pytest.raises(ContextError, match="the campaign says"):
        sender_figures(replace(story, movements=(first, *story.movements[1:])))


def test_money_cannot_be_charged_before_it_was_set_aside() -> None:
    story = campaign(12)
    with pytest.raises(ContextError, match="after line 1 the amount"):
        require_balanced(replace(story, movements=story.movements[::-1]))


def test_more_than_the_budget_is_refused() -> None:
    with pytest.raises(ContextError, match="more is set aside and charged than the budget allows"):
        require_balanced(replace(campaign(12), budget_minor=100))


def test_twenty_thousand_lines_are_refused_before_anything_is_drawn() -> None:
    story = campaign(12)
    with pytest.raises(
        TooLarge, match=f"more than {MOST_LINES:,} lines, the most that a statement holds. Make one for each"
    ):
        sender_figures(replace(story, movements=story.movements * 1000))


def test_a_story_travels_to_its_child_and_back() -> None:
    assert from_bytes(to_bytes(campaign(5))) == campaign(5)


def test_figures_of_a_campaign_in_words() -> None:
    figures = sender_figures(campaign(4))
    assert (figures.charged, figures.set_aside, figures.free) == ("€20.00", "€22.00", "€78.00")
    assert [(stage.name, stage.people, stage.share) for stage in figures.stages][:3] == [
        ("Launched", 4, "100%"),
        ("Opened", 4, "100%"),
        ("Kept a gift", 2, "50%"),
    ]
    assert figures.fingerprint != sender_figures(campaign(5)).fingerprint
