"""One campaign as it really is, planned through `choose_gifts`, in a process of its own, so that its memory is its own.

`python -m benchmarks.matching.campaign PEOPLE` writes its figures as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from time import perf_counter, process_time
from typing import Any, Final
from unittest.mock import patch

from benchmarks.databases import fresh_database
from benchmarks.matching.grown import grow
from benchmarks.matching.landed import with_landed_costs
from service.app.demo.sample import make_sample
from service.app.logs.log import configure_logging
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.decisions import solve
from service.decisions.matching.assignment_instance import AssignmentInstance, instance_of
from service.decisions.swaps.plan_with_buffer import BufferedAssignment, assign_with_buffer
from service.decisions.values import Plan, Problem
from service.planning.plan.choose import gather_problem

SAMPLE: Final = 998
"""People of the sample whose gifts are chosen: the campaign of this size is the sample itself, each version given once."""
SIZES: Final = {"sample": SAMPLE, "1k": 1_000, "5k": 5_000, "20k": 20_000, "100k": 100_000}
_WARM: Final = 400
ENOUGH: Final = 3


def measure(people: int) -> dict[str, Any]:
    """Seconds on the clock and of CPU from the problem to the checked plan, its certified gap, what people find to swap to, and the
    most memory; compiling is counted apart. And the same with landed costs for each person and piece, in the same process:
    `landed`, versions of one product lying together, and `apart`, each wherever it lies. Ratios are of CPU seconds."""
    sample = _sample()
    compiling = perf_counter()
    for warm in (_WARM, SAMPLE):  # one that is unique in its accounts, one in the campaign
        small = grow(sample, warm)
        solve.choose_gifts(with_landed_costs(small, solve.choose_gifts(small), apart=True))
    compiled = perf_counter() - compiling
    problem = grow(sample, people)
    found: list[BufferedAssignment] = []

    def watched(asked: Problem, instance: AssignmentInstance) -> BufferedAssignment:
        found.append(assign_with_buffer(asked, instance))
        return found[-1]

    with patch.object(solve, "assign_with_buffer", watched):
        plan, seconds, spent = _timed(problem)
    dearer = {
        name: _dearer(name, with_landed_costs(problem, plan, apart=name == "apart"), spent)
        for name in ("landed", "apart")
    }
    outcome = found[0].outcome
    enough = sum(len(one.alternatives) >= ENOUGH for one in plan.chosen.values())
    return {
        "people": people,
        "products": len(problem.choices),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(spent, 2),
        "gap": plan.gap,
        "people_with_3_alternatives": round(enough / max(1, len(plan.chosen)), 4),
        "empty_shelf_rate": round(outcome.empty, 4) if outcome else 0.0,
        "value_given_up": round(outcome.given_up, 5) if outcome else 0.0,
        "reserved_pieces": plan.reserved_pieces,
        "spent_of_budget": round(plan.spend_minor / problem.budget_minor, 4),
        "chosen": len(plan.chosen),
        "held": len(plan.held),
        "unmatched": len(plan.unmatched),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        **dearer["landed"],
        **dearer["apart"],
        "compile_seconds": round(compiled, 1),
        "loadavg": round(os.getloadavg()[0], 1),
    }


def _timed(problem: Problem) -> tuple[Plan, float, float]:
    """The plan, seconds on the clock, and of CPU."""
    began, cpu = perf_counter(), process_time()
    plan = solve.choose_gifts(problem)
    return plan, perf_counter() - began, process_time() - cpu


def _dearer(name: str, problem: Problem, without: float) -> dict[str, Any]:
    """The figures of one plan with landed costs, against so many CPU seconds `without` them."""
    plan, seconds, spent = _timed(problem)
    return {
        f"{name}_seconds": round(seconds, 2),
        f"{name}_cpu_seconds": round(spent, 2),
        f"{name}_ratio": round(spent / without, 3),
        f"{name}_gap": plan.gap,
        f"{name}_zones": len(instance_of(problem).cost),
        f"{name}_chosen": len(plan.chosen),
        f"{name}_spent_of_budget": round(plan.spend_minor / problem.budget_minor, 4),
    }


def _sample() -> Problem:
    configure_logging("CRITICAL")
    with fresh_database("sqlite"):
        with transaction() as session:
            made = make_sample(session, utc_now())
        with reading() as session:
            return gather_problem(session, session.get_one(Campaign, made.campaign_id), utc_now()).problem


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
