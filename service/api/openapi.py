"""The document of `/v1` (OpenAPI 3.1), made of the same declarations by which requests are read and answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from service.api.endpoint import AnyEndpoint
from service.api.ids import PREFIXES, example_of, kind_in_path, shape_of
from service.api.problem import CODES, MEDIA_TYPE
from service.api.values import ProblemShown
from service.workspaces.keys.scopes import SCOPES

VERSION: Final = "1.0.0"
TAGS: Final = {
    "accounts": "The companies that people work at.",
    "recipients": "The people who are given something. What they tell us about food, health or faith is theirs and is not in here.",
    "products": "What can be given.",
    "campaigns": "Who gives, why, with what money, under which rules.",
    "match_runs": "Plans: one gift for everybody, chosen together, with its proof.",
    "gifts": "What one person is given, and what becomes of it.",
    "renditions": "What was drawn for a gift: page, film, statement, mail.",
    "statements": "What a gift’s recipient, an account or a campaign has as a document.",
    "budgets": "What a campaign may spend, has set aside and has spent.",
    "balance_transactions": "Every sum that was set aside, spent or freed.",
    "decisions": "What is best to do for one person, and what was decided before.",
    "experiments": "What is compared, and what may be said of it.",
    "suppressions": "Addresses that nothing is sent to.",
    "policies": "What a company allows its people to be given.",
    "events": "What happened to gifts.",
    "data_requests": "A person’s own copy, and their erasure.",
    "webhooks": "Where events are sent to.",
    "sandbox": "The sandbox’s own clock.",
}
_ID: Final = re.compile(r"{([a-z_]+)}")
_REFUSED: Final = (400, 401, 403, 404, 405, 415, 429, 500, 503)
_WRITING: Final = (409, 413, 422, 507)
_MEANS: Final = {
    400: "Not JSON, an unknown field or parameter, or a cursor that is none of ours.",
    401: "No key, or one that opens nothing.",
    403: "The key lacks the scope, or is a test key on a live workspace.",
    404: "Not there, or not yours.",
    405: "The address knows other methods.",
    409: "The present state doesn’t allow it, or a key was used before with another content.",
    410: "It has ended.",
    413: "The body is too large.",
    415: "The body isn’t JSON.",
    422: "A value can’t be right.",
    429: "Too many; wait as `Retry-After` says.",
    500: "Something went wrong on our side.",
    503: "It works again in a moment.",
    507: "The disk is full.",
}


def document(endpoints: Sequence[AnyEndpoint], server: str) -> dict[str, Any]:
    """The whole document. `server`: where it is served, without `/v1`."""
    schemas, named = _schemas(endpoints)
    paths: dict[str, Any] = {}
    for one in endpoints:
        paths.setdefault(f"/v1{one.path}", {})[one.method.lower()] = _operation(one, named)
    used = {one.tag for one in endpoints}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Handpicked",
            "version": VERSION,
            "summary": "One gift for each person, chosen together.",
            "description": "Everything is JSON under /v1. Send your key as a bearer token.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items() if name in used],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {f"Problem{status}": _problem(status, named) for status in _MEANS},
            "headers": _headers(),
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "hp_test_… or hp_live_…; its scopes are of: " + ", ".join(SCOPES) + ".",
                }
            },
        },
        "x-codes": {code: {"status": status, "means": means} for code, (status, means) in CODES.items()},
    }


_Mode = Literal["validation", "serialization"]


def _schemas(endpoints: Iterable[AnyEndpoint]) -> tuple[dict[str, Any], Any]:
    given = {one.body for one in endpoints if one.body}
    shown = {one.answer for one in endpoints if one.answer} | {ProblemShown}
    pairs: list[tuple[type[BaseModel], _Mode]] = [(model, "validation") for model in given]
    pairs += [(model, "serialization") for model in shown]
    pairs.sort(key=lambda pair: (pair[0].__name__, pair[1]))
    named, definitions = models_json_schema(pairs, ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = definitions.get("$defs", {})
    return schemas, named


def _operation(one: AnyEndpoint, named: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.operation,
        "tags": [one.tag],
        "summary": one.summary,
        "description": f"{one.about + ' ' if one.about else ''}Needs the scope `{one.scope}`."
        + (" Test keys only." if one.test_only else ""),
        "parameters": [*_path_parameters(one), *_query_parameters(one), *_once_parameter(one)],
        "responses": _responses(one, named),
        "x-scope": one.scope,
    }
    if one.body:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": named[one.body, "validation"]}},
        }
    return told


def _path_parameters(one: AnyEndpoint) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"Begins with `{PREFIXES[kind_in_path(name)]}_`.",
            "schema": {"type": "string", "pattern": f"^{shape_of(kind_in_path(name))}$"},
            "example": example_of(kind_in_path(name)),
        }
        for name in _ID.findall(one.path)
    ]


def _query_parameters(one: AnyEndpoint) -> list[dict[str, Any]]:
    if not one.query:
        return []
    schema = one.query.model_json_schema()
    if "$defs" in schema:
        raise ValueError(f"Parameters of {one.name} are plain values.")
    needed = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": _plain(shape)}
        | {told: shape[told] for told in ("description", "deprecated") if told in shape}
        for name, shape in schema.get("properties", {}).items()
    ]


def _plain(shape: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out is never null: nobody can write that in an address."""
    kept = {name: value for name, value in shape.items() if name not in ("title", "description", "deprecated")}
    if "anyOf" in kept:
        [alone] = [one for one in kept.pop("anyOf") if one.get("type") != "null"]
        kept = {name: value for name, value in kept.items() if name != "default"} | alone
    return kept


def _once_parameter(one: AnyEndpoint) -> list[dict[str, Any]]:
    if one.method == "GET":
        return []
    return [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key and content give the first answer again, for a day.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]([ -~]*[!-~])?$"},
        }
    ]


def _responses(one: AnyEndpoint, named: Any) -> dict[str, Any]:
    schema = named[one.answer, "serialization"] if one.answer else {"type": "string", "format": "binary"}
    headers = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Request-Id"]
    headers += [] if one.method == "GET" else ["Idempotent-Replayed"]
    done = {
        "description": one.summary,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {one.media: {"schema": schema}},
    }
    refused = {*_REFUSED, *(() if one.method == "GET" else _WRITING), *((422,) if one.query else ()), *one.also}
    return {str(one.status): done} | {
        str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(refused)
    }


def _problem(status: int, named: Any) -> dict[str, Any]:
    return {
        "description": _MEANS[status],
        "content": {MEDIA_TYPE: {"schema": named[ProblemShown, "serialization"]}},
    }


def _headers() -> dict[str, Any]:
    number: dict[str, Any] = {"type": "integer"}
    return {
        "RateLimit-Limit": {"description": "How many calls a minute the key has.", "schema": number},
        "RateLimit-Remaining": {"description": "How many are left.", "schema": number},
        "RateLimit-Reset": {"description": "In how many seconds the next minute begins.", "schema": number},
        "Request-Id": {"description": "What this request is called.", "schema": {"type": "string"}},
        "Idempotent-Replayed": {"description": "true where it is the first answer again.", "schema": {"const": "true"}},
    }
