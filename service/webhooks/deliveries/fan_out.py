"""From what happened to what is sent: each event that somebody listens to becomes a delivery to each endpoint that listens.

The events are rows of the acts themselves, so none is lost and none is told that was not done. Workspaces without an endpoint are
not looked at, and nothing of theirs is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, or_, select, text, update
from sqlalchemy.orm import Session

from service.db.connect import reading, transaction
from service.gifting.events import EventKind
from service.gifting.models import GiftEvent, RecipientGift
from service.security.ids import new_id
from service.webhooks.deliveries.chain import busy_subjects, let_leave
from service.webhooks.deliveries.message import gift_data, message_body
from service.webhooks.event_types import OF_GIFTS, listens
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from service.workspaces.announcements.models import Announcement
from service.workspaces.sandbox import is_sandbox

AT_ONCE: Final = 500
"""Events of one workspace that are taken up in one transaction."""
PASSES: Final = 4
"""Transactions for one workspace in one sweep, so that the others have their turn."""
_WAITING: Final = "NOT is_passed_on"
"""As the partial indexes have it."""


_WORKSPACES: Final = (
    select(WebhookEndpoint.workspace_id)
    .where(
        or_(
            exists().where(GiftEvent.workspace_id == WebhookEndpoint.workspace_id, text(_WAITING)),
            exists().where(Announcement.workspace_id == WebhookEndpoint.workspace_id, text(_WAITING)),
        )
    )
    .distinct()
)
"""Where somebody listens and something has happened."""


@dataclass(frozen=True, slots=True)
class _Told:
    kind: str
    subject_id: str
    at: datetime
    data: dict[str, Any]


def pass_on_events(at: datetime) -> int:
    """A sweep: takes up what happened since the last one; how many deliveries came of it."""
    with reading() as session:
        workspaces = session.scalars(_WORKSPACES).all()
    made = 0
    for workspace_id in sorted(workspaces):
        for _ in range(PASSES):
            with transaction() as session:
                taken, new = _pass_on(session, workspace_id, at)
            made += new
            if taken < AT_ONCE:
                break
    return made


def _pass_on(session: Session, workspace_id: str, at: datetime) -> tuple[int, int]:
    """(events taken up, deliveries made)"""
    endpoints = session.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.workspace_id == workspace_id)
        .order_by(WebhookEndpoint.id)
        .with_for_update()
    ).all()
    steps = session.scalars(
        select(GiftEvent)
        .where(GiftEvent.workspace_id == workspace_id, text(_WAITING))
        .order_by(GiftEvent.id)
        .limit(AT_ONCE)
    ).all()
    others = session.scalars(
        select(Announcement)
        .where(Announcement.workspace_id == workspace_id, text(_WAITING))
        .order_by(Announcement.id)
        .limit(AT_ONCE)
    ).all()
    if not steps and not others:
        return 0, 0
    told = sorted([*_of_gifts(session, steps), *_of_others(session, others)], key=lambda one: one.at)
    made = sum(_deliver_to(session, endpoint, told, at) for endpoint in endpoints)
    for table, rows in ((GiftEvent, steps), (Announcement, others)):
        if rows:
            ids = [row.id for row in rows]
            session.execute(
                update(table)
                .where(table.id.in_(ids))
                .values(is_passed_on=True)
                .execution_options(synchronize_session=False)
            )
    return max(len(steps), len(others)), made


def _of_gifts(session: Session, steps: Sequence[GiftEvent]) -> list[_Told]:
    wanted = [(step, OF_GIFTS[EventKind(step.kind)]) for step in steps if EventKind(step.kind) in OF_GIFTS]
    gifts = _gifts(session, [step.gift_id for step, _ in wanted])
    return [
        _Told(kind, step.gift_id, step.at, gift_data(gifts[step.gift_id], _status(step, gifts[step.gift_id])))
        for step, kind in wanted
    ]


def _status(step: GiftEvent, gift: RecipientGift) -> str:
    return str(step.body.get("status") or gift.status)


def _of_others(session: Session, others: Sequence[Announcement]) -> list[_Told]:
    gifts = _gifts(session, [one.subject_id for one in others if one.kind.startswith("gift.")])
    found = []
    for one in others:
        gift = gifts.get(one.subject_id) if one.kind.startswith("gift.") else None
        found.append(_Told(one.kind, one.subject_id, one.at, _data(one, gift)))
    return found


def _data(one: Announcement, gift: RecipientGift | None) -> dict[str, Any]:
    if gift is not None:
        return {**gift_data(gift, gift.status), **one.body}
    # What was drawn, or could not be, is told in the order of its gift, and has an id of its own or none.
    return dict(one.body) if one.kind.startswith("rendition.") else {"id": one.subject_id, **one.body}


def _gifts(session: Session, ids: Sequence[str]) -> dict[str, RecipientGift]:
    if not ids:
        return {}
    found = session.scalars(select(RecipientGift).where(RecipientGift.id.in_(sorted(set(ids)))))
    return {gift.id: gift for gift in found}


def _deliver_to(session: Session, endpoint: WebhookEndpoint, told: Sequence[_Told], at: datetime) -> int:
    wanted = [one for one in told if one.at >= endpoint.created_at and listens(endpoint.events, one.kind)]
    if not wanted:
        return 0
    is_made_up = is_sandbox(session, endpoint.workspace_id)
    busy = busy_subjects(session, endpoint.id, [one.subject_id for one in wanted])
    rows, leaving = [], []
    for one in wanted:
        state = "kept" if endpoint.off_at is not None else "held" if one.subject_id in busy else "queued"
        row = WebhookDelivery(
            id=new_id("msg"), workspace_id=endpoint.workspace_id, endpoint_id=endpoint.id, kind=one.kind,
            subject_id=one.subject_id, body=message_body(one.kind, one.at, one.data, is_sandbox=is_made_up), state=state,
            tries=[], created_at=at,
        )  # fmt: skip
        rows.append(row)
        busy.add(one.subject_id)
        if state == "queued":
            leaving.append(row)
    session.add_all(rows)
    session.flush()
    let_leave(session, leaving)
    return len(rows)
