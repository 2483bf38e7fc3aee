"""A plan's expectation on the page: what is assumed says so, what is learned comes in steps that show nobody."""

from __future__ import annotations

import re

import pytest

from service.db.connect import transaction
from service.gifting.models import MatchRun
from service.planning.plan.expectation.shown import ASSUMED, ahead_of
from tests.console import Console, sales_person
from tests.factories import join, make_account, make_campaign, make_gift, make_match_run, make_product, make_recipient

RATES = {
    name: {"mean": 0.5, "range": [0.4, 0.6], "cases": 0}
    for name in ("open", "swap", "look", "answer", "decline", "donate")
}
RANGES = {
    "opened": [101, 124, 146], "kept": [84, 109, 131], "swapped": [17, 28, 42], "donated": [3, 8, 14], "declined": [5, 11, 19],
    "silent": [22, 40, 60], "charged_minor": [332_000, 400_000, 501_000], "released_minor": [140_000, 200_000, 309_000],
    "empty": [0, 1, 3], "last_day": [14, 18, 21],
}  # fmt: skip
AHEAD = {"people": 168, "runs": 1000, "days_open": 21, "seed": 7, "rates": RATES, "ranges": RANGES}


def run_with(rates: dict[str, object]) -> MatchRun:
    return MatchRun(forecast={"ahead": AHEAD | {"rates": RATES | rates}, "waste": None})


def test_nothing_is_called_learned_before_own_gifts_have_taught_it() -> None:
    ahead = ahead_of(run_with({}))
    assert ahead is not None
    assert ahead.learned == 0
    assert {one.state for one in ahead.assumptions} == {ASSUMED}
    assert ahead_of(MatchRun(forecast=None)) is ahead_of(MatchRun(forecast={"ahead": None})) is None


def test_a_learned_share_is_told_in_steps_of_five_so_that_one_answer_more_does_not_show() -> None:
    one, other = (
        ahead_of(run_with({"decline": {"mean": 0.1, "range": [low, 0.141], "cases": cases}}))
        for low, cases in ((0.061, 57), (0.068, 55))
    )
    assert one is not None
    assert other is not None
    told = next(row for row in one.assumptions if row.what == "Decline")
    assert (told.low, told.high, told.state) == (5, 15, "Learned from at least 55 of your own gifts")
    assert one.assumptions == other.assumptions


@pytest.fixture
def page(database: str) -> str:
    """The page of a plan with a forecast and a waste sum."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="planned")
        person = make_recipient(session, make_account(session, user.workspace_id))
        join(session, campaign, person)
        tea = make_product(session, user.workspace_id, "Truffles")
        gift = make_gift(session, campaign, person, tea)
        one = {"product_id": tea.id, "safe": 720, "wanted": [330, 460, 590], "there": [310, 440, 560]}
        plan = {"product_id": None, "safe": 1000, "wanted": [560, 690, 790], "there": [550, 680, 780]}
        make_match_run(
            session, campaign, chosen=1, spend_minor=gift.price_minor,
            forecast={"ahead": AHEAD, "waste": {"people": 198, "step": 50, "alike": [one], "plan": plan}},
        )  # fmt: skip
    return Console(user).get(f"/campaigns/{campaign.id}/plan").text


def test_the_page_gives_ranges_names_every_assumption_and_promises_no_chance(page: str) -> None:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "80 of 100 runs end inside these ranges; 1,000 runs of the whole campaign." in words
    assert "Keep the gift about 109 84 to 131" in words
    assert "Charged €3,320.00 to €5,010.00" in words
    assert "Nothing is learned yet." in words
    assert words.count(ASSUMED) == 6 + 5
    assert "Will keep it Can’t tell yet" in words
    assert words.count("Can’t tell yet") == 2
    assert "chance of being kept" not in words


def test_the_waste_sum_says_what_each_step_counts_and_names_no_finding_of_others(page: str) -> None:
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "About 440 (310 to 560) would be safe, wanted and reach someone who’s there." in words
    assert "With this plan it’s about 680 (550 to 780)." in words
    for step in ("Safe:", "Wanted:", "There:", "in steps of 50"):
        assert step in words
    assert "415" not in words
    assert "Of 1,000 gifts, how many reach someone who wants them: Truffles for all 440; This plan 680" in page
