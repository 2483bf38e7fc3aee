"""The one call: of everything that could be done for a person at a moment, what is best, what is blocked and by what, and whether
it is better to leave them in peace.

    score = P * C * V * L

in whole millionths, so that equals are equal; of equals, the kind that stands first in `KINDS`, then the lower key. What a layer
blocks is never chosen, whatever its score; what has a P, C, V or L that is no number can never win. Of the messages left only the
best goes, the others above doing nothing are capped by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.decisions.next_action.actions import KINDS, MESSAGES, Action, Kind
from service.decisions.next_action.factors.columns import Bits, Columns, Figures, lay_out
from service.decisions.next_action.factors.context import moment_of, reasons_of
from service.decisions.next_action.factors.value import (
    PRIOR_VERSION,
    account_weight,
    peace,
    prior_chance,
    value_reasons,
)
from service.decisions.next_action.layers import CAPPED, RULES, Case, Layer, block, quiet_until
from service.decisions.next_action.person import GiftState, MayWrite, PersonState
from service.decisions.next_action.policy import Policy

MILLION: Final = 1_000_000
NO_FIGURE: Final = "no_figure"
"""The code of an action whose score is no number."""


class Ranked(NamedTuple):
    """An action that nothing blocks. `score` is P * C * V * L, to a millionth. `held_by` and `not_before`: why it leaves later, and
    when."""

    action: Action
    chance: float
    context: float
    worth: float
    lever: float
    score: float
    reasons: tuple[str, ...]
    held_by: str | None
    not_before: datetime | None


class Blocked(NamedTuple):
    """An action that a layer blocks, the code why, and for a limit what it waits for until when. `score`: what it would have been;
    NaN where that is no number."""

    action: Action
    layer: Layer
    code: str
    detail: str | None
    until: datetime | None
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """`ranked` the best first, with doing nothing in its place; `winner` the first of them, or, where `is_random`, another that is
    above doing nothing. `capped`: messages that were worth it and for which a limit had no room, the best first."""

    person_id: str
    moment: datetime
    ranked: tuple[Ranked, ...]
    blocked: tuple[Blocked, ...]
    winner: Ranked
    capped: tuple[Action, ...]
    model_version: str
    shown_probability: float
    is_random: bool

    @property
    def is_nothing(self) -> bool:
        """Whether it is better to leave them in peace."""
        return self.winner.action.kind == "nothing"

    @property
    def nothing(self) -> Ranked:
        """Doing nothing, with its score."""
        return next(one for one in self.ranked if one.action.kind == "nothing")


def decide(person: PersonState, moment: datetime, actions: Sequence[Action] | Columns, policy: Policy) -> Decision:
    """Ranks `actions` (or such as are laid out) and doing nothing for a person at a moment. The same input gives the same decision.

    Raises InvalidInput for two equal actions or more than 10,000 of them.
    """
    columns = lay_out(actions)
    against = block(Case(columns, person, moment, policy.limits))
    parts = _Parts.of(columns, person, moment, policy)
    score = parts.score()
    is_figure = np.isfinite(score)
    is_nothing = columns.of_kind("nothing")
    free = (against < 0) & is_figure
    places = _in_order(columns, score, free)
    ranked = tuple(_ranked(columns, parts, score, places, person))
    at_nothing = next(place for place, one in enumerate(ranked) if one.action.kind == "nothing")
    chosen, probability = _drawn([one.action.kind for one in ranked[:at_nothing]], policy)
    blocked = tuple(_blocked(columns, against, score, ~free & ~is_nothing, person, moment, policy))
    return Decision(
        person_id=person.id,
        moment=moment,
        ranked=ranked,
        blocked=blocked,
        winner=ranked[chosen],
        capped=_capped(ranked, chosen, at_nothing, blocked),
        model_version=PRIOR_VERSION if policy.model is None else policy.model.version,
        shown_probability=probability,
        is_random=chosen != 0,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The four factors, (A,) each, and the reasons of each kind and gift."""

    chance: Figures
    context: Figures
    worth: Figures
    lever: Figures
    reasons: tuple[tuple[str, ...], ...]
    reason: NDArray[np.intp]
    """(A,) a place in `reasons`."""

    @classmethod
    def of(cls, columns: Columns, person: PersonState, moment: datetime, policy: Policy) -> _Parts:
        gifts = {gift.id: gift for gift in person.gifts}
        pair = columns.kind * len(columns.gifts) + columns.gift
        pairs, reason = np.unique(pair, return_inverse=True)
        kinds_gifts = [(KINDS[one // len(columns.gifts)], columns.gifts[one % len(columns.gifts)]) for one in pairs]
        of_pair = [(kind, gifts.get(gift or "")) for kind, gift in kinds_gifts]
        contexts = np.array([_context(person, kind, gift, moment) for kind, gift in of_pair], dtype=np.float64)
        weights = np.array([_worth(person, kind, gift, moment) for kind, gift in of_pair], dtype=np.float64)
        levers = np.array([policy.lever(kind) for kind in KINDS], dtype=np.float64)
        because = value_reasons(person)
        return cls(
            chance=_chances(columns, person, moment, policy),
            context=contexts[reason],
            worth=np.where(columns.of_kind("nothing"), 1.0, columns.worth) * weights[reason],
            lever=levers[columns.kind],
            reasons=tuple(_reasons(person, kind, gift, moment, because) for kind, gift in of_pair),
            reason=reason,
        )

    def score(self) -> Figures:
        """(A,) in units of a score, to a millionth; NaN where a part is no number or P is no chance."""
        with np.errstate(invalid="ignore", over="ignore"):
            score = np.rint(self.chance * self.context * self.worth * self.lever * MILLION) / MILLION
            is_chance = (self.chance >= 0) & (self.chance <= 1)
        return np.where(is_chance, score, np.nan)


def _chances(columns: Columns, person: PersonState, moment: datetime, policy: Policy) -> Figures:
    """(A,) P: the action's own, else the model's, else the prior's. Doing nothing is sure."""
    if policy.model is None:
        said = np.array([prior_chance(person, kind, moment) for kind in KINDS], dtype=np.float64)[columns.kind]
    else:
        said = np.asarray(policy.model.chances(person, columns.actions), dtype=np.float64)
        if said.shape != columns.kind.shape:
            said = np.full(columns.kind.shape, np.nan)
    chance: Figures = np.where(columns.has_chance, columns.chance, said)
    return np.where(columns.of_kind("nothing"), 1.0, chance)


def _context(person: PersonState, kind: Kind, gift: GiftState | None, moment: datetime) -> float:
    return peace(person, moment)[0] if kind == "nothing" else moment_of(person, kind, gift, moment)


def _worth(person: PersonState, kind: Kind, gift: GiftState | None, moment: datetime) -> float:
    """V beside what the kind itself adds. A gift that is more likely to be kept makes its messages worth more."""
    if kind == "nothing":
        return peace(person, moment)[1]
    likely = None if gift is None else gift.chance
    if kind == "swap" and gift is not None and gift.other_now is not None:
        likely = gift.other_now  # what is offered is the other
    return account_weight(person) * (1.0 if likely is None else 0.75 + 0.5 * likely)


def _reasons(
    person: PersonState, kind: Kind, gift: GiftState | None, moment: datetime, because: tuple[str, ...]
) -> tuple[str, ...]:
    if kind == "nothing":
        return ("attention_cost", "lately_written") if peace(person, moment)[0] > 1 else ("attention_cost",)
    return reasons_of(person, kind, gift, moment) + because


def _in_order(columns: Columns, score: Figures, free: Bits) -> list[int]:
    """The places of what is free, best first. What is worth no more than doing nothing comes behind it."""
    places = np.flatnonzero(free)
    kind = np.where(columns.of_kind("nothing"), -1, columns.kind)
    places = places[np.lexsort((kind[places], -score[places]))]
    found: list[int] = places.tolist()
    is_tied = (score[places][1:] == score[places][:-1]) & (kind[places][1:] == kind[places][:-1])
    # A run of equals stands from the first of them to the last; within it the lower key comes first.
    edges = np.flatnonzero(np.diff(np.concatenate(([False], is_tied, [False])).astype(np.int8)))
    for first, last in edges.reshape(-1, 2).tolist():
        found[first : last + 1] = sorted(found[first : last + 1], key=columns.keys.__getitem__)
    return found


def _ranked(columns: Columns, parts: _Parts, score: Figures, places: list[int], person: PersonState) -> list[Ranked]:
    answers = [person.contact.get(name) or MayWrite() for name in columns.contacts]
    messages, contacts = columns.is_message[places].tolist(), columns.contact[places].tolist()
    waits = [
        (answers[contact].later, answers[contact].not_before) if is_message else (None, None)
        for is_message, contact in zip(messages, contacts, strict=True)
    ]
    rows = zip(
        [columns.actions[place] for place in places],
        *(part[places].tolist() for part in (parts.chance, parts.context, parts.worth, parts.lever, score)),
        [parts.reasons[one] for one in parts.reason[places].tolist()],
        [held_by for held_by, _ in waits],
        [until for _, until in waits],
        strict=True,
    )
    return [tuple.__new__(Ranked, row) for row in rows]  # as `_make` does, without its call for each


NEVER_DRAWN: Final[frozenset[Kind]] = frozenset({"ask", "answer"})
"""What a person's safety may hang on, and what they wait for: where one of these is best nothing else is drawn, nor is it drawn in
place of anything."""


def _drawn(above: Sequence[Kind], policy: Policy) -> tuple[int, float]:
    """The place of what is shown, and with which probability it is. `above`: what is above doing nothing, the best first: only
    that may be drawn instead of the best, and doing nothing is never drawn away."""
    shares = _shares(above, policy.random_share)
    if len(shares) == 1 or policy.draw >= policy.random_share:
        return 0, shares[0]
    places = list(shares)
    place = places[min(int(policy.draw / policy.random_share * len(places)), len(places) - 1)]
    return place, shares[place]


def _shares(above: Sequence[Kind], share: float) -> dict[int, float]:
    """The place of whatever may be shown, the best first, with the probability of each."""
    places = [place for place, kind in enumerate(above) if kind not in NEVER_DRAWN]
    if share == 0.0 or len(places) < 2 or places[0] != 0:
        return {0: 1.0}
    each = share / len(places)
    return {place: 1.0 - share + each if place == 0 else each for place in places}


def shown_with(made: Decision, share: float) -> dict[str, float]:
    """By an action's key, with which probability it is shown where a `share` of decisions is drawn; what is not named is never
    shown."""
    at_nothing = next(place for place, one in enumerate(made.ranked) if one.action.kind == "nothing")
    above: list[Kind] = [one.action.kind for one in made.ranked[:at_nothing]]
    return {made.ranked[place].action.key: chance for place, chance in _shares(above, share).items()}


def _blocked(
    columns: Columns,
    against: NDArray[np.intp],
    score: Figures,
    which: Bits,
    person: PersonState,
    moment: datetime,
    policy: Policy,
) -> list[Blocked]:
    places, rule = np.flatnonzero(which), against[which]
    rules = [_RULE[one] for one in rule.tolist()]
    rows = zip(
        [columns.actions[place] for place in places.tolist()],
        [layer for layer, _ in rules],
        [code for _, code in rules],
        repeat(None, len(rules)),
        repeat(None, len(rules)),
        score[which].tolist(),
        strict=True,
    )
    found = [tuple.__new__(Blocked, row) for row in rows]  # as `_make` does, without its call for each
    quiet: datetime | None = None
    for at in np.flatnonzero(_HAS_MORE[rule]).tolist():
        one = found[at]
        if one.code == "ignored":
            quiet = quiet or quiet_until(person, moment, policy.limits)
            found[at] = one._replace(until=quiet)
        else:
            answer = person.contact[columns.contacts[columns.contact[places[at]]]]
            found[at] = one._replace(detail=answer.never or answer.later, until=answer.not_before)
    return found


_SAYS_WHY: Final = frozenset({"may_not_write", "capped", "not_today"})
"""Codes behind which the contact policy has one of its own."""
_RULE: Final[tuple[tuple[Layer, str], ...]] = (*((rule.layer, rule.code) for rule in RULES), ("suitability", NO_FIGURE))
"""Layer and code by a rule's place; the last one is at -1, of what no rule blocks and whose score is no number."""
_HAS_MORE: Final = np.array([code in _SAYS_WHY or code == "ignored" for _, code in _RULE], dtype=np.bool_)
"""For each of them whether a blocked action says until when, or why."""


def _capped(
    ranked: tuple[Ranked, ...], chosen: int, at_nothing: int, blocked: tuple[Blocked, ...]
) -> tuple[Action, ...]:
    """Messages above doing nothing beside the one that goes, and those that a limit blocks."""
    nothing = ranked[at_nothing].score
    has_message = ranked[chosen].action.way in MESSAGES
    beside = [
        (one.score, one.action)
        for place, one in enumerate(ranked[:at_nothing])
        if has_message and place != chosen and one.action.way in MESSAGES
    ]
    over = [(one.score, one.action) for one in blocked if one.code in CAPPED and one.score > nothing]
    return tuple(action for _, action in sorted(beside + over, key=lambda one: (-one[0], one[1].key)))
