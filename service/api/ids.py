"""Every kind of id that a script sends or is told, in one table: what it begins with says what it names."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

PREFIXES: Final[Mapping[str, str]] = {
    "account": "acc",
    "batch": "bat",
    "campaign": "cmp",
    "data_request": "dsr",
    "decision": "dcs",
    "delivery": "msg",
    "endpoint": "whk",
    "event": "evt",
    "experiment": "xpr",
    "gift": "gft",
    "match_run": "run",
    "product": "prd",
    "recipient": "rcp",
    "rendition": "ren",
    "statement": "stm",
    "suppression": "sup",
    "transaction": "txn",
}
"""What is named -> the three letters before the underscore."""
_REST: Final = "[a-z2-7]{16}"


def shape_of(named: str) -> str:
    """What an id of this kind looks like, as a regular expression without its ends. Raises KeyError for a kind there is not."""
    return f"{PREFIXES[named]}_{_REST}"


def kind_in_path(parameter: str) -> str:
    """What a parameter of a path names: `gift_id` names a gift."""
    return parameter.removesuffix("_id")


def example_of(named: str) -> str:
    """An id of the kind, for a document; it names nothing."""
    return f"{PREFIXES[named]}_k3v5bq2mz7xw4hna"


def _field(named: str) -> object:
    return Field(pattern=f"^{shape_of(named)}$", examples=[example_of(named)])


AccountId = Annotated[str, _field("account")]
BatchId = Annotated[str, _field("batch")]
CampaignId = Annotated[str, _field("campaign")]
DataRequestId = Annotated[str, _field("data_request")]
DecisionId = Annotated[str, _field("decision")]
DeliveryId = Annotated[str, _field("delivery")]
EndpointId = Annotated[str, _field("endpoint")]
EventId = Annotated[str, _field("event")]
ExperimentId = Annotated[str, _field("experiment")]
GiftId = Annotated[str, _field("gift")]
MatchRunId = Annotated[str, _field("match_run")]
ProductId = Annotated[str, _field("product")]
RecipientId = Annotated[str, _field("recipient")]
RenditionId = Annotated[str, _field("rendition")]
StatementId = Annotated[str, _field("statement")]
SuppressionId = Annotated[str, _field("suppression")]
TransactionId = Annotated[str, _field("transaction")]


def numbered(named: str, number: int) -> str:
    """The id of a row that the database numbers, in the same order as the numbers: for example `evt_aaaaaaaaaaaaaapy`."""
    return f"{PREFIXES[named]}_{base64.b32encode(number.to_bytes(10)).decode().lower()}"


def number_of(typed_id: str) -> int:
    """The number of such an id."""
    return int.from_bytes(base64.b32decode(typed_id.partition("_")[2].upper()))
