"""What is traced where traces are configured: how long a request, a job and a drawing took, and which followed from which.

A span holds codes and ids, each in the one form that its name allows; whatever else would be put into it is left out. So no name,
address, text or link can leave by it. Off unless OTEL_EXPORTER_OTLP_ENDPOINT (or …_TRACES_ENDPOINT) names who collects them and the
extra `traces` is installed; what it stands on is loaded by nobody else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final, Protocol

Value = str | int | None
ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
SWITCHED_OFF: Final = "OTEL_SDK_DISABLED"
NEEDS: Final = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_CODE: Final = r"[A-Za-z][A-Za-z0-9_.]{0,63}"
_ID: Final = r"[a-z]{3}_[a-z0-9_]{1,40}"
_NUMBER: Final = r"[0-9]{1,9}"
FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(form)
    for name, form in {
        "http.request.method": "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS",  # a client may call its method anything
        "http.route": r"/[a-z0-9_./<>\-]{0,200}",  # the rule, with the names of its parts; never what was in their place
        "http.response.status_code": _NUMBER,
        "handpicked.request": _ID,
        "handpicked.job": _ID,
        "handpicked.kind": _CODE,
        "handpicked.campaign": _ID,
        "handpicked.attempt": _NUMBER,
        "handpicked.outcome": r"[a-z ]{1,20}",
        "error.type": r"[A-Za-z0-9][A-Za-z0-9_.]{0,63}",
    }.items()
}
"""Every attribute that a span may have, and the one form of its value."""
NAMES: Final = frozenset({"request", "job", "render"})


class Span(Protocol):
    """One stretch of work under way."""

    def note(self, attributes: Mapping[str, Value]) -> None:
        """Something that was known only later."""
        ...


class Tracer(Protocol):
    """Whoever keeps spans."""

    def begin(
        self, name: str, attributes: Mapping[str, str | int], of_request: str | None, *, is_request: bool
    ) -> AbstractContextManager[Span]:
        """A span for the length of the block, within the one that is under way here. Where none is: within the request of that
        name, which may have been answered by another process; or that request itself."""
        ...

    def flush(self, seconds: float) -> None:
        """Sends what has not been sent."""
        ...


class _Nothing:
    def note(self, attributes: Mapping[str, Value]) -> None:
        """Nobody asks."""


class _Careful:
    """Lets through what has its form."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def note(self, attributes: Mapping[str, Value]) -> None:
        self._span.note(allowed(attributes))


_NOTHING: Final = _Nothing()


@contextmanager
def span(
    name: str, attributes: Mapping[str, Value], *, of_request: str | None = None, is_request: bool = False
) -> Iterator[Span]:
    """The block as a span, where anything is traced. What it raises is told by its type alone. Raises ValueError for a name that is
    none of `NAMES`."""
    if name not in NAMES:
        raise ValueError("Spans are called by a word of ours, not by a value.")
    tracer = tracer_here(os.getpid())
    if tracer is None:
        yield _NOTHING
        return
    with tracer.begin(name, allowed(attributes), of_request, is_request=is_request) as begun:
        careful = _Careful(begun)
        try:
            yield careful
        except BaseException as error:
            careful.note({"error.type": type(error).__name__})
            raise


def allowed(attributes: Mapping[str, Value]) -> dict[str, str | int]:
    """Those that have a name and a form of `FORMS`; everything else is left out."""
    return {
        name: value
        for name, value in attributes.items()
        if value is not None and name in FORMS and FORMS[name].fullmatch(str(value)) is not None
    }


def is_wanted() -> bool:
    """Whether somebody is named who collects traces."""
    is_off = os.environ.get(SWITCHED_OFF, "").strip().lower() == "true"
    return not is_off and any(os.environ.get(name, "").strip() for name in ENDPOINTS)


def can_trace() -> bool:
    """Whether what the extra `traces` brings is installed."""
    try:
        return all(find_spec(name) is not None for name in NEEDS)
    except ModuleNotFoundError:  # not even its parent is there
        return False


@lru_cache(maxsize=1)
def tracer_here(_process: int) -> Tracer | None:
    """This process's; a forked child gets its own, since threads do not survive a fork. None where nothing is traced."""
    if not (is_wanted() and can_trace()):
        return None
    made: Tracer = import_module("service.tracing.otlp").make_tracer()
    return made


def flush(seconds: float = 2.0) -> None:
    """Before a process ends: what it has not sent would be lost."""
    tracer = tracer_here(os.getpid())
    if tracer is not None:
        tracer.flush(seconds)
