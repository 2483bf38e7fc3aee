"""Choices that nobody here made, replayed: what share of proposals is kept, and whether probabilities come true.

At each occasion a policy proposes what it thinks likeliest to be kept. Where that is what was chosen, it was kept; else it was
exchanged for what was chosen, or, in sets without swap feedback, declined. Nobody sees an answer before they proposed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean, stdev
from typing import Any, Final

from benchmarks.decisions.replay_agents import Agent, NaiveBayes, Ours, VowpalWabbit
from benchmarks.decisions.replay_data import FOLDER, SETS, Occasion, ReplaySet
from service.decisions.learning.measure.recalibrate import calibration_slope
from service.decisions.learning.measure.switch import loss

SEEDS: Final = 5
_T_95_OF_FIVE: Final = 2.776
"""Student's t with four degrees of freedom."""
_FIRST: Final = 50
_LATER: Final = 200
AGENTS: Final[dict[str, Callable[[Sequence[Occasion]], Agent]]] = {
    "ours": Ours,
    "vowpalwabbit": VowpalWabbit,
    "naive_bayes": NaiveBayes,
    "vowpalwabbit_with_swaps": lambda occasions: VowpalWabbit(occasions, with_swaps=True),
    "naive_bayes_with_swaps": lambda occasions: NaiveBayes(occasions, with_swaps=True),
}


def measure(names: Sequence[str] = (), seeds: int = SEEDS) -> dict[str, object]:
    """{sets: by name, missing: names of sets whose package was not downloaded}; `make replays` downloads them."""
    wanted = [one for one in SETS if not names or one.name in names]
    agents = {name: made for name, made in AGENTS.items() if "vowpal" not in name or (FOLDER / "lib").is_dir()}
    return {
        "sets": {one.name: _of(one, agents, seeds) for one in wanted if one.path() is not None},
        "missing": [one.name for one in wanted if one.path() is None]
        + ([] if len(agents) == len(AGENTS) else ["vowpalwabbit"]),
    }


def _of(one: ReplaySet, agents: dict[str, Callable[[Sequence[Occasion]], Agent]], seeds: int) -> dict[str, object]:
    orders = [one.order(seed) for seed in range(1, seeds + 1)]
    shown = {name: made for name, made in agents.items() if one.swap_feedback or "with_swaps" not in name}
    runs = {name: [_run(made(order), order) for order in orders] for name, made in shown.items()}
    runs["base_rate"] = [_base_rate(said) for said in (run["said"] for run in runs["ours"])]
    report: dict[str, object] = {
        "swap_feedback": one.swap_feedback, "seeds": seeds, "licence": one.licence, "occasions": len(orders[0]),
    }  # fmt: skip
    return report | {name: _summary(found) for name, found in runs.items()}


def _run(agent: Agent, order: Sequence[Occasion]) -> dict[str, Any]:
    expected, said = [], []
    for occasion in order:
        odds = agent.expect(occasion)
        proposed = max(range(len(odds)), key=lambda at: (odds[at], -at))
        expected.append(max(-30.0, min(30.0, odds[proposed])))
        said.append(occasion.chosen == proposed)
        agent.learn(occasion, proposed)
    return {"expected": expected, "said": said}


def _base_rate(said: Sequence[bool]) -> dict[str, Any]:
    """Says the share so far, of the proposals that ours made, and knows nothing else."""
    expected, yes = [], 1.0
    for at, one in enumerate(said):
        share = yes / (at + 2)
        expected.append(math.log(share / (1 - share)))
        yes += one
    return {"expected": expected, "said": said}


def _summary(runs: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    rates = [fmean(run["said"]) for run in runs]
    reach = _T_95_OF_FIVE * stdev(rates) / math.sqrt(len(rates)) if len(rates) > 1 else 0.0
    slopes = [calibration_slope(run["expected"][_LATER:], run["said"][_LATER:]) for run in runs]
    return {
        "hit_rate": fmean(rates),
        "hit_rate_low": fmean(rates) - reach,
        "hit_rate_high": fmean(rates) + reach,
        "log_loss": fmean(_loss(run, 0) for run in runs),
        "log_loss_at_50": fmean(_loss(run, _FIRST) for run in runs),
        "slope_at_200": fmean(slopes),
    }


def _loss(run: dict[str, Any], begin: int) -> float:
    return fmean(loss(odds, is_yes) for odds, is_yes in zip(run["expected"][begin:], run["said"][begin:], strict=True))
