"""Somebody at the console of a sandbox acts as one of its made-up people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox


def begin_acting(session: Session, actor: Actor, gift: RecipientGift, at: datetime) -> None:
    """Notes it. Raises Conflict outside of a sandbox, where people are real."""
    if not is_sandbox(session, gift.workspace_id):
        raise Conflict("These people are real: nobody acts for them. In a sandbox you can.")
    record_act(session, actor, "sandbox.acted_as", at, subject_id=gift.id)
