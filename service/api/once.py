"""Doing it once: whoever sends the same again, under the same key or with the same `external_id`, gets the first answer.

The answer is written in the transaction of what it tells of. Of many at once one writes it, the others wait for that and read it.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.api.problem import ApiRefusal
from service.db.connect import transaction
from service.db.writing.insert_new import insert_new
from service.security.ids import new_id
from service.security.keys import derive_key
from service.workspaces.keys.models import ApiAnswer, ApiUse

REPLAYED_FOR: Final = timedelta(days=1)
USES_KEPT: Final = timedelta(days=30)
LONGEST: Final = 200
_REUSED: Final = {"header": "idempotency_key_reused", "external_id": "external_id_reused"}
_SAID: Final = {"header": "This Idempotency-Key", "external_id": "This external_id"}


@dataclass(frozen=True, slots=True)
class Told:
    """An answer. `replayed`: it is the first one again, and nothing was done. `kept`: what is told then, where that is not all."""

    status: int
    body: dict[str, Any]
    replayed: bool = False
    kept: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class OnceBy:
    """What makes a request the same: how it names itself, and the hash of what it brings."""

    by: str
    given: str
    payload: str


def read_key(header: str | None) -> str | None:
    """The Idempotency-Key. Raises ApiRefusal for one that cannot be."""
    if header is None:
        return None
    if not 0 < len(header) <= LONGEST or not header.isascii() or not header.isprintable() or not header.strip():
        raise ApiRefusal("invalid_idempotency_key", f"An Idempotency-Key has 1 to {LONGEST} visible ASCII characters.")
    return header


def payload_of(path: str, values: Any) -> str:
    """A keyed hash of address and content; the order of fields says nothing."""
    return _hashed("payload", path + "\x00" + json.dumps(values, sort_keys=True))


def once_by(by: str, given: str, payload: str) -> OnceBy:
    """By a header or an `external_id`."""
    return OnceBy(by, _hashed(by, given), payload)


def do_once(
    session: Session, workspace_id: str, act: str, ways: list[OnceBy], at: datetime, do: Callable[[], Told]
) -> Told:
    """What `do` answers, or what it answered the first time. Raises ApiRefusal for another content under the same key."""
    for way in ways:
        first = _begin(session, workspace_id, act, way, at)
        if first is not None:
            return first
    told = do()
    for way in ways:
        session.execute(
            update(ApiAnswer)
            .where(*_same(workspace_id, act, way))
            .values(
                http_status=told.status,
                answer=told.body if told.kept is None else told.kept,
                subject_id=told.body.get("id"),
            )
        )
    return told


def forget_answers(at: datetime) -> int:
    """Deletes answers under keys of headers after a day, and what is known of uses after a month; answers how many rows."""
    with transaction() as session:
        answers = delete(ApiAnswer).where(ApiAnswer.by == "header", ApiAnswer.at < at - REPLAYED_FOR)
        gone = session.execute(answers.returning(ApiAnswer.id)).all()
        used = session.execute(delete(ApiUse).where(ApiUse.at < at - USES_KEPT).returning(ApiUse.id)).all()
    return len(gone) + len(used)


def _begin(session: Session, workspace_id: str, act: str, way: OnceBy, at: datetime) -> Told | None:
    """Takes the place of the first answer: None where it was free, else that answer. Whoever takes it at once waits here."""
    row = {
        "id": new_id("ans"), "workspace_id": workspace_id, "act": act, "by": way.by, "given_hash": way.given,
        "payload_hash": way.payload, "http_status": 0, "answer": {}, "at": at,
    }  # fmt: skip
    if insert_new(session, ApiAnswer, ("workspace_id", "act", "by", "given_hash"), [row]):
        return None
    first = session.scalars(select(ApiAnswer).where(*_same(workspace_id, act, way))).one()
    if first.payload_hash != way.payload:
        raise ApiRefusal(_REUSED[way.by], f"{_SAID[way.by]} was used before with another content. Take a new one.")
    return Told(first.http_status, first.answer, replayed=True)


def _same(workspace_id: str, act: str, way: OnceBy) -> tuple[Any, ...]:
    return (
        ApiAnswer.workspace_id == workspace_id,
        ApiAnswer.act == act,
        ApiAnswer.by == way.by,
        ApiAnswer.given_hash == way.given,
    )


def _hashed(purpose: str, text: str) -> str:
    return hmac.new(derive_key(f"api {purpose}"), text.encode(errors="surrogatepass"), "sha256").hexdigest()
