"""Asks for a sender's statement, makes it by job, and finds it again. What was made is kept as it was: it is evidence."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.errors import RenderError
from renderers.statement.pdf.stamp import stamp
from renderers.statement.sender.context import to_bytes
from renderers.statement.sender.draw import draw_sender
from renderers.statement.sender.figures import VERSION
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading
from service.db.page import Page, page_number
from service.errors import NotFound
from service.insights.models import SenderStatementRow
from service.insights.sender_story import sender_story
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.security.ids import new_id
from service.storage.in_force import storage
from service.storage.interface import Stored
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.sandbox import is_sandbox

KIND: Final = "insights.statement"
SHOWN: Final = 8
"""Made statements that one page lists."""
PDF: Final = "application/pdf"
MEDIA: Final = {"reader": PDF, "archive": PDF, "figures": "application/json"}


def ask_for_statement(
    session: Session, campaign: Campaign, account_id: str | None, actor: Actor, at: datetime
) -> SenderStatementRow:
    """Writes the wish and enqueues its making. Raises NotFound for a company that has no gift in the campaign."""
    sender_story(session, campaign, account_id, "asked", at)
    row_id = new_id("stm")
    row = SenderStatementRow(
        id=row_id,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        account_id=account_id,
        asked_by=actor.user_id,
        number=f"ST-{at.date().isoformat()}-{row_id[-4:].upper()}",
        template_version=None,
        input_hash=None,
        files={},
        problem=None,
        created_at=at,
        made_at=None,
    )
    session.add(row)
    session.flush()
    enqueue(session, KIND, row.id, workspace_id=campaign.workspace_id, campaign_id=campaign.id)
    record_act(session, actor, "statement.asked", at, subject_id=row.id)
    return row


def make_statement_job(lease: Lease) -> Effect | None:
    """The act of `insights.statement`: subject is the row. A refusal is written where the person who asked will read it."""
    with reading() as session:
        row = session.get(SenderStatementRow, lease.subject_id)
        if row is None or row.made_at is not None:
            return None
        campaign = session.get_one(Campaign, row.campaign_id)
        story = sender_story(session, campaign, row.account_id, row.number, utc_now())
        is_invented = is_sandbox(session, row.workspace_id)
    key = hashlib.sha256(
        f"sender {VERSION}{' invented' if is_invented else ''}\0".encode() + to_bytes(story)
    ).hexdigest()
    began = monotonic()
    try:
        files = draw_sender(story)
        if is_invented:
            files = {name: stamp(body) if MEDIA[name] == PDF else _marked(body) for name, body in files.items()}
    except RenderError as error:
        return partial(_refuse, lease.subject_id, error.sentence)
    named = {name: (MEDIA[name], body) for name, body in files.items()}
    return partial(_keep, lease.subject_id, storage().put(key, named, round(monotonic() - began, 3)))


def _marked(figures: bytes) -> bytes:
    """Figures of made-up people say so."""
    return json.dumps({"sandbox": True, **json.loads(figures)}, ensure_ascii=False, indent=2).encode()


def made_statements(
    session: Session, campaign: Campaign, account_id: str | None, wanted: str | None = None
) -> Page[tuple[int, SenderStatementRow]]:
    """A page of the statements that were asked for, made or not, the newest first, each with its version's number: the first of
    this campaign or company is 1."""
    query = (
        select(SenderStatementRow)
        .where(
            SenderStatementRow.workspace_id == campaign.workspace_id,
            SenderStatementRow.campaign_id == campaign.id,
            SenderStatementRow.account_id.is_(None)
            if account_id is None
            else SenderStatementRow.account_id == account_id,
        )
        .order_by(SenderStatementRow.created_at.desc(), SenderStatementRow.id.desc())
    )
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = page_number(wanted, total, SHOWN)
    before = (number - 1) * SHOWN
    rows = session.scalars(query.limit(SHOWN).offset(before)).all()
    return Page([(total - before - place, row) for place, row in enumerate(rows)], number, total, SHOWN)


def made_statement(session: Session, campaign: Campaign, statement_id: str) -> tuple[SenderStatementRow, str]:
    """The row and the key of its files. Raises NotFound where it was not made."""
    row = session.scalar(
        select(SenderStatementRow).where(
            SenderStatementRow.id == statement_id,
            SenderStatementRow.campaign_id == campaign.id,
            SenderStatementRow.workspace_id == campaign.workspace_id,
        )
    )
    if row is None or row.input_hash is None:
        raise NotFound("There’s no such statement.")
    return row, row.input_hash


def _keep(row_id: str, stored: Stored, session: Session) -> None:
    row = session.get_one(SenderStatementRow, row_id, with_for_update=True)
    row.input_hash, row.files, row.template_version = stored.key, dict(stored.files), VERSION
    row.problem, row.made_at = None, utc_now()


def _refuse(row_id: str, problem: str, session: Session) -> None:
    row = session.get_one(SenderStatementRow, row_id, with_for_update=True)
    row.problem, row.made_at = problem, utc_now()
