"""One campaign of one size, planned and checked, in a process of its own, so that its memory is its own.

`python -m benchmarks.matching.sizes PEOPLE PRODUCTS SEED STOCK SHARE [PEER ...]` writes its figures as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.matching.generator import SyntheticCampaign, make
from benchmarks.matching.instances import Flow, instance_of
from benchmarks.matching.peers import first_come, global_greedy, highs_lp, ortools_flows
from service.decisions.matching.assign import assign
from service.decisions.matching.assignment_instance import AssignmentInstance
from service.decisions.matching.shortlist import is_listed_whole

TARGET = 1e-5
_ROUGHLY = 1e-3
"""How near to its best the plan without a budget is sought: what is asked of it is only what it spends."""


def measure(
    people: int, products: int, seed: int, stock: float, share: float, peers: tuple[str, ...]
) -> dict[str, Any]:
    """Plans with `share` of the money that the plan without a budget spends; peers run afterwards on the same instance."""
    compiling = _compile()
    campaign = make(people, products, seed=seed, stock_factor=stock)
    began = perf_counter()
    free = assign(instance_of(campaign), _ROUGHLY)
    free_seconds = perf_counter() - began
    spent = int(campaign.cost[free.product[free.product >= 0]].sum())
    del free
    campaign = campaign.with_budget(int(share * spent))
    instance = instance_of(campaign)
    began = perf_counter()
    found = assign(instance, TARGET)
    seconds = perf_counter() - began
    check(campaign, found.product)
    figures: dict[str, Any] = {
        "people": people,
        "products": products,
        "seed": seed,
        "stock": stock,
        "share": share,
        "certified_gap": (found.bound - found.worth) / found.worth,
        "value": found.worth,
        "upper_bound": found.bound,
        "seconds": seconds,
        "free_seconds": free_seconds,
        "compile_seconds": compiling,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "unmatched": int((found.product < 0).sum()),
    }
    if is_listed_whole(instance):
        figures |= _proven(instance)
    return figures | {
        name: value for peer in peers for name, value in _peer(peer, instance, found.prices.money, figures).items()
    }


def check(campaign: SyntheticCampaign, product: NDArray[np.int64]) -> None:
    """Every constraint once more, from the campaign's own figures and none of the solver's code. Raises RuntimeError."""
    people = np.flatnonzero(product >= 0)
    given = product[people]
    slots = campaign.account[people].astype(np.int64) * len(campaign.cost) + given
    broken = {
        "not admitted": bool((campaign.needs[people] & campaign.lacks[given]).any()),
        "more than there is": bool((np.bincount(given, minlength=len(campaign.stock)) > campaign.stock).any()),
        "two colleagues with the same gift": len(np.unique(slots)) < len(slots),
        "over the budget": int(campaign.cost[given].sum()) > campaign.budget,
    }
    if any(broken.values()):
        raise RuntimeError("The plan is " + ", ".join(name for name, is_so in broken.items() if is_so) + ".")


def _proven(instance: AssignmentInstance) -> dict[str, float]:
    """The same campaign to the end: the best plan, and the proof that there is none better."""
    began = perf_counter()
    best = assign(instance)
    return {"proven_seconds": perf_counter() - began, "proven_gap": (best.bound - best.worth) / best.worth}


def _peer(peer: str, instance: AssignmentInstance, money: float, ours: dict[str, Any]) -> dict[str, float]:
    if peer == "highs":
        seconds, optimum = highs_lp(instance)
        return {
            "highs_lp_seconds": seconds,
            "highs_lp_ratio": seconds / ours["seconds"],
            "value_vs_lp": ours["value"] / optimum,
        }
    if peer == "ortools":
        asked = [Flow(instance, money), Flow(instance, money, pruned=True)]
        (seconds, bound), (pruned, _) = ortools_flows(asked)
        return {
            "ortools_flow_seconds": seconds,
            "ortools_flow_ratio": seconds / ours["seconds"],
            "ortools_pruned_flow_ratio": pruned / ours["seconds"],
            "ortools_bound": bound,
        }
    product = first_come(instance) if peer == "first_come" else global_greedy(instance)
    return {
        f"over_{peer}": ours["value"] / float(instance.pairs.worth_of(product).sum()) - 1,
        f"{peer}_unmatched": int((product < 0).sum()),
    }


def _compile() -> float:
    """Seconds until every kernel has been compiled or taken from the cache, both for small campaigns and for large ones."""
    began = perf_counter()
    for people, products in ((40, 30), (3200, 1000)):
        campaign = make(people, products, seed=1)
        spent = campaign.cost[assign(instance_of(campaign), TARGET).product].sum()
        assign(instance_of(campaign.with_budget(int(0.8 * spent))), TARGET)
    return perf_counter() - began


if __name__ == "__main__":
    count, kinds, number, factor, part, *names = sys.argv[1:]
    print(json.dumps(measure(int(count), int(kinds), int(number), float(factor), float(part), tuple(names))))
