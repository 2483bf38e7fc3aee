"""Which pieces are kept for whom of those who are asked, and the money for one of them.

A matching in rounds over everybody at once: in each round whoever lacks something gets at most one piece, the one that suits most
of the answers they still lack, so that nobody has three before another has one. Where the last piece for somebody's answers is kept
for another, the other moves to a piece that suits them as well, so that more people have one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.asking.aside import Aside, Lack
from service.decisions.asking.likely import LIKELY
from service.decisions.asking.who import Asked
from service.decisions.scoring.score import score
from service.decisions.values import Problem

MOST_PIECES: Final = 4
"""Pieces kept for one person at most: each is out of everybody else's reach until they answer."""
_MOST_MOVES: Final = 64
"""People looked at on the way to one piece for somebody; more would help hardly anybody and cost seconds in a large campaign."""
_SHARES: Final = np.array([answer.share for answer in LIKELY])
Taken = Iterable[tuple[str, str]]
"""(candidate, product) of gifts that stand already."""


def keep_pieces(
    problem: Problem, asked: Sequence[Asked], taken: Taken, budget_minor: int, kept: Sequence[Aside] = ()
) -> tuple[Aside, ...]:
    """What is set aside for each of them, in their order, beside the gifts that are `taken`, from a budget that is theirs and those
    gifts' together. `kept`: what is theirs already, to which more is added. The same input gives the same answer."""
    shelf = _Shelf(problem, taken, budget_minor)
    before = {one.candidate_id: one for one in kept}
    keeping = [_Keeping(one, shelf) for one in asked]
    for one in keeping:
        for product_id in before[one.asked.candidate.id].pieces if before else ():
            one.keep(shelf.place[product_id])
    for one in keeping:
        if not one.pieces:
            _find_first(one, keeping, shelf)
    for _ in range(MOST_PIECES - 1):
        found = [one.keep_best() for one in keeping if 0 < len(one.pieces) < MOST_PIECES]
        if not any(found):
            break
    return tuple(one.as_aside() for one in keeping)


class _Shelf:
    """What is left: pieces (G,) of each product, money, and which families the people of an account have."""

    def __init__(self, problem: Problem, taken: Taken, budget_minor: int) -> None:
        self.choices, self.terms = problem.choices, problem.terms
        self.place = {choice.id: at for at, choice in enumerate(problem.choices)}
        self.family = np.array([choice.family for choice in problem.choices])
        self._landed: dict[str, NDArray[np.int64]] = {}
        self.left = np.array([problem.pieces_to_give(choice) for choice in problem.choices], dtype=np.int64)
        self.usual = problem.budget_minor // max(1, len(problem.candidates))
        self.families: dict[str, Counter[str]] = defaultdict(Counter)
        self.money = budget_minor
        self.account_money = dict(problem.account_budgets)
        people = {one.id: one for one in problem.candidates}
        for name, product_id in taken:
            self.move(self.place[product_id], people[name].account_id, 1)
            self.spend(people[name].account_id, int(self.cost_in(people[name].country)[self.place[product_id]]))

    def cost_in(self, country: str) -> NDArray[np.int64]:
        """(G,) minor units that each product costs once it is there."""
        if country not in self._landed:
            self._landed[country] = np.array([one.landed_minor(country) for one in self.choices], dtype=np.int64)
        return self._landed[country]

    def move(self, at: int, account_id: str, pieces: int) -> None:
        """So many pieces go to somebody of the account; below zero they come back."""
        self.left[at] -= pieces
        self.families[account_id][self.choices[at].family] += pieces

    def spend(self, account_id: str, minor: int) -> None:
        """Below zero: it is free again."""
        self.money -= minor
        if account_id in self.account_money:
            self.account_money[account_id] -= minor

    def most_for(self, account_id: str) -> int:
        """What can still be spent on somebody of this account, in minor units."""
        return max(0, min(self.money, self.account_money.get(account_id, self.money)))

    def is_free(self, account_id: str) -> NDArray[np.bool_]:
        """(G,) where a piece lies there and nobody of the account has the product, in whatever version."""
        taken = [family for family, count in self.families[account_id].items() if count > 0]
        return (self.left > 0) & ~np.isin(self.family, taken)


