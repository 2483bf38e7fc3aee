"""What is free for one person now: pieces, what colleagues hold, money. From a plan or from a campaign's rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from service.decisions.eligibility import reasons_against
from service.decisions.values import Candidate, Choice, Plan, Prices, Problem, Reason, Terms

NO_LIMIT: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Move:
    """`person`, of whom nothing has left yet, has `after` in place of `before` (None: nothing), each at the price it has for them.
    `versions` are ids of all versions of `after`. `is_colleague`: of the company of whoever asks; `is_unique`: no two people of the
    campaign get the same; `has_account_limits`: each company may spend only so much. `country` is where the person lives."""

    person: str
    before: Choice | None
    after: Choice
    versions: Collection[str]
    is_colleague: bool
    is_unique: bool
    has_account_limits: bool
    country: str


@dataclass(frozen=True, slots=True)
class Availability:
    """What one person may have of what there is.

    `promised`: product id -> pieces on the shelf that are other people's. `own`: products of which a piece is set aside for this
    person already, off the shelf. `rivals`: products that may not be shared, each version of them -> who holds one. Money in minor
    units: `own_minor` is set aside for them, `left_minor` may be spent beyond it, below 0 where more is promised than there is; it
    is what the account's own budget leaves where `is_account_limit`. `prices` are the plan's.
    """

    promised: Mapping[str, int] = field(default_factory=dict)
    own: Collection[str] = frozenset()
    rivals: Mapping[str, str] = field(default_factory=dict)
    own_minor: int = 0
    left_minor: int = NO_LIMIT
    is_account_limit: bool = False
    prices: Prices = field(default_factory=Prices)

    @property
    def affordable_minor(self) -> int:
        """The most a gift may cost. What is set aside for the person is theirs, whatever others were promised beyond the budget."""
        return self.own_minor + max(0, self.left_minor)

    def missing_minor(self, landed_minor: int) -> int:
        """How much more money a gift needs that costs so much, with what is promised beyond the budget."""
        return landed_minor - self.own_minor - self.left_minor

    def pieces(self, product_id: str, stock: int) -> int:
        """How many of a product's `stock` pieces on the shelf are free for the person, with the one that is theirs already."""
        return max(0, stock - self.promised.get(product_id, 0)) + (product_id in self.own)

    def once_moved(self, move: Move) -> Availability:
        """What would be free for the person once somebody else of the campaign has another product."""
        before, after = move.before, move.after
        promised, rivals = dict(self.promised), dict(self.rivals)
        if before is not None:
            # Where nobody else may have it either, it was theirs alone.
            if promised.get(before.id, 0) < NO_LIMIT:
                promised[before.id] = max(0, promised.get(before.id, 0) - 1)
            else:
                del promised[before.id]
            if move.is_colleague:
                rivals = {version: person for version, person in rivals.items() if person != move.person}
        promised[after.id] = NO_LIMIT if move.is_unique and not move.is_colleague else promised.get(after.id, 0) + 1
        if move.is_colleague:
            rivals |= dict.fromkeys(move.versions, move.person)
        freed = (before.landed_minor(move.country) if before is not None else 0) - after.landed_minor(move.country)
        if move.has_account_limits and not move.is_colleague:
            # What another company frees may be beyond what this one may spend.
            freed = min(0, freed)
        return replace(self, promised=promised, rivals=rivals, left_minor=self.left_minor + freed)

    def against(self, candidate: Candidate, choice: Choice, terms: Terms) -> tuple[Reason, ...]:
        """Everything that stands between this person and this product, rules first; empty where it may be given now."""
        frozen = (Reason.FROZEN,) if candidate.frozen_product not in {None, choice.id} else ()
        rules = reasons_against(candidate, choice, terms, 1)
        return (*frozen, *rules, *self._scarcity(choice, candidate.country))

    def _scarcity(self, choice: Choice, country: str) -> tuple[Reason, ...]:
        if choice.id in self.rivals:
            return (Reason.TAKEN_IN_ACCOUNT,)
        gone = (Reason.OUT_OF_STOCK,) if self.pieces(choice.id, choice.stock) < 1 else ()
        dear = (Reason.INSUFFICIENT_FUNDS,) if choice.landed_minor(country) > self.affordable_minor else ()
        return (*gone, *dear)


class AvailabilityInPlan:
    """What is free for everybody in a finished plan, counted once for as many people as are asked about."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan
        accounts = {candidate.id: candidate.account_id for candidate in problem.candidates}
        given = Counter(pick.product_id for pick in plan.chosen.values())
        # What the campaign may not give at all is nobody's either.
        promised = {one.id: given[one.id] + one.stock - problem.pieces_to_give(one) for one in problem.choices}
        self._promised = {product_id: pieces for product_id, pieces in promised.items() if pieces}
        self._families = {one.id: one.family for one in problem.choices}
        self._versions: dict[str, list[str]] = defaultdict(list)
        for one in problem.choices:
            self._versions[one.family].append(one.id)
        self._holders: dict[str, dict[str, str]] = defaultdict(dict)
        self._spent: Counter[str] = Counter()
        for person, pick in plan.chosen.items():
            self._holders[accounts.get(person, "")][self._families[pick.product_id]] = person
            self._spent[accounts.get(person, "")] += pick.landed_minor

    def of(self, candidate: Candidate) -> Availability:
        """One person's; what they have themselves is free for them."""
        problem, account = self._problem, candidate.account_id
        own = self._plan.chosen.get(candidate.id)
        left = problem.budget_minor - self._plan.spend_minor
        share = problem.account_budgets.get(account, NO_LIMIT) - self._spent[account]
        return Availability(
            self._promised,
            frozenset() if own is None else {own.product_id},
            {
                version: person
                for family, person in self._holders[account].items()
                if person != candidate.id
                for version in self._versions[family]
            },
            0 if own is None else own.landed_minor,
            min(left, share),
            share < left,
            self._plan.prices,
        )
