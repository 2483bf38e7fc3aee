"""What is only ever appended, ids and codes only: a gift's history, and an entry whenever a product was chosen for somebody."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.chunks import in_chunks
from service.gifting.models import DecisionRecord, GiftEvent, RecipientGift
from service.security.ids import new_id

DecisionKind = Literal["plan", "override", "swap", "answer", "substitution"]


def record_decision(
    session: Session, gift: RecipientGift, kind: DecisionKind, body: Mapping[str, Any], at: datetime
) -> None:
    """Adds one entry for a gift whose row is locked. `body` never holds a personal value: facts are named by their ids."""
    last = session.scalar(select(func.max(DecisionRecord.created_at)).where(DecisionRecord.gift_id == gift.id))
    session.add(DecisionRecord(**decision_row(gift.workspace_id, gift.id, kind, body, decided_after(last, at))))


def decided_after(last: datetime | None, at: datetime) -> datetime:
    """`at`, or right after the decision before it where the clock was set back since: the newest one is what stands."""
    return at if last is None or last <= at else last + timedelta(microseconds=1)


def decision_row(
    workspace_id: str, gift_id: str, kind: DecisionKind, body: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """The same as a row, for whoever writes many in one statement."""
    return {
        "id": new_id("dec"),
        "workspace_id": workspace_id,
        "gift_id": gift_id,
        "kind": kind,
        "body": dict(body),
        "created_at": at,
    }


def write_event(session: Session, gift: RecipientGift, kind: str, body: Mapping[str, Any], at: datetime) -> datetime:
    """Appends one line to the history of a gift whose row is locked; answers its moment, as `moments_after` has it."""
    moment = moments_after(session, [gift.id], at)[gift.id]
    add_event(session, gift, kind, body, moment)
    return moment


def add_event(session: Session, gift: RecipientGift, kind: str, body: Mapping[str, Any], moment: datetime) -> None:
    """The same where the moment is known to come after all that was written before."""
    session.add(
        GiftEvent(
            workspace_id=gift.workspace_id,
            campaign_id=gift.campaign_id,
            gift_id=gift.id,
            kind=kind,
            body=dict(body),
            at=moment,
        )
    )


def moments_after(session: Session, gift_ids: Collection[str], at: datetime) -> dict[str, datetime]:
    """Gift id -> `at`, or the moment of its last event where that is later: clocks differ and are set back, a history is not.

    The gifts' rows are locked, so that nobody writes in between.
    """
    moments = dict.fromkeys(gift_ids, at)
    ids = sorted(moments)
    for some in in_chunks(ids):
        last = select(GiftEvent.gift_id, func.max(GiftEvent.at)).where(GiftEvent.gift_id.in_(some))
        for gift_id, moment in session.execute(last.group_by(GiftEvent.gift_id)):
            moments[gift_id] = max(at, moment)
    return moments
