"""A proposed repair of a plan that gives one group worse gifts: asked for here, simulated by a job, shown beside the plan it is of.

Nothing of it is carried out. What is shown keeps to the same rule for small numbers as the plan's own figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from service.brain.learning.fair import Fairness, Group, Watched, group_of
from service.brain.learning.repair_row import PlanRepair
from service.errors import Conflict, NotFound
from service.jobs.enqueue import enqueue, next_version
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SIMULATE: Final = "planning.repair"
"""The job's kind; its subject is the campaign."""


@dataclass(frozen=True, slots=True)
class ShownRepair:
    """`groups`: each before and after; `ratio` likewise. `weight`: how much more people of `group` counted than everybody else.
    `mean`: how likely a gift is to be kept on average, in percent. `is_done` False: it is being simulated. `group` None: nothing
    had to be repaired any more."""

    kind: str
    is_done: bool
    group: str | None = None
    weight: float = 1.0
    groups: Sequence[tuple[Group, Group]] = ()
    ratio: tuple[float | None, float | None] = (None, None)
    mean: tuple[float, float] = (0.0, 0.0)


def unfair(fair: Fairness) -> Watched | None:
    """The kind of groups with the lowest ratio, where one is below what is called even; None where all are."""
    return min((one for one in fair.watched if not one.is_fair), key=lambda one: one.ratio or 0.0, default=None)


def ask_for_repair(session: Session, actor: Actor, fair: Fairness | None, at: datetime) -> None:
    """Has a repair simulated for the newest plan. Raises NotFound where there is no plan, Conflict where it is even already, or one
    is being simulated."""
    if fair is None:
        raise NotFound("No plan has been made yet.")
    watched = unfair(fair)
    if watched is None:
        raise Conflict("This plan is even, so there’s nothing to repair.")
    row = session.get(PlanRepair, fair.campaign_id, with_for_update=True)
    if row is not None and row.done_at is None and row.match_run_id == fair.match_run_id:
        raise Conflict("A repair is being simulated already.")
    if row is None:
        row = PlanRepair(campaign_id=fair.campaign_id, workspace_id=actor.workspace_id)
        session.add(row)
    row.match_run_id, row.kind = fair.match_run_id, watched.kind
    row.asked_by, row.asked_at, row.done_at, row.found = actor.user_id, at, None, {}
    session.flush()
    version = next_version(session, SIMULATE, fair.campaign_id)
    enqueue(
        session, SIMULATE, fair.campaign_id, version=version,
        workspace_id=actor.workspace_id, campaign_id=fair.campaign_id, run_at=at,
    )  # fmt: skip
    record_act(session, actor, "plan.repair_asked", at, subject_id=fair.campaign_id, body={"by": watched.kind})


def repair_of(session: Session, fair: Fairness) -> ShownRepair | None:
    """Of the plan that is shown; None where none was asked for, or for an earlier plan."""
    row = session.get(PlanRepair, fair.campaign_id)
    if row is None or row.match_run_id != fair.match_run_id:
        return None
    if row.done_at is None:
        return ShownRepair(row.kind, is_done=False)
    return _shown(row.kind, row.found) if row.found else ShownRepair(row.kind, is_done=True)


def _shown(kind: str, found: Mapping[str, Any]) -> ShownRepair:
    everybody = sum(people for _, people, _, _ in found["groups"])
    groups = [
        (group_of(name, before, people, everybody), group_of(name, after, people, everybody))
        for name, people, before, after in found["groups"]
    ]
    # A figure before without its figure after, or the other way round, would tell what the missing one is.
    told = [pair for pair in groups if pair[0].share is not None and pair[1].share is not None]
    return ShownRepair(
        kind, True, found["group"], found["weight"], told,
        (_ratio([before for before, _ in told]), _ratio([after for _, after in told])),
        (found["mean"][0], found["mean"][1]),
    )  # fmt: skip


def _ratio(groups: Sequence[Group]) -> float | None:
    shares = [one.share.value for one in groups if one.share is not None]
    return min(shares) / max(shares) if len(shares) > 1 and max(shares) > 0 else None
