"""What would match the people a plan leaves without a gift: how much money, which pieces, whose answers, which day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.availability import Availability, AvailabilityInPlan
from service.decisions.online import Assortment, closed_by_reason, lay_out
from service.decisions.rules.lifts import LIFTS, Counted, Remedy, change_for
from service.decisions.values import Candidate, Plan, Problem, Reason

LOOKED_AT: Final = 2_000
"""People looked at, in the order of the plan: enough to say what would help, and never longer than a second or two."""
PRODUCTS_NAMED: Final = 3
"""Products named to be restocked, those that help most people."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PlanRemedy:
    """One thing somebody could do, and how many people it could help at most. Money in minor units: how much more (a budget), or up
    to how much (the band). `pieces` of `product_id` to add, or the first `day` to deliver on; 0, "" or None where it is neither."""

    remedy: Remedy
    people: int
    amount_minor: int = 0
    product_id: str = ""
    pieces: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Missed:
    """A person without a gift and, by reason, the products (G,) that this reason alone keeps from them."""

    candidate: Candidate
    availability: Availability
    alone: Mapping[Reason, Mask]

    def kept_by(self, counted: Counted) -> Mask:
        """(G,) products that only a reason counted so keeps from them."""
        alone: Mask = np.logical_or.reduce([self.alone[reason] for reason in _REASONS[counted]])
        return alone


_REASONS: Final[Mapping[Counted, tuple[Reason, ...]]] = {
    counted: tuple(reason for reason, lift in LIFTS.items() if lift.counted is counted) for counted in Counted
}


def plan_remedies(problem: Problem, plan: Plan) -> tuple[PlanRemedy, ...]:
    """Each remedy on its own, what helps most people first. Empty where everybody has a gift or nothing in our hands helps."""
    assortment = lay_out(problem.choices, problem.terms, plan.prices)
    missed = list(_missed(problem, plan, assortment))
    held = Counter(one.hold_reason for one in plan.held)
    found = [
        *_money(missed, assortment),
        *_band(missed, assortment),
        *_stock(missed, assortment, problem, plan),
        *_days(missed, assortment),
        PlanRemedy(Remedy.ADD_PRODUCTS, sum(bool(one.kept_by(Counted.PEOPLE).any()) for one in missed)),
        # Whoever waits for an answer is counted whether or not money is left: when it comes, something else may have come back.
        *(PlanRemedy(remedy, held[reason]) for reason in _REASONS[Counted.WAITING] if (remedy := LIFTS[reason].remedy)),
    ]
    return tuple(sorted((one for one in found if one.people), key=lambda one: (-one.people, one.remedy)))


def _missed(problem: Problem, plan: Plan, assortment: Assortment) -> Iterator[_Missed]:
    in_plan = AvailabilityInPlan(problem, plan)
    stock = {choice.id: choice.stock for choice in problem.choices}
    without = (one for one in problem.candidates if one.id not in plan.chosen and one.frozen_product is None)
    for candidate, _ in zip(without, range(LOOKED_AT), strict=False):
        availability = in_plan.of(candidate)
        closed = closed_by_reason(assortment, candidate, assortment.dense(availability, stock))
        once = np.sum(list(closed.values()), axis=0) == 1
        yield _Missed(candidate, availability, {reason: mask & once for reason, mask in closed.items()})


def _money(missed: list[_Missed], assortment: Assortment) -> Iterator[PlanRemedy]:
    """The cheapest gift of everybody whom only money keeps from one, together, less what is left already."""
    campaign: list[int] = []
    accounts: dict[str, list[int]] = defaultdict(list)
    left: dict[str, int] = {"": 0}
    for one in missed:
        only_money = one.kept_by(Counted.MONEY)
        if only_money.any():
            account = one.candidate.account_id if one.availability.is_account_limit else ""
            costs = accounts[account] if account else campaign
            costs.append(int(assortment.landed(one.candidate)[only_money].min()))
            left[account] = one.availability.affordable_minor
    if campaign:
        yield PlanRemedy(Remedy.RAISE_BUDGET, len(campaign), amount_minor=max(1, sum(campaign) - left[""]))
    if accounts:
        short = max(sum(costs) - left[account] for account, costs in accounts.items())
        people = sum(len(costs) for costs in accounts.values())
        yield PlanRemedy(Remedy.RAISE_ACCOUNT_BUDGET, people, amount_minor=max(1, short))


def _band(missed: list[_Missed], assortment: Assortment) -> Iterator[PlanRemedy]:
    """The band's upper end at which everybody whom only the band keeps from dearer gifts could have one."""
    needed = []
    for one in missed:
        dearer = one.kept_by(Counted.BAND) & (assortment.price > assortment.terms.band_max_minor)
        if dearer.any():
            needed.append(int(assortment.price[dearer].min()))
    if needed:
        yield PlanRemedy(Remedy.WIDEN_BAND, len(needed), amount_minor=max(needed))


