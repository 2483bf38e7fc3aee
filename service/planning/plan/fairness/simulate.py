"""Makes a plan again in which people of one group count more, and writes down what that would change; nothing is adopted.

As many plans are made as it takes to find the gentlest repair, at most four, with no transaction open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.learning.fair import WATCHED
from service.brain.learning.repair_row import PlanRepair
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading
from service.db.writing.chunks import in_chunks
from service.decisions.learning.measure.fairness import Repair, simulate_repair
from service.decisions.values import Problem
from service.jobs.act_types import Effect, Lease
from service.planning.plan.choose import gather_problem
from service.recipients.models import Recipient


def repair_job(lease: Lease) -> Effect:
    """The act of `planning.repair`: subject is the campaign."""
    from service.decisions.solve import choose_gifts  # noqa: PLC0415  its compiler is heavy: only this worker loads it

    at = utc_now()
    with reading() as session:
        row = session.get_one(PlanRepair, lease.subject_id)
        match_run_id = row.match_run_id
        problem = gather_problem(session, session.get_one(Campaign, lease.subject_id), at).problem
        groups = groups_of(session, problem, row.kind)
    repair = simulate_repair(problem, groups, choose_gifts)
    found = {} if repair is None else as_found(repair)

    def save(session: Session) -> None:
        keep_found(session, lease.subject_id, match_run_id, found, at)

    return save


def keep_found(session: Session, campaign_id: str, match_run_id: str, found: Mapping[str, Any], at: datetime) -> None:
    """Writes down what came out, unless another plan was asked about meanwhile."""
    row = session.get_one(PlanRepair, campaign_id, with_for_update=True)
    if row.match_run_id == match_run_id:
        row.found, row.done_at = dict(found), at


def groups_of(session: Session, problem: Problem, kind: str) -> dict[str, str]:
    """The group of everybody in a plan, by their id."""
    found: dict[str, str] = {}
    for some in in_chunks([one.id for one in problem.candidates]):
        people = session.scalars(select(Recipient).where(Recipient.id.in_(some)))
        found |= {person.id: WATCHED[kind](person) for person in people}
    return found


def as_found(repair: Repair) -> dict[str, Any]:
    """A repair as its row keeps it: for each group its people, and how many have a good gift before and after."""
    return {
        "group": repair.group,
        "weight": repair.weight,
        "groups": [
            [name, people, good, repair.after.groups[name][1]] for name, (people, good) in repair.before.groups.items()
        ],
        "mean": [round(100 * repair.mean_before, 1), round(100 * repair.mean_after, 1)],
    }
