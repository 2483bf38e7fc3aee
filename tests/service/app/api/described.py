"""Requests made from the document alone, as schemathesis draws them, and every answer read by it; half of the ids are those of a
real world."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Final

import hypothesis
import schemathesis
from hypothesis import Phase
from schemathesis import Case
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from service.api.ids import PREFIXES, shape_of
from tests.console import console_app

BOTH: Final = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
"""Requests as the document allows them, and such as it doesn't."""
_HELD: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
_AN_ID: Final = re.compile("|".join(map(shape_of, PREFIXES)))
_LAST: Final = ("delete_webhook", "create_data_request", "close_campaign", "delete_campaign")
"""What ends things that others are tried with."""


@cache
def drawn(examples: int) -> tuple[Case, ...]:
    """So many requests of each mode to every address, the same in every run; what ends things comes last."""
    schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", console_app())
    operations = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    assert len(operations) == schema.statistic.operations.total
    found: list[Case] = []
    for operation in sorted(operations, key=lambda one: one.definition.raw["operationId"] in _LAST):
        for mode in BOTH:
            found += _draw(operation, mode, examples)
    return tuple(found)


def try_all(key: str, ids: Mapping[str, str], cases: Sequence[Case]) -> list[str]:
    """What was answered otherwise than the document says. `ids`: those of a world; every second request names them."""
    load_all_checks()
    checks = CHECKS.get_by_names(_HELD)
    wrong: list[str] = []
    for number, case in enumerate(cases):
        if number % 2 == 0:
            _name_real_things(case, ids)
        try:
            case.call_and_validate(
                headers={"Authorization": f"Bearer {key}"}, checks=[*checks, *_of_what_is_sent(case)]
            )
        except FailureGroup as found:
            wrong += [f"{case.operation.label}: {one}" for one in found.exceptions]
    return wrong


def _of_what_is_sent(case: Case) -> list[Any]:
    """Whether what was taken may be sent: not asked of an empty list in an address, which no client writes down. For the tool some
    refusals are none, such as 410."""
    is_written = all(value not in ([], {}) for value in (case.query or {}).values())
    return CHECKS.get_by_names(["negative_data_rejection"]) if is_written else []


def _draw(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, examples: int) -> list[Case]:
    """None where an address takes nothing that could be wrong."""
    found: list[Case] = []

    @hypothesis.settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        found.append(case)

    with suppress(hypothesis.errors.Unsatisfiable):
        one()
    return found


def _name_real_things(case: Case, ids: Mapping[str, str]) -> None:
    for place in ("path_parameters", "query", "body"):
        values = getattr(case, place)
        if isinstance(values, Mapping):
            setattr(case, place, {name: _real(name, given, ids) for name, given in values.items()})


def _real(name: str, given: Any, ids: Mapping[str, str]) -> Any:
    is_an_id = isinstance(given, str) and _AN_ID.fullmatch(given)
    return ids.get(name, ids.get(f"{name}_id", given)) if is_an_id else given
