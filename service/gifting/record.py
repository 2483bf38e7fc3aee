"""The decision record: append-only, ids and codes only, one entry for every time a product was chosen for somebody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from service.gifting.models import DecisionRecord, RecipientGift
from service.security.ids import new_id

DecisionKind = Literal["plan", "override", "swap", "answer", "substitution"]


def record_decision(
    session: Session, gift: RecipientGift, kind: DecisionKind, body: Mapping[str, Any], at: datetime
) -> None:
    """Adds one entry. `body` never holds a personal value: facts are named by their ids."""
    session.add(DecisionRecord(**decision_row(gift.workspace_id, gift.id, kind, body, at)))


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