@dataclass(eq=False)
class _Keeping:
    """One person and what is kept for them so far: `pieces` are places of products, `amount` minor units."""

    asked: Asked
    shelf: _Shelf
    pieces: list[int] = field(default_factory=list)
    amount: int = 0

    @property
    def account_id(self) -> str:
        return self.asked.candidate.account_id

    @property
    def cost(self) -> NDArray[np.int64]:
        """(G,) minor units that each product costs once it is with them."""
        return self.shelf.cost_in(self.asked.candidate.country)

    def keep(self, at: int) -> None:
        """One more piece for them, and the money it needs beyond what is kept already."""
        self.shelf.move(at, self.account_id, 1)
        self.pieces.append(at)
        self._pay()

    def give_up(self, at: int) -> None:
        """Takes a piece back."""
        self.shelf.move(at, self.account_id, -1)
        self.pieces.remove(at)
        self._pay()

    def _pay(self) -> None:
        amount = max((int(self.cost[piece]) for piece in self.pieces), default=0)
        self.shelf.spend(self.account_id, amount - self.amount)
        self.amount = amount

    def keep_best(self) -> bool:
        """Keeps the piece that suits most of what is lacking, if there is one that can be paid. False where there is none."""
        at = self.best(self.shelf.is_free(self.account_id))
        if at is not None:
            self.keep(at)
        return at is not None

    def best(self, free: NDArray[np.bool_]) -> int | None:
        """The place of that piece among the `free` (G,). Of equals those within what a person usually has of the budget come first,
        of these the one that is worth most to them, of the dearer ones the cheapest; then the one whose code comes first."""
        lacking = np.where(self.asked.opened[:, self.pieces].any(axis=1), 0.0, _SHARES)
        suits = lacking @ self.asked.opened
        suits[~free | (self.cost > self.amount + self.shelf.most_for(self.account_id))] = 0.0
        if not suits.any():
            return None
        return min(np.flatnonzero(np.isclose(suits, suits.max())).tolist(), key=self._order)

    def _order(self, at: int) -> tuple[bool, float, str]:
        choice, cost = self.shelf.choices[at], int(self.cost[at])
        if is_dear := cost > max(self.amount, self.shelf.usual):
            return is_dear, cost, choice.code
        return is_dear, -score(self.asked.candidate, choice, self.shelf.terms).total, choice.code

    def as_aside(self) -> Aside:
        """With the codes of the answers that it serves."""
        return Aside(
            self.asked.candidate.id,
            tuple(self.shelf.choices[at].id for at in self.pieces),
            self.amount,
            _codes(self.asked.opened[:, self.pieces]),
            _codes(self.asked.opened),
            self._lack(),
        )

    def _lack(self) -> Lack | None:
        """Why an answer that some product suits is served by none of the pieces, once all of them are kept."""
        missed = ~self.asked.opened[:, self.pieces].any(axis=1)
        suits = self.asked.opened[missed].any(axis=0)
        if not suits.any():
            return None
        if not (suits & (self.shelf.left > 0)).any():
            return "stock"
        free = suits & self.shelf.is_free(self.account_id)
        if not free.any():
            return "colleagues"
        is_paid = self.cost <= self.amount + self.shelf.most_for(self.account_id)
        return "pieces" if (free & is_paid).any() else "money"


def _codes(suited: NDArray[np.bool_]) -> frozenset[str]:
    """`suited` (answers, products): the codes of the answers that any of the products suits."""
    return frozenset(answer.code for answer, row in zip(LIKELY, suited, strict=True) if row.any())


def _find_first(one: _Keeping, everybody: Sequence[_Keeping], shelf: _Shelf) -> None:
    """A first piece; where nothing is free, somebody else may move who is served as well by another."""
    if one.keep_best():
        return
    looked = 0
    for other in everybody:
        if other is one or len(other.pieces) != 1 or not one.asked.opened[:, other.pieces[0]].any():
            continue
        looked += 1
        if looked > _MOST_MOVES or _move_over(one, other, shelf):
            return


def _move_over(one: _Keeping, other: _Keeping, shelf: _Shelf) -> bool:
    """Whether `one` has what was kept for `other`, who found another piece that suits them as well. Else all is as it was."""
    at = other.pieces[0]
    suited = float(other.asked.suits[at])
    other.give_up(at)
    free = shelf.is_free(other.account_id)
    free[at] = False
    instead = other.best(free)
    if instead is not None and float(other.asked.suits[instead]) >= suited - 1e-9:
        other.keep(instead)
        if one.keep_best():
            return True
        other.give_up(instead)
    other.keep(at)
    return False
