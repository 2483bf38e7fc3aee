"""What asking is said to be worth beside what planning again brings: `python -m benchmarks.asking [--draws 10] [--json FILE]`.

The sample campaign is planned. For everybody the question that is worth most is put, answers are drawn by their shares, and gifts
are chosen again with the answers known. What that plan is worth to those people, less what the first plan is worth to them, is the
gain; it is compared with the sum that the plan says, with and without what being asked costs, in money at the plan's rate.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev
from time import process_time
from typing import Any

from benchmarks.databases import fresh_database
from service.app.demo.sample import make_sample
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions.asking import worth
from service.decisions.asking.plan_with_asked import PlanWithAside, choose_with_asked
from service.decisions.asking.worth import OpenQuestion, gains_of, rate_of
from service.decisions.eligibility import exclusion
from service.decisions.next_action.value_of_asking import PossibleAnswer
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Plan, Problem
from service.gifting.open_questions import open_questions
from service.planning.plan.choose import gather_problem

Given = Mapping[str, PossibleAnswer]


def main() -> None:
    """Prints the figures and writes them where it is asked for."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--draws", type=int, default=10)
    arguments.add_argument("--json", type=Path)
    wanted = arguments.parse_args()
    figures = measure(*sample(), wanted.draws)
    print(json.dumps(figures, indent=1))
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def sample() -> tuple[Problem, dict[str, tuple[OpenQuestion, ...]]]:
    """The sample campaign as a plan sees it, and every question that is open in it."""
    with fresh_database("sqlite"):
        with transaction() as session:
            made = make_sample(session, utc_now())
        with reading() as session:
            campaign = session.get_one(Campaign, made.campaign_id)
            problem = gather_problem(session, campaign, utc_now()).problem
            return problem, open_questions(session, problem.candidates, utc_now().date())


def measure(problem: Problem, questions: Mapping[str, Sequence[OpenQuestion]], draws: int) -> dict[str, Any]:
    """The sum that is said, and of each draw the gain; seconds are of CPU."""
    found = choose_with_asked(problem)
    began = process_time()
    gains = gains_of(problem, found.plan, found.aside, questions)
    seconds = process_time() - began
    put = {name: next(one for one in questions[name] if one.kind == kind) for name, (kind, _) in gains.items()}
    gross = gains_of(problem, found.plan, found.aside, {name: [replace(one, cost=0.0)] for name, one in put.items()})
    rate = rate_of(problem, found.plan) or 0.0
    brought = [_gain(problem, found, put, seed) * rate for seed in range(draws)]
    said, free = sum(gain for _, gain in gains.values()) * rate, sum(gain for _, gain in gross.values()) * rate
    return {
        "people": len(problem.candidates),
        "asked": dict(Counter(kind for kind, _ in gains.values())),
        "asked_first": len(found.aside),
        "said_minor": round(said),
        "said_without_cost_minor": round(free),
        "brought_minor": round(mean(brought)),
        "brought_from_to_minor": [round(min(brought)), round(max(brought))],
        "brought_deviation_minor": round(stdev(brought)) if draws > 1 else None,
        "brought_of_said_without_cost": round(mean(brought) / free, 3) if free else None,
        "seconds_a_person": round(seconds / max(1, len(questions)), 5),
        "weighed_at_most": 2 * worth.MOST_WEIGHED,
        "gap": found.plan.gap,
    }


def _gain(problem: Problem, found: PlanWithAside, put: Mapping[str, OpenQuestion], seed: int) -> float:
    """In units of a score: what choosing again with answers drawn by this seed adds."""
    chance = random.Random(seed)
    given = {
        name: chance.choices(one.answers, [answer.share for answer in one.answers])[0] for name, one in put.items()
    }
    people = tuple(given[one.id].person if one.id in given else one for one in problem.candidates)
    again = choose_with_asked(replace(problem, candidates=people))
    known = {one.id: one for one in people}
    return _worth(problem, again.plan, known, {}) - _worth(problem, found.plan, known, given)


def _worth(problem: Problem, plan: Plan, people: Mapping[str, Candidate], unheard: Given) -> float:
    """What a plan is worth to these people: what one of them cannot have is worth nothing, and what is sent to somebody whose
    answer nobody heard is worth as much as the chance that it reaches them."""
    choices = {one.id: one for one in problem.choices}
    total = 0.0
    for name, chosen in plan.chosen.items():
        person, choice = people[name], choices[chosen.product_id]
        if exclusion(person, choice, problem.terms) is None:
            reached = unheard[name].reached if name in unheard else 1.0
            total += (score(person, choice, problem.terms).total + problem.unmatched_cost) * reached
    return total


if __name__ == "__main__":
    main()
