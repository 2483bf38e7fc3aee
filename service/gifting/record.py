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
    session.add(
        DecisionRecord(
            id=new_id("dec"),
            workspace_id=gift.workspace_id,
            gift_id=gift.id,
            kind=kind,
            body=dict(body),
            created_at=at,
        )
    )
