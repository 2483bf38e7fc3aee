"""Colleagues of different slots who have the same family: one of them keeps it, and what having it costs there proves it.

First all but the keenest are shut out, and find something else. Then it is known what each of them would still pay to come back:
the keenest of those names the dues of the family. Whoever has it and would pay as much has it rightly, and nothing is lost against
the prices. Whoever would not makes room for who would, in a few rounds. What then is still wrong, the prices do not prove.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit

from service.decisions.matching.exact.augment import augment_for_each
from service.decisions.matching.exact.fill import fill_all
from service.decisions.matching.exact.state import NOBODY, best_offer, send_away, slot_of

_ROUNDS: Final = 12


@njit(cache=True)
def keep_apart(state: Any, ways: Any, waiting: Any, base: Any, dues: Any) -> None:
    """From everybody's best choice to the best with one holder of a family in an account; sets `dues` (A, F) as high as it takes.

    `base` (R, G) is what pairs are worth before any dues, `state.worth` after them.
    """
    is_shut = np.zeros(dues.shape, dtype=np.bool_)
    for turn in range(_ROUNDS):
        while _shut_out(state, waiting, is_shut):
            settle(state, ways, waiting)
        is_right = _name_dues(state, base, dues, is_shut, turn + 1 == _ROUNDS)
        if turn + 1 == _ROUNDS:
            break
        unsettle(state, waiting)
        if is_right and not waiting.any():
            break
        settle(state, ways, waiting)


@njit(cache=True)
def settle(state: Any, ways: Any, waiting: Any) -> None:
    """Brings in all who are `waiting` (R,), and fills what was left; then nobody waits."""
    augment_for_each(state, np.flatnonzero(waiting))
    waiting[:] = False
    fill_all(state, ways)


@njit(cache=True)
def unsettle(state: Any, waiting: Any) -> None:
    """Whoever is not content at these prices leaves what they have, and is `waiting` (R,); until nobody else is."""
    changed = True
    while changed:
        changed = False
        for person in range(len(state.product)):
            if waiting[person] or _is_content(state, person):
                continue
            if state.product[person] >= 0:
                state.left[state.product[person]] += 1
                send_away(state, person)
            waiting[person] = changed = True


@njit(cache=True)
def _is_content(state: Any, person: Any) -> Any:
    """Whether nothing else suits somebody better, no other version either for whoever has the slot."""
    g = state.product[person]
    if g >= 0 and state.own[person] <= 0:
        return False
    if g >= 0 and state.column[state.family[g]] >= 0:
        family, kept = state.family[g], state.own[person] - state.price[g]
        for at in range(state.first_version[family], state.first_version[family + 1]):
            version = state.versions[at]
            if state.worth[person, version] - state.price[version] > max(kept, 0):
                return False
    return best_offer(state, person, NOBODY) <= state.utility[person]


@njit(cache=True)
def _shut_out(state: Any, waiting: Any, is_shut: Any) -> Any:
    """Where colleagues have the same family, lets the keenest keep it; the others wait. Returns whether there were any."""
    found = False
    holder = np.full(len(state.column), NOBODY, dtype=np.int64)
    for account in range(len(is_shut)):
        for person in range(state.colleagues[account], state.colleagues[account + 1]):
            if state.product[person] < 0:
                continue
            family = state.family[state.product[person]]
            if state.column[family] < 0:
                continue
            other = holder[family]
            if other < 0 or _value(state, person, family) > _value(state, other, family):
                holder[family] = person
            if other >= 0:
                _shut_out_beside(state, waiting, holder[family])
                is_shut[account, family] = found = True
        holder[:] = NOBODY
    return found


@njit(cache=True)
def _value(state: Any, person: Any, family: Any) -> Any:
    """What a person, or a colleague of the same slot, would pay for the family they have beyond its price, at most."""
    return state.own[person] - state.price[state.product[person]] - best_offer(state, person, family)


@njit(cache=True)
def _shut_out_beside(state: Any, waiting: Any, holder: Any) -> None:
    """Closes the family of a holder to all colleagues of other slots."""
    account, g = state.account[holder], state.product[holder]
    family, slot = state.family[g], slot_of(state, holder, g)
    for person in range(state.colleagues[account], state.colleagues[account + 1]):
        if slot_of(state, person, g) == slot:
            continue
        if state.product[person] >= 0 and state.family[state.product[person]] == family:
            state.left[state.product[person]] += 1
            send_away(state, person)
            waiting[person] = True
        for at in range(state.first_version[family], state.first_version[family + 1]):
            state.worth[person, state.versions[at]] = 0


@njit(cache=True)
def _name_dues(state: Any, base: Any, dues: Any, is_shut: Any, is_last: Any) -> Any:
    """Opens again what was shut, at dues that keep out whoever should stay out; returns whether every holder is the right one.

    Where it is not, or where nobody has a family that somebody would pay for, dues let the keenest in; but for the `is_last` time.
    """
    holder = np.full(dues.shape, NOBODY, dtype=np.int64)
    for person in range(len(state.product)):
        if state.product[person] >= 0:
            holder[state.account[person], state.family[state.product[person]]] = person
    is_right = True
    for account in range(len(dues)):
        for family in range(dues.shape[1]):
            if not is_shut[account, family] and dues[account, family] == 0:
                continue
            person = holder[account, family]
            most, second = _wishes(state, base, account, family, person)
            value = np.int64(0)
            if person >= 0:
                value = base[person, state.product[person]] - state.own[person] + _value(state, person, family)
            if value >= most or is_last:
                dues[account, family] = most
            else:
                dues[account, family] = max(value, min(second, most - 1))
                is_right = False
            _open(state, base, account, family, dues[account, family])
            if person >= 0:
                state.own[person] = base[person, state.product[person]] - dues[account, family]
                pays = state.own[person] - state.price[state.product[person]]
                state.utility[person] = min(state.utility[person], pays)
            is_shut[account, family] = False
    return is_right


@njit(cache=True)
def _wishes(state: Any, base: Any, account: Any, family: Any, holder: Any) -> Any:
    """(what the keenest, and the next, would pay for a family beyond its price) of the slots that are not the holder's; colleagues
    of one slot are one."""
    keenest, most, second = np.int64(NOBODY), np.int64(0), np.int64(0)
    version = state.versions[state.first_version[family]]
    held = slot_of(state, holder, version) if holder >= 0 else np.int64(NOBODY)
    for person in range(state.colleagues[account], state.colleagues[account + 1]):
        slot = slot_of(state, person, version)
        if slot == held:
            continue
        wish = np.int64(0)
        for at in range(state.first_version[family], state.first_version[family + 1]):
            g = state.versions[at]
            if base[person, g] > 0:
                wish = max(wish, base[person, g] - state.price[g] - max(0, state.utility[person]))
        if slot == keenest:
            most = max(most, wish)
        elif wish > most:
            keenest, most, second = slot, wish, most
        else:
            second = max(second, wish)
    return most, second


@njit(cache=True)
def _open(state: Any, base: Any, account: Any, family: Any, dues: Any) -> None:
    for person in range(state.colleagues[account], state.colleagues[account + 1]):
        for at in range(state.first_version[family], state.first_version[family + 1]):
            g = state.versions[at]
            state.worth[person, g] = max(0, base[person, g] - dues)
