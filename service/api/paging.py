"""Lists a page at a time. A cursor says behind which row the next page begins, so that nothing is shown twice or left out, whatever
is added meanwhile. It is signed for one list, its filters and its workspace, and is good for a day."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Row, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from service.api.endpoint import Call
from service.api.problem import ApiRefusal
from service.api.values import ListQuery
from service.db.base import Moment
from service.security.keys import derive_key

GOOD_FOR: Final = timedelta(days=1)
Item = TypeVar("Item")
_Key = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one page, and where the next begins: as an address and as a cursor, None after the last row."""

    rows: Sequence[Row[Any]]
    next: str | None
    next_cursor: str | None

    def each(self, shown: Callable[[Any], Item]) -> list[Item]:
        """What is shown of the first column of each row."""
        return [shown(row[0]) for row in self.rows]


def part_of(call: Call[Any, None], query: Select[Any], *keys: _Key) -> Part:
    """One page of `query`, in the order of `keys`, the last of them unique. Raises ApiRefusal for a cursor that is none of ours."""
    asked: ListQuery = call.query
    behind = _read_cursor(asked.cursor, call) if asked.cursor else None
    if behind is not None:
        columns = [literal(_told(key, value), key.type) for key, value in zip(keys, behind, strict=True)]
        query = query.where(tuple_(*keys) > tuple_(*columns))
    rows = call.session.execute(query.order_by(*keys).add_columns(*keys).limit(asked.limit + 1)).all()
    if len(rows) <= asked.limit:
        return Part(rows, None, None)
    last = rows[asked.limit - 1]
    cursor = _make_cursor([_plain(value) for value in last[-len(keys) :]], call)
    filters = {name: value for name, value in request.args.items() if name != "cursor"}
    return Part(rows[: asked.limit], f"{request.path}?{urlencode({**filters, 'cursor': cursor})}", cursor)


def _make_cursor(values: Sequence[str | int], call: Call[Any, None]) -> str:
    body = json.dumps([int(call.at.timestamp()), *values]).encode()
    return base64.urlsafe_b64encode(_signature(body, call) + body).decode().rstrip("=")


def _read_cursor(cursor: str, call: Call[Any, None]) -> list[Any]:
    try:
        whole = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise _invalid() from None
    signature, body = whole[:16], whole[16:]
    if not hmac.compare_digest(signature, _signature(body, call)):
        raise _invalid()
    made: int
    values: list[Any]
    made, *values = json.loads(body)
    if call.at - datetime.fromtimestamp(made, UTC) > GOOD_FOR:
        raise _invalid()
    return values


def _signature(body: bytes, call: Call[Any, None]) -> bytes:
    """Of the row and of all that the list was asked for with, but its length."""
    asked = sorted((name, text) for name, text in request.args.items() if name not in ("cursor", "limit"))
    what = json.dumps([call.actor.workspace_id, request.path, asked]).encode()
    return hmac.new(derive_key("api cursors"), what + b"\x00" + body, "sha256").digest()[:16]


def _plain(value: Any) -> str | int:
    return value.isoformat() if isinstance(value, datetime) else value


def _told(key: _Key, value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(key.type, Moment) else value


def _invalid() -> ApiRefusal:
    return ApiRefusal(
        "invalid_cursor",
        "This cursor is older than a day, was changed, or belongs to another list. Begin anew.",
        param="cursor",
    )
