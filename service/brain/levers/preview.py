"""What other levers would have changed: decisions of the last 28 days made again with them, on copies. Nothing is
sent or stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.deciding.models import NextDecision
from service.brain.levers.set_lever import levers_in_force
from service.decisions.next_action.actions import MESSAGES, Kind
from service.decisions.next_action.decide import decide
from service.decisions.next_action.record import read
from service.errors import HandpickedError

SPAN: Final = timedelta(days=28)
FEWEST: Final = 20
"""Fewer decisions say nothing about a lever."""
MOST: Final = 600
"""The newest decisions that are made again for one look at the page: about half a second."""


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


def preview(session: Session, workspace_id: str, levers: Mapping[Kind, float], at: datetime) -> Preview:
    """The newest decisions of 28 days with these levers in force instead of those of today. Both are made anew: a lever that was
    changed meanwhile is compared with the one of today."""
    rows = session.execute(
        select(NextDecision.recipient_id, NextDecision.made_from)
        .where(NextDecision.workspace_id == workspace_id, NextDecision.at > at - SPAN)
        .order_by(NextDecision.at.desc(), NextDecision.id)
        .limit(MOST)
    ).all()
    from_today = levers_in_force(session, workspace_id)
    before, after = Counter[str](), Counter[str]()
    messages = [0, 0]
    other_way, people = 0, set()
    for person_id, body in rows:
        try:
            state, moment, actions, policy = read(body)
        except HandpickedError:
            continue  # made with a model that is not kept: it cannot be made again
        people.add(person_id)
        then = [
            decide(state, moment, actions, replace(policy, levers=one)).winner.action for one in (from_today, levers)
        ]
        before[then[0].kind] += 1
        after[then[1].kind] += 1
        messages = [count + (one.way in MESSAGES) for count, one in zip(messages, then, strict=True)]
        other_way += then[0].key != then[1].key
    return Preview(before.total(), len(people), other_way, before, after, *messages)
