"""V, the worth: what an action adds where it succeeds, for this account. And P where no model says it, and what peace is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from service.decisions.next_action.actions import Kind
from service.decisions.next_action.person import WEEK, GiftState, PersonState, Relationship, Stage

OF_RELATIONSHIP: Final[Mapping[Relationship, float]] = {"": 1.0, "prospect": 0.9, "customer": 1.1, "partner": 1.05}
OF_STAGE: Final[Mapping[Stage, float]] = {"": 1.0, "new": 1.0, "active": 1.05, "renewal": 1.15, "lapsed": 0.9}
"""What an account weighs by what lists say of it, where nobody says its value."""

PRIOR_CHANCE: Final[Mapping[Kind, float]] = {
    "send": 0.72,
    "welcome": 0.55,
    "ask": 0.6,
    "remind": 0.45,
    "swap": 0.3,
    "follow_up": 0.5,
    "thank": 0.6,
    "meet": 0.25,
    "keep": 0.35,
    "reward": 0.5,
    "answer": 0.95,
    "nothing": 1.0,
}
"""P by kind, written by hand: the chance that the action does what it is for."""
PRIOR_VERSION: Final = "next-prior-1"
_HEEDED: Final = 0.4
"""Log-odds for each message of late that the person heeded, taken off for each they did not; at most two either way."""
_MOST_HEEDED: Final = 2
_SURE: Final = 0.001
"""No gift is surer to be kept, or to be left, than by so much."""

PEACE: Final = 0.22
"""What one more message costs anybody, in units of a score."""
EACH_MESSAGE: Final = 0.12
"""What it costs more for each message of the last seven days."""


def account_weight(person: PersonState) -> float:
    """What the account weighs: its value where somebody says it, else by relationship and stage."""
    if person.account_value is not None:
        return person.account_value
    return OF_RELATIONSHIP[person.relationship] * OF_STAGE[person.stage]


def value_reasons(person: PersonState) -> tuple[str, ...]:
    """The code of what the weight came from; none where it is 1."""
    weight = account_weight(person)
    if weight == 1.0:
        return ()
    if person.account_value is not None:
        return ("account_value_high",) if weight > 1 else ("account_value_low",)
    return ("account_by_stage",)


def prior_chance(person: PersonState, kind: Kind, moment: datetime) -> float:
    """P of a kind for this person in (0, 1)."""
    base = PRIOR_CHANCE[kind]
    balance = sum(1 if one.is_heeded else -1 for one in person.sent if one.at <= moment and one.at > moment - 8 * WEEK)
    if kind in {"answer", "nothing"} or balance == 0:
        return base
    steps = max(-_MOST_HEEDED, min(_MOST_HEEDED, balance))
    return 1.0 / (1.0 + math.exp(-(math.log(base / (1.0 - base)) + _HEEDED * steps)))


def swap_chance(person: PersonState, gift: GiftState, moment: datetime) -> float | None:
    """P of offering a swap, in (0, 1): that of its kind where another gift is as likely to be kept as theirs, with the odds between
    the two where it is more or less likely. None where nothing can be offered."""
    if gift.own_now is None or gift.other_now is None:
        return None
    odds = _log_odds(prior_chance(person, "swap", moment)) + _log_odds(gift.other_now) - _log_odds(gift.own_now)
    return round(1.0 / (1.0 + math.exp(-odds)), 6)


def _log_odds(chance: float) -> float:
    held = min(1.0 - _SURE, max(_SURE, chance))
    return math.log(held / (1.0 - held))


def peace(person: PersonState, moment: datetime) -> tuple[float, float]:
    """C and V of doing nothing: what attention costs this person now, beside what it costs anybody."""
    lately = person.messages(moment, WEEK)
    return (PEACE + EACH_MESSAGE * lately) / PEACE, PEACE
