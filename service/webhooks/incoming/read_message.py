"""What a carrier or a CRM tells us, read from its JSON: every field is known and every value can be, or it is refused whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, cast

from service.brain.events.happened import FROM_OUTSIDE, Happened, read_happened
from service.errors import InvalidInput
from service.folding import company_key
from service.fulfilment.statuses.read_statuses import Status, StatusLine
from service.recipients.acquaintance import LIFECYCLES, RELATIONSHIPS
from service.recipients.postal.carriers import read_carriage
from service.written import one_line

BYTES: Final = 65_536
DEEPEST: Final = 4
_PARCELS: Final[Mapping[str, Status]] = {
    "shipment.shipped": "shipped",
    "shipment.delivered": "delivered",
    "shipment.returned": "returned",
    "shipment.lost": "lost",
}
_DID: Final = {f"{name}.happened": name for name in FROM_OUTSIDE}
MET: Final = "meeting.held"
STAGE: Final = "account.stage_changed"
TYPES: Final[Mapping[str, tuple[str, ...]]] = {"carrier": tuple(_PARCELS), "crm": (*_DID, MET, STAGE)}
"""Kind of source -> the events it may report."""
_OLDEST: Final = timedelta(days=3 * 366)
_AHEAD: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Met:
    """`email` finds the person and is kept nowhere."""

    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """What a company is to the sender, and where it stands; None: not said. `sales_stage`: as the CRM itself calls it."""

    account: str
    relationship: str | None
    lifecycle: str | None
    sales_stage: str | None = None


Read = StatusLine | Happened | Met | Stage


def read_message(source: Literal["carrier", "crm"], body: bytes, event_id: str, at: datetime) -> tuple[str, Read]:
    """(type, what it says). `event_id`: the message's own id, for what has none of its own. Raises InvalidInput with the place."""
    told = _object(body)
    kind = told.get("type")
    if not isinstance(kind, str) or kind not in TYPES[source]:
        raise InvalidInput(f"The type is one of {', '.join(TYPES[source])}.", param="type")
    _require_fields(told, {"type", "timestamp", "data"}, "")
    when, data = _moment(told.get("timestamp"), at), told.get("data")
    if not isinstance(data, dict):
        raise InvalidInput("The data is an object.", param="data")
    try:
        return kind, _read(kind, data, when, event_id, at)
    except InvalidInput as error:
        place = error.param if error.param is None or error.param.startswith("data") else f"data.{error.param}"
        raise InvalidInput(error.sentence, param=place) from None


def _read(kind: str, data: dict[str, Any], when: datetime, event_id: str, at: datetime) -> Read:
    if kind in _PARCELS:
        _require_fields(data, {"parcel", "carrier", "tracking"}, "data.")
        parcel = one_line(_text(data, "parcel"))
        if not parcel:
            raise InvalidInput("Name the parcel by its number or its gift’s id.", param="parcel")
        return StatusLine(
            1, parcel[:60], _PARCELS[kind], read_carriage(_text(data, "carrier"), _text(data, "tracking"))
        )
    if kind in _DID:
        _require_fields(data, {"id", "email", "about", "amount", "currency"}, "data.")
        given = {
            "event_id": _text(data, "id") or event_id,
            "event": _DID[kind],
            "at": when.isoformat(),
            **{name: _text(data, name) for name in ("email", "about", "amount", "currency")},
        }
        return read_happened(given, at)
    if kind == MET:
        _require_fields(data, {"email"}, "data.")
        email = _text(data, "email").strip()
        if "@" not in email:
            raise InvalidInput("Write the email address of whoever you met.", param="email")
        return Met(email, when)
    return _stage(data)


def _stage(data: dict[str, Any]) -> Stage:
    _require_fields(data, {"account", "relationship", "stage", "sales_stage"}, "data.")
    account = one_line(_text(data, "account"))
    if not company_key(account):
        raise InvalidInput("Name the company.", param="account")
    relationship, stage = _text(data, "relationship") or None, _text(data, "stage") or None
    if relationship is not None and relationship not in RELATIONSHIPS:
        raise InvalidInput(f"The relationship is {_either(RELATIONSHIPS)}.", param="relationship")
    if stage is not None and stage not in LIFECYCLES:
        raise InvalidInput(f"The stage is {_either(LIFECYCLES)}.", param="stage")
    sales_stage = one_line(_text(data, "sales_stage")) or None
    if sales_stage is not None and len(sales_stage) > 60:
        raise InvalidInput("A sales stage has at most 60 characters.", param="sales_stage")
    if relationship is None and stage is None and sales_stage is None:
        raise InvalidInput("Say the relationship, the stage or the sales stage.", param="stage")
    return Stage(account, relationship, stage, sales_stage)


def _either(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _object(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise InvalidInput("The body isn’t JSON.", param="body") from None
    if not isinstance(told, dict) or _depth(told) > DEEPEST:
        raise InvalidInput("Send a JSON object with “type”, “timestamp” and “data”.", param="body")
    return cast("dict[str, Any]", told)


def _no_number(name: str) -> float:
    raise ValueError(name)


def _depth(value: object, so_far: int = 1) -> int:
    if so_far > DEEPEST or not isinstance(value, dict | list):
        return so_far
    inner = value.values() if isinstance(value, dict) else value
    return max((_depth(one, so_far + 1) for one in inner), default=so_far)


def _require_fields(told: Mapping[str, object], known: set[str], place: str) -> None:
    if strange := sorted(told.keys() - known):
        raise InvalidInput(
            f"We don’t know the field “{strange[0][:60]}”. Leave it out.", param=f"{place}{strange[0][:60]}"
        )


def _text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 400:
        raise InvalidInput("Write it as text of at most 400 characters.", param=name)
    return value


def _moment(value: object, at: datetime) -> datetime:
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        when = None
    if when is None:
        raise InvalidInput("Write when it happened as 2027-04-20T12:05:00Z.", param="timestamp")
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    if when > at + _AHEAD:
        raise InvalidInput("It’s dated in the future, so it hasn’t happened yet.", param="timestamp")
    if when < at - _OLDEST:
        raise InvalidInput("It happened more than three years ago.", param="timestamp")
    return when
