"""`handpicked erase`: erases one person who asked for it by another way than their own page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from service.app.commands.operate.job_acts import find_workspace
from service.app.wiring import register_all
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, NotFound
from service.ops.erase_someone import erase_someone, find_people, look_before_erasing
from service.workspaces.actor import system


def look(person: str, workspace: str | None) -> dict[str, Any]:
    """What erasing them would do: {recipient_id, workspace_id, workspace_name, ended_gifts, lost_orders, nameless_gifts, files}.

    Changes nothing. Raises NotFound for nobody, Conflict where several workspaces know the address or they were erased before.
    """
    register_all()
    with reading() as session:
        workspace_id = None if workspace is None else find_workspace(session, workspace)
        found = find_people(session, person.strip(), workspace_id)
        if not found:
            raise NotFound("Nobody here has this id or email address.")
        there = [one for one in found if one.erased_at is None]
        if len(there) > 1:
            ids = ", ".join(one.id for one in there)
            raise Conflict(f"{len(there)} workspaces know this address. Erase one at a time, by id: {ids}")
        return asdict(look_before_erasing(session, (there or found)[0]))


def erase(recipient_id: str, workspace_id: str) -> dict[str, Any]:
    """Erases them; what that did, as `look` has it. Raises NotFound, and Conflict where somebody was first."""
    with transaction() as session:
        return asdict(erase_someone(session, recipient_id, system(workspace_id), utc_now()))