def _stock(missed: list[_Missed], assortment: Assortment, problem: Problem, plan: Plan) -> Iterator[PlanRemedy]:
    """The products whose next pieces help most people, one after the other; colleagues never share one."""
    gone = [(one.candidate.account_id, one.kept_by(Counted.PIECES)) for one in missed]
    gone = [(account, mask) for account, mask in gone if mask.any()]
    if problem.uniqueness == "campaign":
        # More pieces of a product are of no use where nobody may share one.
        yield PlanRemedy(Remedy.ADD_VERSIONS, len(gone), pieces=len(gone))
        yield PlanRemedy(Remedy.ONLY_COLLEAGUES, _served_if_shared(missed, assortment, plan))
        return
    for _ in range(PRODUCTS_NAMED):
        helped = _helped_by_place(gone)
        if not helped:
            return
        place, pieces = max(helped.items(), key=lambda item: (item[1], -item[0]))
        yield PlanRemedy(Remedy.ADD_STOCK, pieces, product_id=assortment.choices[place].id, pieces=pieces)
        served: set[str] = set()
        rest = []
        for account, mask in gone:
            if mask[place] and account not in served:
                served.add(account)
            else:
                rest.append((account, mask))
        # Nobody reads of one product twice; and whoever is served has colleagues who cannot have another version of the same.
        other = np.array([choice.family != assortment.choices[place].family for choice in assortment.choices])
        gone = [(account, mask & other) for account, mask in rest]


def _served_if_shared(missed: list[_Missed], assortment: Assortment, plan: Plan) -> int:
    """How many could have a piece that lies on the shelf if only colleagues had to differ: one after the other, the least costly
    first, within what is left of the money. At least so many."""
    given = Counter(pick.product_id for pick in plan.chosen.values())
    left = [choice.stock - given[choice.id] for choice in assortment.choices]
    money = missed[0].availability.affordable_minor if missed else 0
    families: dict[str, set[str]] = defaultdict(set)
    served = 0
    for one in missed:
        places = np.flatnonzero(one.kept_by(Counted.PIECES)).tolist()
        mine = families[one.candidate.account_id]
        free = [at for at in places if left[at] > 0 and assortment.choices[at].family not in mine]
        cost = assortment.landed(one.candidate)
        at = min(free, key=lambda at: (int(cost[at]), at), default=None)
        if at is None or cost[at] > min(money, one.availability.affordable_minor):
            continue
        money -= int(cost[at])
        left[at] -= 1
        mine.add(assortment.choices[at].family)
        served += 1
    return served


def _helped_by_place(gone: list[tuple[str, Mask]]) -> Counter[int]:
    """Place -> accounts of which somebody could have the product: as many pieces would find a taker."""
    accounts: dict[str, Mask] = {}
    for account, mask in gone:
        accounts[account] = accounts[account] | mask if account in accounts else mask
    helped: Counter[int] = Counter()
    for mask in accounts.values():
        helped.update(np.flatnonzero(mask).tolist())
    return helped


def _days(missed: list[_Missed], assortment: Assortment) -> Iterator[PlanRemedy]:
    """The day from which everybody could be served whom only the delivery day keeps from a gift."""
    days = []
    for one in missed:
        possible = [
            change.day
            for reason in _REASONS[Counted.DAY]
            for at in np.flatnonzero(one.alone[reason])
            if (change := change_for(reason, one.candidate, assortment.choices[at], assortment.terms, one.availability))
            and change.day
        ]
        if possible and min(possible) < date.max:
            days.append(min(possible))
    if days:
        yield PlanRemedy(Remedy.DELIVER_LATER, len(days), day=max(days))


def as_document(plan_remedy: PlanRemedy) -> dict[str, object]:
    """As it is kept with the plan: codes, ids and amounts."""
    return {
        "remedy": plan_remedy.remedy.value,
        "people": plan_remedy.people,
        "amount_minor": plan_remedy.amount_minor,
        "product_id": plan_remedy.product_id,
        "pieces": plan_remedy.pieces,
        "day": plan_remedy.day.isoformat() if plan_remedy.day else None,
    }


def from_document(document: Mapping[str, object]) -> PlanRemedy:
    """The remedy that `as_document` made this of. Raises KeyError or ValueError for what is none."""
    day = document["day"]
    return replace(
        PlanRemedy(Remedy(str(document["remedy"])), int(str(document["people"]))),
        amount_minor=int(str(document["amount_minor"])),
        product_id=str(document["product_id"]),
        pieces=int(str(document["pieces"])),
        day=date.fromisoformat(str(day)) if day else None,
    )
