"""What `handpicked jobs` does: the acts of the ops page, some jobs at a time, as JSON-ready reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.app.wiring import register_all
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import NotFound
from service.ops.jobs.chosen import Chosen, Portion, count_groups, list_jobs, require_known
from service.ops.jobs.discard import discard_jobs, look_before
from service.ops.jobs.in_portions import go_through
from service.ops.purge import is_due, purge_jobs
from service.ops.run_jobs_again import run_jobs_again
from service.workspaces.actor import Actor, system
from service.workspaces.models import Workspace

Report = dict[str, Any]


def chosen_by(
    kind: str | None, cause: str | None, queue: str | None, state: str | None, workspace: str | None
) -> Chosen:
    """The filter that was typed, `workspace` by name. Raises InvalidInput or NotFound for what can’t be."""
    register_all()
    with reading() as session:
        workspace_id = None if workspace is None else find_workspace(session, workspace)
        chosen = Chosen(kind, cause, queue, state, workspace_id)
        require_known(session, chosen)
    return chosen


def find_workspace(session: Session, name: str) -> str:
    """The id of the workspace of this name. Raises NotFound."""
    workspace_id = session.scalar(select(Workspace.id).where(Workspace.name == name))
    if workspace_id is None:
        raise NotFound(f"There’s no workspace called “{name}”.")
    return workspace_id


def listed(chosen: Chosen, most: int) -> Report:
    """{"total", "groups": [{kind, cause, queue, state, jobs}], "jobs": [the latest `most`]}."""
    with reading() as session:
        groups, lines = count_groups(session, chosen), list_jobs(session, chosen, most)
    return {
        "total": sum(group.jobs for group in groups),
        "groups": [asdict(group) for group in groups],
        "jobs": [_plain(asdict(line)) for line in lines],
    }


def run_again(chosen: Chosen, most: int, *, dry: bool) -> Report:
    """{"dry_run", "matching", "redriven", "groups"}: at most `most` of the dead jobs that are meant; none where `dry`."""
    at = utc_now()
    with reading() as session:
        groups = count_groups(session, chosen)
    done = Counter[str]()

    def act(session: Session, some: Portion) -> int:
        number = run_jobs_again(session, some.kind, some.cause, _actor(some), at, job_ids=some.job_ids)
        done["redriven"] += number
        return number

    if not dry:
        go_through(chosen, most, act)
    return {
        "dry_run": dry,
        "matching": sum(group.jobs for group in groups),
        "redriven": done["redriven"],
        "groups": [asdict(group) for group in groups],
    }


def discard(chosen: Chosen, reason: str, most: int, *, dry: bool) -> Report:
    """{"dry_run", "discarded", "refused", "why": [{kind, jobs, sentence}]}; where `dry`, `discarded` is what would be."""
    at = utc_now()
    kept, going = Counter[tuple[str, str]](), Counter[str]()

    def act(session: Session, some: Portion) -> int:
        if dry:
            found = look_before(session, some.job_ids, some.workspace_id, at)
        else:
            found = discard_jobs(session, some.job_ids, reason, _actor(some), at)
        kept.update(found.kept)
        going["discarded"] += found.jobs
        return found.jobs

    go_through(chosen, most, act)
    return {
        "dry_run": dry,
        "discarded": going["discarded"],
        "refused": kept.total(),
        "why": [{"kind": kind, "jobs": jobs, "sentence": why} for (kind, why), jobs in sorted(kept.items())],
    }


def purge(chosen: Chosen, most: int, *, dry: bool) -> Report:
    """{"dry_run", "due", "purged", "groups"}: what ended longer ago than it is kept, whatever else is meant."""
    at = utc_now()
    with reading() as session:
        groups = count_groups(session, chosen, is_due(at))
    done = Counter[str]()

    def act(session: Session, some: Portion) -> int:
        number = purge_jobs(session, some.job_ids, _actor(some), at)
        done["purged"] += number
        return number

    if not dry:
        go_through(chosen, most, act, is_due(at))
    return {
        "dry_run": dry,
        "due": sum(group.jobs for group in groups),
        "purged": done["purged"],
        "groups": [asdict(group) for group in groups],
    }


def _actor(some: Portion) -> Actor | None:
    return None if some.workspace_id is None else system(some.workspace_id)


def _plain(line: Report) -> Report:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in line.items()}
