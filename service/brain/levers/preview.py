"""What other levers would have changed: decisions of the last 28 days made again with them, on copies. Nothing is
sent or stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service.brain.levers.in_force import EVERYONE, Pulls, pulls_of
from service.brain.levers.replay import PolicyOf, replay
from service.decisions.next_action.actions import MESSAGES, Kind

SPAN: Final = timedelta(days=28)
FEWEST: Final = 20
"""Fewer decisions say nothing about a lever."""


@dataclass(frozen=True, slots=True)
class Preview:
    """`before` and `after`: kind -> decisions that it wins. `looked_at` decisions of `people` people, `other_way` of them go
    another way."""

    looked_at: int
    people: int
    other_way: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    messages_before: int
    messages_after: int

    @property
    def is_enough(self) -> bool:
        """Whether there are decisions enough to say anything."""
        return self.looked_at >= FEWEST


def preview(
    session: Session, workspace_id: str, levers: Mapping[Kind, float], at: datetime, segment_id: str = EVERYONE
) -> Preview:
    """The newest decisions of 28 days with these levers in force for everybody, or for the people of a segment, instead of those of
    today; of a segment only its people's."""
    pulls = pulls_of(session, workspace_id, at, segment_id)
    changed = pulls.with_change(segment_id, levers)
    before, after = Counter[str](), Counter[str]()
    messages = [0, 0]
    other_way, people = 0, set[str]()
    rows = replay(
        session, workspace_id, at - SPAN, with_levers(pulls), with_levers(changed), people=pulls.members.get(segment_id)
    )
    for row in rows:
        people.add(row.person_id)
        then = row.today.winner.action, row.tried.winner.action
        before[then[0].kind] += 1
        after[then[1].kind] += 1
        messages = [count + (one.way in MESSAGES) for count, one in zip(messages, then, strict=True)]
        other_way += row.is_other
    return Preview(before.total(), len(people), other_way, before, after, *messages)


def with_levers(pulls: Pulls) -> PolicyOf:
    """The policy of the day with these levers instead of its own."""
    return lambda person_id, policy: replace(policy, levers=pulls.of(person_id))
