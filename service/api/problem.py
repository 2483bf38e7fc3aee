"""What a script is told when something is refused: one shape (RFC 9457), codes that stay the same, the place, and a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from flask import Response, g

from service.errors import HandpickedError, RefusedError, TemporaryError, TooMany
from service.security.ids import new_id

MEDIA_TYPE: Final = "application/problem+json"
CODES: Final[dict[str, tuple[int, str]]] = {
    "not_json": (400, "The body is no JSON object, names a field twice, or is nested too deeply."),
    "unknown_field": (400, "There is no such field or parameter; `param` names it."),
    "invalid_cursor": (400, "The cursor is older than a day, was changed, or belongs to another list."),
    "invalid_idempotency_key": (400, "An Idempotency-Key has 1 to 200 visible ASCII characters."),
    "refused": (400, "It can’t be done as asked."),
    "no_key": (401, "The request brings no key: `Authorization: Bearer hp_…`."),
    "invalid_key": (401, "There is no such key, or it was revoked or has ended."),
    "not_signed_in": (401, "Nobody is signed in."),
    "missing_scope": (403, "The key lacks the scope that `param` names."),
    "test_key": (403, "A test key opens sandboxes only, and this workspace is live."),
    "test_keys_only": (403, "Only a test key may act as a recipient, in a sandbox."),
    "forbidden": (403, "It isn’t allowed."),
    "not_found": (404, "There is no such thing, or it belongs to another workspace."),
    "method_not_allowed": (405, "The address knows other methods; `Allow` names them."),
    "conflict": (409, "Somebody or something was first, or the present state doesn’t allow it."),
    "idempotency_key_reused": (409, "The Idempotency-Key was used before with another content."),
    "external_id_reused": (409, "The external_id was used before with another content."),
    "out_of_stock": (409, "The last one went."),
    "not_swappable": (409, "The campaign’s rule for swaps doesn’t allow it."),
    "insufficient_funds": (409, "The campaign’s money isn’t enough."),
    "unsafe_gift": (409, "The gift isn’t safe for this person, or isn’t allowed to them."),
    "fenced": (409, "Something else has taken it over."),
    "link_closed": (410, "It has ended."),
    "body_too_large": (413, "The body is larger than this address takes."),
    "unsupported_media_type": (415, "The body isn’t sent as application/json."),
    "missing_field": (422, "A field that is needed isn’t there."),
    "wrong_type": (422, "The value has another type than the field."),
    "value_out_of_range": (422, "The value is too small, too large, too short or too long."),
    "unknown_value": (422, "The value isn’t one of those the field knows."),
    "invalid_input": (422, "The value can’t be right; the sentence says why."),
    "too_many": (429, "Too many at once. Wait as many seconds as `Retry-After` says."),
    "rate_limited": (429, "The key was used too often this minute. Wait as many seconds as `Retry-After` says."),
    "broken": (500, "Something went wrong on our side."),
    "temporary": (503, "It works again in a moment. Try again after `Retry-After` seconds."),
    "broker_away": (503, "It works again in a moment; nothing is lost."),
    "busy": (503, "The database is busy or restarting. Try again after `Retry-After` seconds."),
    "disk_full": (507, "The disk is full."),
}
"""Code -> the status it comes with, what it means. A code that was once answered stays."""
FAULTS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, as `recipients.3.email`, and a sentence somebody can act on."""

    code: str
    param: str | None
    title: str


class ApiRefusal(RefusedError):
    """A refusal with a code of the table, and with every fault of a body where there are several."""

    def __init__(self, code: str, sentence: str, *, param: str | None = None, faults: Sequence[Fault] = ()) -> None:
        super().__init__(sentence, param=param)
        self.code, self.status = code, CODES[code][0]
        self.faults = tuple(faults)


class RateLimited(TooMany):
    """Asked too often by one key."""

    code = "rate_limited"


def refusal(error: HandpickedError) -> Response:
    """What is answered for an error of the tree."""
    faults = getattr(error, "faults", ())
    answer = problem(error.code, error.sentence, status=error.status, param=error.param, faults=faults)
    if isinstance(error, TooMany | TemporaryError):
        answer.headers["Retry-After"] = str(error.wait_seconds)
    return answer


def problem(
    code: str, title: str, *, status: int | None = None, param: str | None = None, faults: Sequence[Fault] = ()
) -> Response:
    """The answer: type, title, status, code and request always; `param` and `errors` where they say something."""
    told: dict[str, Any] = {
        "type": f"/v1/problems#{code}",
        "title": title,
        "status": status or CODES[code][0],
        "code": code,
        "request": request_id(),
    }
    if param is not None:
        told["param"] = param
    if len(faults) > 1:
        told["errors"] = [asdict(fault) for fault in faults[:FAULTS_SHOWN]]
    return Response(json.dumps(told, ensure_ascii=False), told["status"], mimetype=MEDIA_TYPE)


def request_id() -> str:
    """What this request is called in its answer and in the log."""
    if "request_id" not in g:
        g.request_id = new_id("req")
    return str(g.request_id)
