"""How good a model is for parts of the people: only where no figure, alone or beside another that is shown, tells of few.

A part is left out where fewer than four of its people, or of everybody else, gave one of the two answers; where those that are left
out of its kind would be so few; and where it, or everybody else, differs by one to three people from another part that is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from service.decisions.learning.measure.quality import FEWEST_OF_A_SIDE, Quality, points_at_people, quality
from service.decisions.learning.measure.switch import Tested, compare

SAVED: Final = "saved"
"""The one kind whose parts overlap; of every other kind a person is in one part at most."""
Key = tuple[str, str]
"""(kind, value), such as ("country", "CZ")."""


@dataclass(frozen=True, slots=True)
class Part:
    """`quality` of what was expected of its people, and what the learned model saves over the formula written by hand."""

    kind: str
    value: str
    quality: Quality
    against: Tested


@dataclass(frozen=True, slots=True)
class _Rows:
    """Places (n,) of one part's answers among all of them, and whose they are."""

    key: Key
    own: np.ndarray[tuple[int], np.dtype[np.intp]]
    members: frozenset[str]


def by_part(
    people: Sequence[str],
    ours: Sequence[float],
    theirs: Sequence[float],
    said: Sequence[bool],
    groups: Mapping[Key, frozenset[str]],
) -> tuple[tuple[Part, ...], int]:
    """(the parts that may be shown, in the order of `groups`; how many others have an answer). `people`, `ours`, `theirs`, `said`:
    whose each answer is, the log-odds of a yes from both models, what came; `groups`: the people of every part by id."""
    everybody = frozenset(people)
    whose = np.unique(np.array(people, dtype=str), return_inverse=True)[1]
    answers = np.array(said, dtype=np.float64)
    kinds: dict[str, list[_Rows]] = {}
    for key, ids in groups.items():
        own = np.array([at for at, person in enumerate(people) if person in ids], dtype=np.intp)
        if 0 < len(own) < len(people):  # a part that is everybody says nothing of its own
            kinds.setdefault(key[0], []).append(_Rows(key, own, everybody & ids))
    found: list[Part] = []
    shown: list[frozenset[str]] = []

    def part(rows: _Rows) -> Part:
        whom, came = [people[at] for at in rows.own.tolist()], [said[at] for at in rows.own.tolist()]
        we, they = [ours[at] for at in rows.own.tolist()], [theirs[at] for at in rows.own.tolist()]
        return Part(*rows.key, quality(we, came, whom), compare(whom, came, we, they))

    def leaves_few(rows: Sequence[_Rows]) -> bool:
        """Whether those who are in none of them are few, so that the figures of all others give theirs away."""
        rest = np.setdiff1d(np.arange(len(answers)), np.concatenate([one.own for one in rows]))
        return len(rest) > 0 and points_at_people(whose[rest], answers[rest])

    for kind, rows in kinds.items():
        good = [(one, made) for one in rows if (made := part(one)).quality.auc is not None]
        if kind == SAVED:
            good = [one for one in good if not leaves_few([one[0]])]
        left: list[tuple[_Rows, Part]] = []
        for one in good:
            if not _is_near(one[0].members, shown, everybody):
                left.append(one)
                shown.append(one[0].members)
        while kind != SAVED and left and leaves_few([rows for rows, _ in left]):
            smallest = min(left, key=lambda one: (len(one[0].own), one[0].key))
            left.remove(smallest)
            shown.remove(smallest[0].members)
        found += [made for _, made in left]
    return tuple(found), sum(map(len, kinds.values())) - len(found)


def _is_near(members: frozenset[str], shown: Sequence[frozenset[str]], everybody: frozenset[str]) -> bool:
    return any(0 < len(members ^ others) < FEWEST_OF_A_SIDE for one in shown for others in (one, everybody - one))
