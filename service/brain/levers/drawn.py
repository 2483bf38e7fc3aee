"""A small share of decisions is drawn among what is good, so that what is never shown can still be learned about.

Drawn by a keyed hash of the person and the day of the decision: the same person on the same day is always drawn alike, so that a
sweep and a job of one day agree, and nobody without the key can foretell it.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from service.brain.levers.models import DrawnShare
from service.db.loaded import ask
from service.decisions.next_action.policy import MOST_RANDOM
from service.errors import InvalidInput
from service.security.keys import derive_key
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace
from service.workspaces.models import Workspace

DEFAULT: Final = 0.01
SHARES: Final = (0.0, 0.005, 0.01, MOST_RANDOM)
"""What a workspace may choose."""
_SHARE: Final = (
    select(Workspace.is_sandbox, DrawnShare.share)
    .outerjoin(DrawnShare, DrawnShare.workspace_id == Workspace.id)
    .where(Workspace.id == bindparam("workspace", type_=String))
)
_BITS: Final = 53
"""As many as a float holds without rounding."""


def draw_of(person_id: str, at: datetime) -> float:
    """In [0, 1), the same for a person on one day (UTC)."""
    said = f"{person_id}\x00{at.date().isoformat()}".encode()
    digest = hmac.digest(derive_key("drawn decisions"), said, "sha256")
    return int(int.from_bytes(digest[:8]) >> (64 - _BITS)) / (1 << _BITS)


def drawn_share(session: Session, workspace_id: str) -> float:
    """In [0, 0.02]. None is drawn in a sandbox: invented people teach nothing."""
    is_sandbox, share = ask(session, _SHARE, {"workspace": workspace_id}).one()
    if is_sandbox:
        return 0.0
    return DEFAULT if share is None else float(share)


def set_drawn_share(session: Session, actor: Actor, share: float, at: datetime) -> bool:
    """Sets it; answers whether it changed. Raises InvalidInput for a share that is not offered."""
    if share not in SHARES:
        raise InvalidInput("Choose 0, 0.5, 1 or 2 of 100 decisions.", param="share")
    lock_workspace(session, actor.workspace_id)
    row = session.get(DrawnShare, actor.workspace_id, populate_existing=True)
    before = DEFAULT if row is None else row.share
    if share == before:
        return False
    if row is None:
        row = DrawnShare(workspace_id=actor.workspace_id, share=share)
        session.add(row)
    row.share, row.set_by, row.set_at = share, actor.user_id, at
    record_act(session, actor, "drawn_share.set", at, body={"before": before, "now": share})
    session.flush()
    return True
