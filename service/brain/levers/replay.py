"""Decisions of the past made again with another policy, on copies: nothing is sent or stored.

Both are made anew, with what holds today and with what is tried, so that a lever that was changed meanwhile is compared with the
one of today.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from service.brain.deciding.models import NextDecision
from service.decisions.next_action.decide import Decision, decide
from service.decisions.next_action.policy import Policy
from service.decisions.next_action.record import read
from service.errors import HandpickedError

PolicyOf = Callable[[str, Policy], Policy]
"""A person's id and the policy of the day -> the policy to decide with."""
MOST: Final = 600
"""The newest decisions that are made again for one look at a page: about half a second."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One stored decision, made again: with the policy of the day, today's, and the one that is tried, none of them by chance.

    `shown`: what was shown then, as an action's key, with its `kind` and `probability`; `share`: of decisions drawn then.
    """

    person_id: str
    at: datetime
    shown: str
    kind: str
    probability: float
    share: float
    then: Decision
    today: Decision
    tried: Decision

    @property
    def is_other(self) -> bool:
        """Whether another action is best."""
        return self.today.winner.action.key != self.tried.winner.action.key


def replay(
    session: Session,
    workspace_id: str,
    since: datetime,
    today: PolicyOf,
    tried: PolicyOf,
    *,
    people: Collection[str] | None = None,
    most: int = MOST,
) -> Iterator[Replayed]:
    """The newest `most` decisions after `since`, the newest first. `people`: only theirs. What was decided with a model that is
    not kept can't be made again and is left out."""
    if people is not None and not people:
        return
    # Whoever belongs to a segment may be many: they are picked out here, not in a list of thousands of ids.
    rows = session.execute(_newest(workspace_id, since)).yield_per(200)
    found = 0
    for row in rows:
        if people is not None and row.recipient_id not in people:
            continue
        try:
            state, moment, actions, policy = read(row.made_from)
        except HandpickedError:
            continue
        policies = [replace(one, random_share=0.0) for one in _three(row.recipient_id, policy, today, tried)]
        made = [decide(state, moment, actions, one) for one in policies]
        yield Replayed(
            person_id=row.recipient_id,
            at=row.at,
            shown=row.said["winner"]["action"],
            kind=row.kind,
            probability=row.probability,
            share=policy.random_share,
            then=made[0],
            today=made[1],
            tried=made[2],
        )
        found += 1
        if found == most:
            return


def _three(person_id: str, policy: Policy, today: PolicyOf, tried: PolicyOf) -> tuple[Policy, Policy, Policy]:
    return policy, today(person_id, policy), tried(person_id, policy)


def count_decisions(session: Session, workspace_id: str, at: datetime, days: int) -> int:
    """How many there are of the last days."""
    wanted = select(func.count(NextDecision.id)).where(
        NextDecision.workspace_id == workspace_id, NextDecision.at > at - timedelta(days=days)
    )
    return session.scalar(wanted) or 0


def _newest(
    workspace_id: str, since: datetime
) -> Select[tuple[str, datetime, str, float, dict[str, Any], dict[str, Any]]]:
    return (
        select(
            NextDecision.recipient_id,
            NextDecision.at,
            NextDecision.kind,
            NextDecision.probability,
            NextDecision.made_from,
            NextDecision.said,
        )
        .where(NextDecision.workspace_id == workspace_id, NextDecision.at > since)
        .order_by(NextDecision.at.desc(), NextDecision.id)
    )
