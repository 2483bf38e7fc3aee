"""What each event says: the shape of its `data`, as messages have it, test events make it up and the document of `/v1` has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field
from pydantic.json_schema import models_json_schema

from service.api.values import Shown
from service.webhooks.event_types import TYPES

_Amount = Annotated[int, Field(description="In minor units, such as cents.")]
_Currency = Annotated[str, Field(description="ISO 4217, such as EUR.")]
_Drawn = Literal["microsite", "statement", "poster", "video", "video_square", "mail"]


class GiftData(Shown):
    """A gift as it was after the event."""

    id: str
    campaign_id: str
    account_id: str
    recipient_id: str
    status: str
    is_swapped: bool


class GiftExpiringData(GiftData):
    """Nobody has answered, and it ends within three days."""

    expires_at: datetime


class GiftRefundedData(GiftData):
    """Money that was spent on it came back."""

    amount: _Amount
    currency: _Currency


class ApprovalData(Shown):
    """A plan that a second person is asked about."""

    id: str
    campaign_id: str


class BudgetData(Shown):
    """A campaign’s money; its id is the campaign’s. `threshold`: percent; 100 where too little is free for any gift of it."""

    id: str
    campaign_id: str
    threshold: Literal[80, 100]
    budget: _Amount
    reserved: _Amount
    captured: _Amount
    currency: _Currency


class GiftBatchData(Shown):
    """People sent in one call, read at `/v1/batches/{id}`."""

    id: str
    campaign_id: str
    total: int


class GiftBatchEndedData(GiftBatchData):
    """`saved`: how many of them were saved; `new`: how many nobody knew before."""

    saved: int
    new: int


class ProductData(Shown):
    """A product."""

    id: str


class RecipientData(Shown):
    """A person."""

    id: str


class RenditionData(Shown):
    """Something drawn for a gift."""

    id: str
    gift_id: str
    kind: _Drawn


class RenditionFailedData(Shown):
    """Something that could not be drawn, and so has no id. `code`: why."""

    gift_id: str
    kind: _Drawn
    code: str


_OF: Final[Mapping[str, type[Shown]]] = {
    "gift": GiftData,
    "approval": ApprovalData,
    "budget": BudgetData,
    "gift_batch": GiftBatchEndedData,
    "product": ProductData,
    "recipient": RecipientData,
    "rendition": RenditionData,
}
_BUT: Final[Mapping[str, type[Shown]]] = {
    "gift.expiring": GiftExpiringData,
    "gift.refunded": GiftRefundedData,
    "gift_batch.created": GiftBatchData,
    "rendition.render_failed": RenditionFailedData,
}
DATA: Final[Mapping[str, type[Shown]]] = {kind: _BUT.get(kind, _OF[kind.partition(".")[0]]) for kind in TYPES}
"""Event -> the shape of its data."""
_MADE_UP: Final[Mapping[str, Any]] = {
    "campaign_id": "cmp_test", "account_id": "acc_test", "recipient_id": "rcp_test", "gift_id": "gft_test",
    "status": "created", "is_swapped": False, "amount": 1600, "currency": "EUR", "threshold": 80, "budget": 100_000,
    "reserved": 52_000, "captured": 29_000, "total": 40, "saved": 40, "new": 12, "kind": "microsite", "code": "font_missing",
}  # fmt: skip
_PREFIX: Final = {
    "gift": "gft", "approval": "apr", "budget": "cmp", "gift_batch": "bat", "product": "prd", "recipient": "rcp",
    "rendition": "ren",
}  # fmt: skip
_STATUS: Final = {
    "notified", "opened", "accepted", "donated", "declined", "expired", "canceled", "ordered", "shipped", "delivered",
    "returned", "failed",
}  # fmt: skip


def made_up(kind: str, at: datetime) -> dict[str, Any]:
    """The data of an event that never happened, in the shape of those that do."""
    resource, _, happened = kind.partition(".")
    known = {
        **_MADE_UP,
        "id": f"{_PREFIX[resource]}_test",
        "expires_at": at.isoformat(),
        "threshold": 100 if kind == "budget.exhausted" else 80,
        "status": happened if happened in _STATUS else _MADE_UP["status"],
    }
    return {name: known[name] for name in DATA[kind].model_fields}


def in_document() -> tuple[dict[str, Any], dict[str, Any]]:
    """(the section `webhooks` of the document, the schemas that it names)."""
    models = sorted(set(DATA.values()), key=lambda model: model.__name__)
    named, definitions = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    told = {kind: {"post": _operation(kind, named[model, "serialization"])} for kind, model in DATA.items()}
    return told, definitions["$defs"]


def _operation(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    message = {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": kind},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
            "test": {"const": True, "description": "It never happened: somebody asked for a test event."},
            "sandbox": {"const": True, "description": "It comes from a sandbox, whose people are invented."},
        },
    }
    return {
        "operationId": "on_" + kind.replace(".", "_"),
        "tags": ["webhooks"],
        "summary": kind,
        "description": "Sent to every endpoint that listens to it, signed as Standard Webhooks describe.",
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": message}}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "The endpoint is turned off."},
        },
    }
