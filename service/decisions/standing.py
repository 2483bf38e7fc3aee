"""How things stand for one person: what is free for them, who holds what, what money is left. From a plan or a campaign's rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from service.decisions.eligibility import reasons_against
from service.decisions.values import Candidate, Choice, Plan, Prices, Problem, Reason, Terms

NO_LIMIT: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's place among the others.

    `pieces` are free for them by product id, their own included (none where not named); `rivals` names, for a product that may not
    be shared, who holds it; `affordable_minor` is the most a gift may cost, by the account's own budget where `is_account_limit`.
    """

    pieces: Mapping[str, int]
    rivals: Mapping[str, str] = field(default_factory=dict)
    affordable_minor: int = NO_LIMIT
    is_account_limit: bool = False
    prices: Prices = field(default_factory=Prices)

    def against(self, candidate: Candidate, choice: Choice, terms: Terms) -> tuple[Reason, ...]:
        """Everything that stands between this person and this product, rules first; empty where it may be given now."""
        frozen = (Reason.FROZEN,) if candidate.frozen_product not in {None, choice.id} else ()
        rules = reasons_against(candidate, choice, terms, 1)
        return (*frozen, *rules, *self._scarcity(choice))

    def _scarcity(self, choice: Choice) -> tuple[Reason, ...]:
        if choice.id in self.rivals:
            return (Reason.TAKEN_IN_ACCOUNT,)
        gone = (Reason.OUT_OF_STOCK,) if self.pieces.get(choice.id, 0) < 1 else ()
        dear = (Reason.INSUFFICIENT_FUNDS,) if choice.price_minor > self.affordable_minor else ()
        return (*gone, *dear)


class Standings:
    """Everybody's standing in a finished plan, counted once for as many people as are asked about."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan
        accounts = {candidate.id: candidate.account_id for candidate in problem.candidates}
        given = Counter(pick.product_id for pick in plan.chosen.values())
        self._holders: dict[str, dict[str, str]] = defaultdict(dict)
        for person, pick in plan.chosen.items():
            self._holders[accounts.get(person, "")][pick.product_id] = person
        self._free = {choice.id: problem.pieces_to_give(choice) - given[choice.id] for choice in problem.choices}
        self._spent: Counter[str] = Counter()
        for person, pick in plan.chosen.items():
            self._spent[accounts.get(person, "")] += pick.price_minor

    def of(self, candidate: Candidate) -> Standing:
        """One person's standing; what they have themselves is free for them."""
        problem, account = self._problem, candidate.account_id
        own = self._plan.chosen.get(candidate.id)
        rivals = {key: person for key, person in self._holders[account].items() if person != candidate.id}
        pieces, money = dict(self._free), problem.budget_minor - self._plan.spend_minor
        share = problem.account_budgets.get(account, NO_LIMIT) - self._spent[account]
        if own is not None:
            pieces[own.product_id] = pieces.get(own.product_id, 0) + 1
        affordable = min(money, share) + (own.price_minor if own is not None else 0)
        return Standing(pieces, rivals, affordable, share < money, self._plan.prices)
