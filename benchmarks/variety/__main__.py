"""What it costs that no two people get the same: `python -m benchmarks.variety --json FILE`, on the sample campaign.

The same people, products, pieces and money are planned account-wide, then campaign-wide, with more and more given up for gifts from
more different products. Value is the plan's: the sum of scores less what people without a gift count.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.databases import fresh_database
from service.app.demo.sample import make_sample
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.matching.improve import spread
from service.decisions.solve import choose_gifts
from service.decisions.values import Problem
from service.planning.plan.choose import gather_problem

SPREADS: Final = ((0.0, 0.0), (0.0001, 0.0), (0.0001, 0.02), (0.0001, 0.05), (0.0001, 1.0), (0.001, 0.05))
"""Shares of the scores, and of the money spent, that may go into variety."""


@dataclass(frozen=True, slots=True)
class Point:
    """One plan. `given_up` is the share of the account-wide plan's value; `enough` counts people with three gifts to swap to."""

    uniqueness: str
    spread: float
    dearer: float
    people: int
    distinct_gifts: int
    distinct_products: int
    most_of_one_product: int
    value: float
    given_up: float
    gap: float
    spend_minor: int
    enough: int
    seconds: float


def main() -> None:
    """Prints the frontier and writes it where it is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", type=Path)
    wanted = arguments.parse_args()
    points = []
    for point in measure(sample_problem()):
        points.append(point)
        print(
            f"{point.uniqueness:<9} spread {point.spread:.4f} money {point.dearer:.2f}: {point.people} people, "
            f"{point.distinct_gifts} gifts, {point.distinct_products} products, at most {point.most_of_one_product}; "
            f"{point.given_up:.3%} given up, {point.spend_minor / 100:,.2f} spent, {point.seconds:.1f} s",
            flush=True,
        )
    if wanted.json is not None:
        document = {"points": [asdict(point) for point in points], "loadavg": os.getloadavg()[0]}
        wanted.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def sample_problem() -> Problem:
    """The sample campaign as a plan sees it."""
    with fresh_database("sqlite"):
        with transaction() as session:
            made = make_sample(session, utc_now())
        with reading() as session:
            return gather_problem(session, session.get_one(Campaign, made.campaign_id), utc_now()).problem


def measure(problem: Problem) -> Iterator[Point]:
    """The account-wide plan first: the others are compared with it."""
    before = plan(replace(problem, uniqueness="account", spread=0.0), 0.0, None)
    yield before
    for share, dearer in SPREADS:
        yield plan(replace(problem, uniqueness="campaign", spread=share), dearer, before)


def plan(problem: Problem, dearer: float, before: Point | None) -> Point:
    """One plan of it, with this share of the money for variety."""
    with patch.object(spread, "_DEARER", dearer):
        found = choose_gifts(problem)
    families = {choice.id: choice.family for choice in problem.choices}
    counts = Counter(families[pick.product_id] for pick in found.chosen.values())
    return Point(
        uniqueness=problem.uniqueness,
        spread=problem.spread,
        dearer=dearer,
        people=len(found.chosen),
        distinct_gifts=len({pick.product_id for pick in found.chosen.values()}),
        distinct_products=len(counts),
        most_of_one_product=max(counts.values(), default=0),
        value=found.value,
        given_up=0.0 if before is None else 1 - found.value / before.value,
        gap=found.gap,
        spend_minor=found.spend_minor,
        enough=sum(len(pick.alternatives) >= 3 for pick in found.chosen.values()),
        seconds=found.seconds,
    )


if __name__ == "__main__":
    main()
