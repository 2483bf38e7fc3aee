"""Campaigns that are grown from a sample's facts."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.matching.grown import UNKNOWN, grow
from service.decisions.values import Candidate, Choice, Problem, Terms


def sample() -> Problem:
    people = tuple(
        Candidate(
            f"rcp_{n}", f"acc_{n // 4}", "DE", interests={"tea": 0.8 if n % 2 else 0.4}, cap_minor=100 * n or None
        )
        for n in range(12)
    )
    shelf = tuple(
        Choice(f"prd_{n}", "tea", "neither", 1000, "EUR", frozenset({"DE"}), stock=stock)
        for n, stock in enumerate((1, 3))
    )
    return Problem(people, shelf, 12_000, Terms("EUR", 0, 6000, date(2026, 12, 1)), uniqueness="campaign", spread=0.1)


def test_it_has_as_many_people_and_as_much_money_and_stock_for_each() -> None:
    grown = grow(sample(), 1000)
    assert (len(grown.candidates), grown.budget_minor) == (1000, 1_000_000)
    assert [choice.stock for choice in grown.choices] == [338, 1012]
    assert grown.uniqueness == "account"


def test_everybody_is_somebody_new_with_facts_of_the_sample() -> None:
    grown, known = grow(sample(), 500).candidates, {one.cap_minor for one in sample().candidates}
    assert len({one.id for one in grown}) == 500
    assert {one.cap_minor for one in grown} == known
    sizes = [sum(one.account_id == name for one in grown) for name in {one.account_id for one in grown}]
    assert set(sizes) == {4}


def test_of_some_nothing_is_known_that_they_like() -> None:
    grown = grow(sample(), 4000).candidates
    assert sum(not one.interests for one in grown) / 4000 == pytest.approx(UNKNOWN, abs=0.02)


def test_the_same_seed_grows_the_same_people_and_another_others() -> None:
    assert grow(sample(), 50) == grow(sample(), 50)
    assert grow(sample(), 50, seed=2).candidates != grow(sample(), 50).candidates


def test_of_its_own_size_it_is_the_sample() -> None:
    assert grow(sample(), 12) == sample()
