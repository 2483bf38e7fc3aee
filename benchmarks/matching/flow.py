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
    instance = asked.instance
    person, product, worth = admitted(instance)
    gain = worth - asked.money * instance.costs_of(person, product)
    if asked.pruned:
        kept = gain > 0
        person, product, gain = person[kept], product[kept], gain[kept]
    slot, place = np.unique(
        instance.account[person].astype(np.int64) * instance.products + product, return_inverse=True
    )
    first_slot, first_product = instance.people, instance.people + len(slot)
    source, sink = first_product + instance.products, first_product + instance.products + 1
    people, products = np.arange(instance.people), np.arange(instance.products)
    flow = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    one = np.ones_like
    add(person, first_slot + place, one(person), -np.rint(gain * asked.grains).astype(np.int64))
    add(first_slot + np.arange(len(slot)), first_product + slot % instance.products, one(slot), 0 * slot)
    add(first_product + products, np.full_like(products, sink), instance.stock, 0 * products)
    add(np.full_like(people, source), people, one(people), 0 * people)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, instance.people, 0)
    flow.set_node_supply(source, instance.people)
    flow.set_node_supply(sink, -instance.people)
    began = perf_counter()
    status = flow.solve()
    seconds = perf_counter() - began
    if status != flow.OPTIMAL:
        raise RuntimeError(f"OR-Tools ended with {status}.")
    return seconds, -flow.optimal_cost() / asked.grains + asked.money * instance.budget


if __name__ == "__main__":
    print(json.dumps([solve(asked) for asked in pickle.load(sys.stdin.buffer)]))  # noqa: S301 - from our own parent
