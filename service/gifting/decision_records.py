"""An entry whenever a product was chosen for somebody: ids and codes only, and only ever appended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from service.db.loaded import ask
from service.gifting.models import DecisionRecord, RecipientGift
from service.security.ids import new_id

DecisionKind = Literal["plan", "override", "swap", "answer", "substitution"]


_LAST: Final = select(func.max(DecisionRecord.created_at)).where(DecisionRecord.gift_id == bindparam("gift"))


def record_decision(
    session: Session, gift: RecipientGift, kind: DecisionKind, body: Mapping[str, Any], at: datetime
) -> None:
    """Adds one entry for a gift whose row is locked. `body` never holds a personal value: facts are named by their ids."""
    last = ask(session, _LAST, {"gift": gift.id}).scalar()
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
