"""The door of `/v1`: who asks, whether they may, how often, and what is answered; the act itself stands in its room."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from flask import Response, g, jsonify, request
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from service.api.endpoint import AnyEndpoint, Call
from service.api.external import keep_external_id
from service.api.once import Told, do_once, once_by, payload_of, read_key
from service.api.problem import ApiRefusal, RateLimited, refusal, request_id
from service.api.read_body import read_fields, read_json, read_query
from service.clock import machine_now, utc_now
from service.config import settings
from service.db.connect import reading, transaction
from service.errors import RefusedError
from service.jobs.own_time import ahead_of
from service.workspaces.doors.own_time import live_ahead
from service.workspaces.keys.find import MINUTE, Opened, note_use, open_by
from service.workspaces.sessions.devices import sender_address

_LONGEST_HEADER: Final = 300


def view_of(endpoint: AnyEndpoint) -> Callable[..., Response]:
    """What Flask calls for the address."""

    def view(**ids: str) -> Response:
        try:
            return _answer(endpoint, ids)
        except RefusedError as error:
            return refusal(error)

    return view


def with_headers(response: Response) -> Response:
    """Every answer says what it is called, and how often its key may still ask."""
    response.headers["Request-Id"] = request_id()
    if "api_calls" in g:
        most = settings().api_calls_per_minute
        response.headers["RateLimit-Limit"] = str(most)
        response.headers["RateLimit-Remaining"] = str(max(0, most - g.api_calls))
        response.headers["RateLimit-Reset"] = str(g.api_reset)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _answer(endpoint: AnyEndpoint, ids: dict[str, str]) -> Response:
    """Keys and limits live in the machine's time, what is done in the workspace's own."""
    now = machine_now()
    opened = _open(now)
    _count(opened, endpoint, now)
    _require_allowed(opened, endpoint)
    g.is_sandbox_key = opened.is_sandbox
    if opened.is_sandbox:
        live_ahead(ahead_of(opened.actor.workspace_id))
    at = utc_now()
    query = _read_query(endpoint)
    if endpoint.method == "GET":
        with reading() as session:
            found = endpoint.act(Call(session, opened.actor, at, ids, query, None))
        return found if isinstance(found, Response) else jsonify(_plain(found))
    key = read_key(request.headers.get("Idempotency-Key"))
    values = read_json(request, endpoint.most_bytes) if endpoint.body or request.content_length else None
    body = _read_body(endpoint, values)
    with transaction() as session:
        told = _do(Call(session, opened.actor, at, ids, query, body), endpoint, key, values)
    answer = jsonify(told.body)
    answer.status_code = told.status
    if told.replayed:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _do(call: Call[Any, Any], endpoint: AnyEndpoint, key: str | None, values: Any) -> Told:
    external = getattr(call.body, "external_id", None) if endpoint.external else None
    payload = payload_of(request.path, values)
    ways = [once_by("header", key, payload)] if key else []
    ways += [once_by("external_id", external, payload)] if external else []

    def do() -> Told:
        made = endpoint.act(call)
        if isinstance(made, Response):
            raise TypeError("What changes something answers a model, so that it can be told again.")
        if external and endpoint.external:
            _name(call.session, endpoint.external, external, made, call)
        body = _plain(made)
        return Told(endpoint.status, body, kept=body | dict.fromkeys(endpoint.shown_once))

    if not ways:
        return do()
    return do_once(call.session, call.actor.workspace_id, f"{request.method} {request.path}", ways, machine_now(), do)


def _name(session: Session, resource: str, external: str, made: BaseModel, call: Call[Any, Any]) -> None:
    subject_id: str = getattr(made, "id")  # noqa: B009 - a resource that can be named has an id
    keep_external_id(session, call.actor.workspace_id, resource, external, subject_id, call.at)


def _open(at: datetime) -> Opened:
    """Who asks. Raises ApiRefusal without a key, InvalidKey for one that opens nothing."""
    header = request.headers.get("Authorization", "")
    kind, _, secret = header[:_LONGEST_HEADER].partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise ApiRefusal("no_key", "Send your key in the header: Authorization: Bearer hp_…")
    with reading() as session:
        return open_by(session, secret.strip(), at)


def _count(opened: Opened, endpoint: AnyEndpoint, at: datetime) -> None:
    """Notes the use. Raises RateLimited beyond what a minute allows."""
    g.api_reset = MINUTE - int(at.timestamp()) % MINUTE
    # Where nobody can write, whoever only reads still may.
    with suppress(*([SQLAlchemyError] if endpoint.method == "GET" else [])), transaction() as session:
        g.api_calls = note_use(session, opened, endpoint.name, sender_address(), at)
    if g.get("api_calls", 0) > settings().api_calls_per_minute:
        raise RateLimited(
            f"More than {settings().api_calls_per_minute} calls this minute. Wait {g.api_reset} seconds.",
            wait_seconds=g.api_reset,
        )


def _require_allowed(opened: Opened, endpoint: AnyEndpoint) -> None:
    """Raises ApiRefusal where the key is for another kind of workspace, or lacks the scope."""
    if opened.actor.kind == "test" and not opened.is_sandbox:
        raise ApiRefusal("test_key", "This is a test key, and the workspace is live. Test keys open sandboxes only.")
    if endpoint.scope not in opened.actor.scopes:
        raise ApiRefusal("missing_scope", f"This key may not do that. It needs {endpoint.scope}.", param=endpoint.scope)
    if endpoint.test_only and opened.actor.kind != "test":
        raise ApiRefusal("test_keys_only", "Only a test key may act as a recipient, in a sandbox.")


def _read_query(endpoint: AnyEndpoint) -> Any:
    """The parameters as declared, None where there are none. Raises ApiRefusal."""
    if endpoint.query:
        return read_query(endpoint.query, request)
    for name in request.args:
        raise ApiRefusal("unknown_field", f"There’s no parameter {name[:60]}.", param=name[:60])
    return None


def _read_body(endpoint: AnyEndpoint, values: Any) -> Any:
    """The body as declared, None where there is none. Raises ApiRefusal."""
    if endpoint.body:
        return read_fields(endpoint.body, values)
    if values not in (None, {}):
        raise ApiRefusal("unknown_field", "This address takes no body.")
    return None


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json")
