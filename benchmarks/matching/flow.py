"""Minimum-cost flows by OR-Tools: one step each of what a search for the price of money would take.

`python -m benchmarks.matching.flow` takes pickled flows and answers [seconds, bound] of each as JSON.
"""

from __future__ import annotations

import json
import pickle
import sys
from time import perf_counter

import numpy as np
from ortools.graph.python import min_cost_flow

from benchmarks.matching.instances import Flow, admitted


def solve(asked: Flow) -> tuple[float, float]:
    """(seconds, bound) of one flow; building it is not counted."""
    market = asked.market
    person, product, worth = admitted(market)
    gain = worth - asked.money * market.cost[product]
    if asked.pruned:
        kept = gain > 0
        person, product, gain = person[kept], product[kept], gain[kept]
    slot, place = np.unique(market.account[person].astype(np.int64) * market.products + product, return_inverse=True)
    first_slot, first_shelf = market.people, market.people + len(slot)
    source, sink = first_shelf + market.products, first_shelf + market.products + 1
    people, shelves = np.arange(market.people), np.arange(market.products)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    one = np.ones_like
    add(person, first_slot + place, one(person), -np.rint(gain * asked.grains).astype(np.int64))
    add(first_slot + np.arange(len(slot)), first_shelf + slot % market.products, one(slot), 0 * slot)
    add(first_shelf + shelves, np.full_like(shelves, sink), market.stock, 0 * shelves)
    add(np.full_like(people, source), people, one(people), 0 * people)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, market.people, 0)
    flow.set_node_supply(source, market.people)
    flow.set_node_supply(sink, -market.people)
    began = perf_counter()
    status = flow.solve()
    seconds = perf_counter() - began
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools ended with {status}.")
    return seconds, -flow.optimal_cost() / asked.grains + asked.money * market.budget


if __name__ == "__main__":
    print(json.dumps([solve(asked) for asked in pickle.load(sys.stdin.buffer)]))  # noqa: S301 - from our own parent
