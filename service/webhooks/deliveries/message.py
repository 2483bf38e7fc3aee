"""What is sent: an event's name, its moment, ids and states. Never an address, a diet, an answer or a word that somebody wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.gifting.models import RecipientGift


def gift_data(gift: RecipientGift, status: str) -> dict[str, Any]:
    """What is told of a gift. `status`: as it was after the event."""
    return {
        "id": gift.id,
        "campaign_id": gift.campaign_id,
        "account_id": gift.account_id,
        "recipient_id": gift.recipient_id,
        "status": status,
        "is_swapped": gift.is_swapped,
    }


def message_body(
    kind: str, at: datetime, data: Mapping[str, Any], *, is_test: bool = False, is_sandbox: bool = False
) -> str:
    """The JSON, as it is kept, signed and sent. What is made up says so."""
    told: dict[str, Any] = {"type": kind, "timestamp": moment(at), "data": dict(data)}
    if is_test:
        told["test"] = True
    if is_sandbox:
        told["sandbox"] = True
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def moment(at: datetime) -> str:
    """ISO-8601 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
