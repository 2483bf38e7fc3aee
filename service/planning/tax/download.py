"""The tax list for a file; each download is written down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from service.planning.tax.values import TaxList, read_list
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act


def download_list(session: Session, actor: Actor, asked: str, at: datetime) -> TaxList:
    """The whole list of the span that is asked for. Raises Conflict as `read_list` does."""
    told = read_list(session, actor.workspace_id, asked, at.date())
    said = {"people": len(told.people), "from": told.span.first.isoformat(), "until": told.span.last.isoformat()}
    record_act(session, actor, "tax_list.downloaded", at, subject_id=actor.workspace_id, body=said)
    return told
