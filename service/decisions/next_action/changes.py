"""What would change a decision: tried on copies of what it was made from, so that nothing is written and nothing is guessed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple

from service.decisions.next_action.actions import Action, Kind
from service.decisions.next_action.decide import Decision, decide
from service.decisions.next_action.person import PersonState
from service.decisions.next_action.policy import LEAST, MOST, Policy


class Change(NamedTuple):
    """`what` makes `then` win. A lever: that of `of`, at `figure` at the least. Without: had the signal `of` not been. Later: from
    `at` on, when the limit on `then` ends."""

    what: Literal["lever", "without", "later"]
    of: str
    then: Kind
    figure: float | None = None
    at: datetime | None = None


def changes(
    person: PersonState, moment: datetime, actions: Sequence[Action], policy: Policy, made: Decision
) -> tuple[Change, ...]:
    """What would make another action win than the one `made`, levers first, then what happened, then time."""
    if made.is_random:  # what would change the best, not what was drawn in its place
        made = decide(person, moment, actions, replace(policy, random_share=0.0))
    found = [*_levers(person, moment, actions, policy, made), *_without(person, moment, actions, policy, made)]
    for one in made.blocked:
        if one.until is not None and one.until > moment and one.score > made.winner.score:
            found.append(Change("later", one.code, one.action.kind, at=one.until))
    return tuple(found)


def _levers(
    person: PersonState, moment: datetime, actions: Sequence[Action], policy: Policy, made: Decision
) -> list[Change]:
    """For each other kind the least lever, in tenths, with which it would win; tried, not only worked out."""
    found: dict[Kind, Change] = {}
    for one in made.ranked:
        kind = one.action.kind
        if kind in found or kind == made.winner.action.kind or one.score <= 0:
            continue
        lever = math.ceil(round(one.lever * made.winner.score / one.score * 10, 6)) / 10
        if lever * one.chance * one.context * one.worth <= made.winner.score:
            lever = round(lever + 0.1, 1)
        if LEAST <= lever <= MOST and _wins(kind, person, moment, actions, _with(policy, kind, lever)):
            found[kind] = Change("lever", kind, kind, figure=lever)
    return list(found.values())


def _without(
    person: PersonState, moment: datetime, actions: Sequence[Action], policy: Policy, made: Decision
) -> list[Change]:
    found = []
    for code in sorted({one.code for one in person.past(moment)}):
        rest = replace(person, signals=tuple(one for one in person.signals if one.code != code))
        then = decide(rest, moment, actions, replace(policy, random_share=0.0)).winner.action
        if then.key != made.winner.action.key:
            found.append(Change("without", code, then.kind))
    return found


def _with(policy: Policy, kind: Kind, lever: float) -> Policy:
    return replace(policy, levers={**policy.levers, kind: lever}, random_share=0.0)


def _wins(kind: Kind, person: PersonState, moment: datetime, actions: Sequence[Action], policy: Policy) -> bool:
    return decide(person, moment, actions, policy).winner.action.kind == kind
