"""C, the moment: how much better or worse an action fits now than on any day, from occasion, stage and what just happened.

    C = fit of the campaign's purpose * fit of the stage * product over signals of (1 + (fit - 1) * 2^(-age / half-life))

limited to 0.25 to 3. What is named nowhere fits as on any day, 1. Written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from service.decisions.next_action.actions import Kind
from service.decisions.next_action.person import GiftState, PersonState, SignalCode, Stage

LEAST: Final = 0.25
MOST: Final = 3.0
LOOKS: Final = 12.0
"""So many looks at prices in one visit count in full; fewer by their share."""


class Fit(NamedTuple):
    """What something that just happened does to an action, halved every `half_life`."""

    times: float
    half_life: timedelta


_DAY: Final = timedelta(days=1)
OF_STAGE: Final[Mapping[Stage, Mapping[Kind, float]]] = {
    "new": {"welcome": 1.4, "send": 1.1, "meet": 1.1, "keep": 0.6},
    "active": {"thank": 1.15, "reward": 1.15, "follow_up": 1.1},
    "renewal": {"keep": 1.3, "send": 1.2, "meet": 1.2, "remind": 1.1},
    "lapsed": {"keep": 1.2, "send": 0.9, "remind": 0.8, "welcome": 0.6},
}
OF_PURPOSE: Final[Mapping[str, Mapping[Kind, float]]] = {
    "hello": {"send": 1.0, "meet": 1.1, "remind": 0.9},
    "welcome": {"send": 1.15, "remind": 1.0},
    "thanks": {"send": 1.1, "meet": 0.8},
    "renewal": {"send": 1.2, "remind": 1.1, "meet": 1.2},
    "win_back": {"send": 1.05, "remind": 0.9, "meet": 0.9},
    "partners": {"send": 1.1, "meet": 1.15},
}
OF_SIGNAL: Final[Mapping[SignalCode, Mapping[Kind, Fit]]] = {
    "purchase": {"reward": Fit(1.8, 3 * _DAY), "thank": Fit(1.4, 3 * _DAY), "meet": Fit(0.8, 3 * _DAY)},
    "price_look": {"keep": Fit(2.2, _DAY), "ask": Fit(1.1, _DAY)},
    "renewal_at_risk": {"keep": Fit(1.8, 14 * _DAY), "meet": Fit(1.2, 14 * _DAY)},
    "order_returned": {"reward": Fit(0.4, 7 * _DAY), "keep": Fit(1.3, 7 * _DAY)},
    "product_use": {"follow_up": Fit(1.2, 7 * _DAY), "reward": Fit(1.1, 7 * _DAY)},
    "swapped": {"ask": Fit(1.2, 2 * _DAY), "remind": Fit(0.8, 2 * _DAY)},
    "said_yes": {"thank": Fit(1.3, 2 * _DAY), "meet": Fit(1.5, 7 * _DAY)},
    "said_no": {"meet": Fit(0.3, 30 * _DAY), "welcome": Fit(0.5, 30 * _DAY)},
    "delivered": {"follow_up": Fit(1.3, 14 * _DAY)},
    "rated_well": {"thank": Fit(1.3, 7 * _DAY), "meet": Fit(1.4, 14 * _DAY)},
    "rated_badly": {"meet": Fit(0.4, 30 * _DAY), "reward": Fit(0.7, 30 * _DAY), "ask": Fit(1.2, 7 * _DAY)},
    "wrote": {"answer": Fit(1.3, 2 * _DAY), "remind": Fit(0.5, 3 * _DAY)},
    "met": {"thank": Fit(1.5, 3 * _DAY), "follow_up": Fit(0.8, 7 * _DAY)},
    "film_through": {"meet": Fit(1.2, 7 * _DAY), "remind": Fit(1.1, 3 * _DAY)},
    "film_stopped": {"remind": Fit(0.9, 3 * _DAY)},
}
ENDS_SOON: Final = timedelta(days=7)
_SOON: Final = 1.15
"""How much more a message is worth whose gift can be answered for less than a week."""
_AGAIN: Final = timedelta(days=90)
"""After so long a signal says nothing any more."""


def moment_of(person: PersonState, kind: Kind, gift: GiftState | None, moment: datetime) -> float:
    """C of an action of this kind, about this gift, in [0.25, 3]."""
    fit = OF_STAGE.get(person.stage, {}).get(kind, 1.0)
    if gift is not None:
        fit *= OF_PURPOSE.get(gift.purpose, {}).get(kind, 1.0)
        if kind in {"send", "remind"} and _ends_soon(gift, moment):
            fit *= _SOON
    for code, share, age in _newest(person, moment):
        change = OF_SIGNAL[code].get(kind)
        if change is not None:
            fit *= 1 + (change.times - 1) * share * 2.0 ** (-age / change.half_life)
    return min(MOST, max(LEAST, fit))


def reasons_of(person: PersonState, kind: Kind, gift: GiftState | None, moment: datetime) -> tuple[str, ...]:
    """Codes of what made C differ from 1, in the order in which they were multiplied, and of what makes a swap likely."""
    found = [f"stage_{person.stage}"] if OF_STAGE.get(person.stage, {}).get(kind, 1.0) != 1.0 else []
    if gift is not None and OF_PURPOSE.get(gift.purpose, {}).get(kind, 1.0) != 1.0:
        found.append(f"purpose_{gift.purpose}")
    if gift is not None and kind in {"send", "remind"} and _ends_soon(gift, moment):
        found.append("ends_soon")
    if kind == "swap" and gift is not None and (gift.other_now or 0.0) > (gift.own_now or 0.0):
        found.append("others_fit")
    found += [f"just_{code}" for code, _, _ in _newest(person, moment) if kind in OF_SIGNAL[code]]
    return tuple(found)


def _newest(person: PersonState, moment: datetime) -> list[tuple[SignalCode, float, timedelta]]:
    """Of each kind of signal the newest: its code, in [0, 1] how much of it counts, and its age."""
    last = {one.code: one for one in person.past(moment) if moment - one.at < _AGAIN}
    return [
        (code, min(1.0, one.number / LOOKS) if code == "price_look" else 1.0, moment - one.at)
        for code, one in sorted(last.items())
    ]


def _ends_soon(gift: GiftState, moment: datetime) -> bool:
    return gift.open_until is not None and moment < gift.open_until <= moment + ENDS_SOON
