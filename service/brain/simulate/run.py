"""A change of a lever or a limit over past decisions: what would have won, and, where the log can tell, what would have come of it.

Of each person one decision in two weeks counts for what came of it, the earliest first, so that one answer is counted once; and
only decisions that are two weeks old.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.brain.levers.in_force import EVERYONE
from service.brain.levers.preview import FEWEST
from service.brain.levers.replay import Replayed, replay
from service.brain.simulate.answered import WITHIN, answers_of, has_answered
from service.brain.simulate.change import Change, policies_of
from service.brain.simulate.models import Simulation
from service.decisions.forecasting.small_numbers import may_show
from service.decisions.learning.measure.off_policy import Estimate, Logged, evaluate
from service.decisions.next_action.actions import MESSAGES
from service.decisions.next_action.decide import shown_with
from service.errors import InvalidInput
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SPANS: Final = (28, 90)
MOST: Final = 2_000
"""The newest decisions that one simulation makes again: about three seconds."""
_SHRINK: Final = 20
"""So many answers at the overall rate are added to those of a kind before its rate is taken as what is expected of it."""


@dataclass(frozen=True, slots=True)
class Move:
    """What would have won in place of what, in how many decisions; `people` None where they are too few, or all but too few."""

    before: str
    after: str
    decisions: int
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """`looked_at` decisions of `people` people, `other_way` of them go another way. `before` and `after`: kind -> decisions that it
    wins. `moves`: from what to what, only where at least four people and all but four were moved so; `untold` decisions besides.
    `came`: what was counted, `estimate`: what is estimated, both of decisions with an answer."""

    looked_at: int
    people: int
    other_way: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    messages_before: int
    messages_after: int
    moves: Sequence[Move]
    untold: int
    came: Estimate
    estimate: Estimate

    @property
    def is_enough(self) -> bool:
        """Whether there are decisions enough to say anything."""
        return self.looked_at >= FEWEST


def simulate(session: Session, workspace_id: str, change: Change, days: int, at: datetime) -> Found:
    """Reads and writes nothing. Raises InvalidInput for a time that is not offered."""
    if days not in SPANS:
        raise InvalidInput("Choose 28 or 90 days.", param="days")
    since = at - timedelta(days=days)
    today, tried, pulls = policies_of(session, workspace_id, change, at)
    people = pulls.members.get(change.segment_id)
    rows = list(replay(session, workspace_id, since, today, tried, people=people, most=MOST))
    before, after = Counter[str](), Counter[str]()
    for row in rows:
        before[row.today.winner.action.kind] += 1
        after[row.tried.winner.action.kind] += 1
    moves, untold = _moves(rows)
    logged = _logged(rows, answers_of(session, workspace_id, since), at)
    return Found(
        looked_at=len(rows),
        people=len({row.person_id for row in rows}),
        other_way=sum(row.is_other for row in rows),
        before=dict(before),
        after=dict(after),
        messages_before=sum(row.today.winner.action.way in MESSAGES for row in rows),
        messages_after=sum(row.tried.winner.action.way in MESSAGES for row in rows),
        moves=moves,
        untold=untold,
        came=evaluate([_as_it_was(one) for one in logged]),
        estimate=evaluate(logged),
    )


def keep_simulation(
    session: Session, actor: Actor, change: Change, days: int, found: Found, at: datetime
) -> Simulation:
    """Writes down what was simulated and what came out."""
    row = Simulation(
        id=new_id("sml"),
        workspace_id=actor.workspace_id,
        what=change.what,
        segment_id=None if change.segment_id == EVERYONE else change.segment_id,
        before=change.before,
        after=change.after,
        days=days,
        found=asdict(found),
        made_by=actor.user_id,
        made_at=at,
    )
    session.add(row)
    session.flush()
    body = {"what": change.what, "before": change.before, "after": change.after, "days": days}
    record_act(session, actor, "decisions.simulated", at, subject_id=row.id, body=body)
    return row


def _moves(rows: Sequence[Replayed]) -> tuple[list[Move], int]:
    """Moves with enough people in them and beside them, the most decisions first; and how many decisions are left untold."""
    everybody = len({row.person_id for row in rows})
    decisions: Counter[tuple[str, str]] = Counter()
    people: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.is_other:
            pair = row.today.winner.action.kind, row.tried.winner.action.kind
            decisions[pair] += 1
            people[pair].add(row.person_id)
    shown = [
        Move(*pair, number, len(people[pair]))
        for pair, number in sorted(decisions.items(), key=lambda one: (-one[1], one[0]))
        if may_show(len(people[pair]), everybody)
    ]
    return shown, decisions.total() - sum(move.decisions for move in shown)


def _logged(rows: Iterable[Replayed], answers: Mapping[str, Sequence[datetime]], at: datetime) -> list[Logged]:
    """The log as the estimates read it."""
    counted = _apart(row for row in rows if row.at + WITHIN <= at)
    rewards = [float(has_answered(answers.get(row.person_id, ()), row.at)) for row in counted]
    expected = _Expected(counted, rewards)
    found = []
    for row, reward in zip(counted, rewards, strict=True):
        could, would = shown_with(row.then, row.share), shown_with(row.tried, row.share)
        kinds = {one.action.key: one.action.kind for one in row.tried.ranked}
        found.append(
            Logged(
                reward=reward,
                probability=row.probability,
                other_probability=would.get(row.shown, 0.0),
                guess=expected.without(row.kind, reward),
                other_guess=_share(
                    chance * expected.without(kinds[key], reward, row.kind) for key, chance in would.items()
                ),
                unseen=_share(chance for key, chance in would.items() if key not in could),
            )
        )
    return found


def _apart(rows: Iterable[Replayed]) -> list[Replayed]:
    """Of each person decisions that are at least two weeks apart, the earliest first."""
    found: list[Replayed] = []
    last: dict[str, datetime] = {}
    for row in sorted(rows, key=lambda row: (row.at, row.person_id)):
        if row.person_id not in last or row.at - last[row.person_id] >= WITHIN:
            last[row.person_id] = row.at
            found.append(row)
    return found


class _Expected:
    """What is expected of a kind: its rate of answers, drawn towards the rate of all, and each time without the decision it is
    asked about, so that no answer foretells itself."""

    def __init__(self, rows: Sequence[Replayed], rewards: Sequence[float]) -> None:
        self._number: Counter[str] = Counter()
        self._sum: Counter[str] = Counter()
        for row, reward in zip(rows, rewards, strict=True):
            self._number[row.kind] += 1
            self._sum[row.kind] += int(reward)

    def without(self, kind: str, reward: float, own: str | None = None) -> float:
        """Of `kind`, without one decision of the kind `own` that earned `reward`."""
        mine = own is None or own == kind
        number, earned = self._number[kind] - mine, self._sum[kind] - mine * reward
        others = self._number.total() - 1
        rate = (self._sum.total() - reward) / others if others else 0.5
        return (earned + _SHRINK * rate) / (number + _SHRINK)


def _share(parts: Iterable[float]) -> float:
    """A sum of shares of one, without what its last digit is too much."""
    return min(1.0, math.fsum(parts))


def _as_it_was(one: Logged) -> Logged:
    return Logged(one.reward, one.probability, one.probability, one.guess, one.guess)
