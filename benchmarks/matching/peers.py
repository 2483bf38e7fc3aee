"""What the plan is measured against: two solvers that are well known, and the two ways in which gifts are usually handed out."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from benchmarks.matching.instances import Flow, admitted
from service.decisions.matching.assignment_instance import AssignmentInstance

Whole = NDArray[np.int64]


def highs_lp(instance: AssignmentInstance) -> tuple[float, float]:
    """(seconds, optimum) of the linear program by HiGHS: the plan if gifts could be cut in parts. Building it is not counted."""
    person, product, worth = admitted(instance)
    slot = instance.account[person].astype(np.int64) * instance.products + product
    _, slot = np.unique(slot, return_inverse=True)
    rows = [
        _count(person, instance.people),
        _count(product, instance.products),
        _count(slot, int(slot.max(initial=-1)) + 1),
        csr_array(instance.costs_of(person, product).astype(np.float64)[None, :]),
    ]
    limits = np.concatenate([np.ones(instance.people), instance.stock, np.ones(rows[2].shape[0]), [instance.budget]])
    began = perf_counter()
    answer = milp(-worth, constraints=LinearConstraint(vstack(rows), ub=limits), bounds=Bounds(0, 1))
    return perf_counter() - began, -float(answer.fun or 0.0)


def ortools_flows(flows: Sequence[Flow]) -> list[tuple[float, float]]:
    """(seconds, bound) of each flow by OR-Tools, in a process of its own: it brings a HiGHS that cannot share one with ours."""
    command = [sys.executable, "-m", "benchmarks.matching.flow"]
    answer = subprocess.run(command, input=pickle.dumps(flows), capture_output=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr.decode().strip().splitlines()[-1])
    return [(seconds, bound) for seconds, bound in json.loads(answer.stdout)]


def first_come(instance: AssignmentInstance) -> Whole:
    """(R,) Everybody in turn gets the best gift that is left and that the budget still pays for."""
    return _hand_out(instance, np.arange(instance.people))


def global_greedy(instance: AssignmentInstance) -> Whole:
    """(R,) The best pair of all first, then the next best that is still possible: the strongest simple way."""
    person, product, worth = admitted(instance)
    order = np.argsort(-worth, kind="stable")
    given = np.full(instance.people, -1, dtype=np.int64)
    left, purse = instance.stock.copy(), instance.budget
    taken: set[tuple[int, int]] = set()
    for pair in order.tolist():
        one, gift = int(person[pair]), int(product[pair])
        slot = (int(instance.account[one]), gift)
        if given[one] < 0 and left[gift] > 0 and instance.cost[0, gift] <= purse and slot not in taken:
            given[one] = gift
            left[gift] -= 1
            purse -= int(instance.cost[0, gift])
            taken.add(slot)
    return given


def _hand_out(instance: AssignmentInstance, order: Whole) -> Whole:
    given = np.full(instance.people, -1, dtype=np.int64)
    left, purse = instance.stock.copy(), instance.budget
    taken: dict[int, list[int]] = {}
    for person in order.tolist():
        worth = instance.pairs.worth(person, person + 1)[0]
        mine = taken.setdefault(int(instance.account[person]), [])
        worth[(left < 1) | (instance.cost[0] > purse)] = -np.inf
        worth[mine] = -np.inf
        gift = int(worth.argmax())
        if worth[gift] > 0:
            given[person] = gift
            left[gift] -= 1
            purse -= int(instance.cost[0, gift])
            mine.append(gift)
    return given


def _count(rows: Whole, height: int) -> csr_array[np.float64, tuple[int, int]]:
    return coo_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(height, len(rows))).tocsr()
