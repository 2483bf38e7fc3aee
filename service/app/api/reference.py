"""The readable reference: a page of the console, made of the same document that scripts read, and of the example that is tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from service.api.openapi import TAGS
from service.api.problem import CODES
from service.app.api.register import whole_document
from service.config import CHECKOUT, settings
from service.workspaces.doors.console_door import signed_in

blueprint = Blueprint("reference", __name__)
EXAMPLE: Final = CHECKOUT / "docs" / "examples" / "whole_campaign.py"
_REF: Final = "#/components/schemas/"
_WORDS: Final = {"date-time": "moment", "date": "day", "duration": "span"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field or parameter as a table has it. `name` with dots for fields within fields."""

    name: str
    kind: str
    is_needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """One address: what is sent to it, and what it answers."""

    anchor: str
    verb: str
    path: str
    title: str
    about: str
    scope: str
    status: str
    is_test_only: bool
    given: tuple[FieldLine, ...]
    shown: tuple[FieldLine, ...]
    curl: str


@blueprint.get("/api-reference")
@signed_in()
def show_reference() -> ResponseReturnValue:
    """Every address, for anybody who is signed in; it holds nobody's data."""
    base = settings().base_url.rstrip("/")
    resources = _resources(whole_document())
    return render_template(
        "console/api_reference.html", resources=resources, about=TAGS, codes=CODES, base=base,
        example=EXAMPLE.read_text("utf-8"), limit=settings().api_calls_per_minute,
    )  # fmt: skip


def _resources(document: dict[str, Any]) -> dict[str, list[CallLine]]:
    found: dict[str, list[CallLine]] = {tag["name"]: [] for tag in document["tags"]}
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for verb, one in methods.items():
            found[one["tags"][0]].append(_call(path, verb, one, schemas))
    return found


def _call(path: str, verb: str, one: dict[str, Any], schemas: dict[str, Any]) -> CallLine:
    status, done = next(iter(one["responses"].items()))
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer = done["content"].get("application/json", {}).get("schema")
    query = [
        FieldLine(p["name"], _kind(p["schema"], schemas), p["required"], p.get("description", ""))
        for p in one["parameters"]
        if p["in"] == "query"
    ]
    about = one["description"].partition("Needs the scope")[0].strip()
    return CallLine(
        anchor=one["operationId"],
        verb=verb.upper(),
        path=path,
        title=one["summary"],
        about=about,
        scope=one["x-scope"],
        status=status,
        is_test_only="Test keys only." in one["description"],
        given=(*query, *_fields(body, schemas)),
        shown=_fields(answer, schemas),
        curl=_curl(path, verb, body, schemas),
    )


def _fields(
    schema: dict[str, Any] | None, schemas: dict[str, Any], within: str = "", depth: int = 0
) -> tuple[FieldLine, ...]:
    if schema is None:
        return ()
    shape = _resolved(schema, schemas)
    if shape.get("type") == "array":
        return _fields(shape["items"], schemas, f"{within[:-1]}[].", depth)
    lines: list[FieldLine] = []
    for name, inner in shape.get("properties", {}).items():
        needed = name in shape.get("required", ())
        about = inner.get("description", "")
        lines.append(FieldLine(within + name, _kind(inner, schemas), needed, about))
        if depth < 2:
            lines += _fields(_held(inner, schemas), schemas, f"{within}{name}.", depth + 1)
    return tuple(lines)


def _held(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any] | None:
    """What lies in a field: an object of ours, or a list of such."""
    shape = _resolved(schema, schemas)
    if shape.get("type") == "array":
        inner = _resolved(shape["items"], schemas)
        return shape if "properties" in inner else None
    return shape if "properties" in shape else None


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return schemas[schema["$ref"].removeprefix(_REF)]  # type: ignore[no-any-return]
    options = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    return _resolved(options[0], schemas) if len(options) == 1 else schema


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """In a word or two: text, number, one of some values, a list of such."""
    shape = _resolved(schema, schemas)
    if "enum" in shape:
        return " · ".join(map(str, shape["enum"]))
    if "const" in shape:
        return str(shape["const"])
    kind = shape.get("type")
    if kind == "array":
        return f"list of {_kind(shape['items'], schemas)}"
    if kind == "string":
        return _WORDS.get(
            shape.get("format", ""), "id" if str(shape.get("pattern", "")).startswith("^[a-z]{3}_") else "text"
        )
    return {"integer": "whole number", "number": "number", "boolean": "true or false"}.get(str(kind), "object")


def _curl(path: str, verb: str, body: dict[str, Any] | None, schemas: dict[str, Any]) -> str:
    sent = f'curl $HANDPICKED{path.removeprefix("/v1")} \\\n  -H "Authorization: Bearer $HANDPICKED_KEY"'
    if verb == "get":
        return sent
    if body is None:
        return sent.replace("curl ", f"curl -X {verb.upper()} ", 1)
    needed = _resolved(body, schemas).get("required", ())
    fields = ", ".join(f'"{name}": …' for name in needed)
    method = "" if verb == "post" else f"-X {verb.upper()} "
    return sent.replace("curl ", f"curl {method}", 1) + f" \\\n  -d '{{{fields}}}'"
