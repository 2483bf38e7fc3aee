"""What a script sends, read with limits: JSON without tricks, then every field by its declaration."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final, NoReturn, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from service.api.problem import ApiRefusal, Fault
from service.written import written, written_in

DEPTH: Final = 12
"""How deep lists and objects may lie in each other; the deepest field of ours lies at 5."""
SMALL_BYTES: Final = 256 * 1024
BULK_BYTES: Final = 8 * 1024 * 1024
TAKEN: Final = frozenset({"", "application/json", "application/x-www-form-urlencoded"})
"""Media types of bodies. The last is what curl calls whatever it sends; it's read as JSON all the same."""
_STEPS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_ID: Final = re.compile(r"\^([a-z]{3}_)\[")
_RANGE: Final = (
    "greater_than",
    "less_than",
    "too_long",
    "too_short",
    "multiple_of",
    "finite_number",
    "bytes_too",
    "too_far",
)
_VALUES: Final = ("literal_error", "enum")
Model = TypeVar("Model", bound=BaseModel)


def read_json(request: Request, most: int) -> Any:
    """The body as plain values. Raises ApiRefusal for another media type and for what is no JSON; werkzeug's
    RequestEntityTooLarge for a body of more than `most` bytes."""
    if request.mimetype not in TAKEN:
        raise ApiRefusal("unsupported_media_type", "Send the body as application/json.")
    request.max_content_length = most
    raw = request.get_data(parse_form_data=False)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise _no_json(f"The body isn’t UTF-8 at byte {error.start}.") from None
    _require_shallow(text)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite)
    except json.JSONDecodeError as error:
        raise _no_json(f"The body isn’t JSON at line {error.lineno}, column {error.colno}.") from None
    except ValueError:
        raise _no_json("The body holds a number that is too long.") from None


def read_fields(declared: type[Model], values: Any) -> Model:
    """The body as declared, its texts as they are kept. Raises ApiRefusal with every fault and its place."""
    if not isinstance(values, dict):
        raise _no_json("The body isn’t a JSON object.")
    return _checked(declared, json.dumps(written_in(values)))


def read_query(declared: type[Model], request: Request) -> Model:
    """The parameters of the address as declared. Raises ApiRefusal, also for one that is there twice."""
    for name, texts in request.args.lists():
        if name not in declared.model_fields:
            raise ApiRefusal("unknown_field", f"There’s no parameter {written(name)[:60]}.", param=written(name)[:60])
        if len(texts) > 1:
            raise ApiRefusal("wrong_type", f"{name} is there more than once.", param=name)
    given = {name: written(text) for name, text in request.args.items()}
    try:
        # Everything in an address is text, so that a number is read from it.
        return declared.model_validate(given, strict=False)
    except ValidationError as error:
        raise _refused(error.errors()) from None


def _checked(declared: type[Model], text: str) -> Model:
    try:
        return declared.model_validate_json(text)
    except ValidationError as error:
        raise _refused(error.errors()) from None


def _refused(errors: Sequence[ErrorDetails]) -> ApiRefusal:
    faults = [Fault(_code(one["type"]), ".".join(map(str, one["loc"]))[:200] or None, _sentence(one)) for one in errors]
    return ApiRefusal(faults[0].code, faults[0].title, param=faults[0].param, faults=faults)


def _code(kind: str) -> str:
    if kind == "extra_forbidden":
        return "unknown_field"
    if kind == "missing":
        return "missing_field"
    if any(part in kind for part in _RANGE):
        return "value_out_of_range"
    if kind in _VALUES:
        return "unknown_value"
    return "wrong_type" if kind.endswith(("_type", "_parsing")) else "invalid_input"


def _sentence(one: ErrorDetails) -> str:
    """In our words where there are any; the library's name what is allowed, and never repeat what was sent."""
    place = ".".join(map(str, one["loc"])) or "The body"
    if one["type"] == "extra_forbidden":
        return f"There’s no field {place[:200]}."
    if one["type"] == "missing":
        return f"{place} is missing."
    if one["type"] == "string_pattern_mismatch" and (begins := _ID.match(str(one["ctx"]["pattern"]))):
        return f"{place} has to be an id that begins with {begins[1]}."
    said = one["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{place}: {said[:1].lower()}{said[1:]}{'' if said.endswith('.') else '.'}"


def _require_shallow(text: str) -> None:
    """Raises ApiRefusal for what lies too deep, before anything takes it apart."""
    depth = 0
    for found in _STEPS.finditer(text):
        step = found.group()
        depth += (step in "[{") - (step in "]}")
        if depth > DEPTH:
            raise _no_json(f"Lists and objects lie in each other more than {DEPTH} deep at character {found.start()}.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise _no_json(f"The field {written(name)[:60]} is there twice.", written(name)[:60])
        read[name] = value
    return read


def _no_constant(name: str) -> NoReturn:
    raise _no_json(f"{name} is no JSON value.")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _no_json("The body holds a number that is too large.")
    return number


def _no_json(sentence: str, param: str | None = None) -> ApiRefusal:
    return ApiRefusal("not_json", sentence, param=param)
