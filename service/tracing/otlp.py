"""Spans by OpenTelemetry's own library, sent by OTLP over HTTP. Imported where traces are configured, and nowhere else.

Where they go, with which headers, and which share of them is kept, is said by OpenTelemetry's own variables (OTEL_*). A request's
trace and first span have ids that follow from the request's name: so a job that was asked for in it, done by another process an
hour later, hangs beneath it without anything being carried along.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

from service.tracing.spans import Span, Value

PRODUCT: Final = "handpicked"
_request: ContextVar[str | None] = ContextVar("request whose first span begins", default=None)


class RequestIds(RandomIdGenerator):  # type: ignore[misc]
    """Ids at random, but for the first span of a request."""

    def generate_trace_id(self) -> int:
        """128 bits."""
        request = _request.get()
        return int(super().generate_trace_id()) if request is None else trace_of(request)

    def generate_span_id(self) -> int:
        """64 bits."""
        request = _request.get()
        return int(super().generate_span_id()) if request is None else span_of(request)


class OtlpTracer:
    """`service.tracing.spans.Tracer` on a provider of OpenTelemetry's."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer(PRODUCT)

    @contextmanager
    def begin(
        self, name: str, attributes: Mapping[str, str | int], of_request: str | None, *, is_request: bool
    ) -> Iterator[Span]:
        """As the protocol says."""
        beneath = None if is_request or of_request is None or _is_within() else _place_of(of_request)
        marked = _request.set(of_request if is_request else None)
        try:
            begun = self._tracer.start_span(name, context=beneath, attributes=dict(attributes))
        finally:
            _request.reset(marked)
        # The library would write down what an error says, and that may be anything.
        with trace.use_span(begun, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            yield _Noted(begun)

    def flush(self, seconds: float) -> None:
        """As the protocol says."""
        self._provider.force_flush(int(seconds * 1000))


class _Noted:
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, attributes: Mapping[str, Value]) -> None:
        for name, value in attributes.items():
            if value is not None:
                self._span.set_attribute(name, value)
            if name == "error.type":
                self._span.set_status(trace.StatusCode.ERROR)


def make_tracer() -> OtlpTracer:
    """One that sends, from this process on."""
    provider = TracerProvider(
        resource=Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME") or PRODUCT, **_version()}),
        # Decided by the trace's id alone, so that all processes that have a part in it decide alike.
        sampler=TraceIdRatioBased(_share()),
        id_generator=RequestIds(),
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return OtlpTracer(provider)


def trace_of(request: str) -> int:
    """The id of the trace of a request."""
    return _number("trace", request, 16)


def span_of(request: str) -> int:
    """The id of its first span."""
    return _number("span", request, 8)


def _number(what: str, request: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{what} {request}".encode()).digest()[:size], "big") or 1


def _place_of(request: str) -> Any:
    first = trace.SpanContext(trace_of(request), span_of(request), is_remote=True, trace_flags=trace.TraceFlags(1))
    return trace.set_span_in_context(trace.NonRecordingSpan(first))


def _is_within() -> bool:
    return bool(trace.get_current_span().get_span_context().is_valid)


def _version() -> dict[str, str]:
    try:
        return {"service.version": version(PRODUCT)}
    except PackageNotFoundError:  # run from its sources
        return {}


def _share() -> float:
    """OTEL_TRACES_SAMPLER_ARG, 0 to 1; all where it says nothing or no such number."""
    try:
        share = float(os.environ.get("OTEL_TRACES_SAMPLER_ARG", "1"))
    except ValueError:
        return 1.0
    return share if 0 <= share <= 1 else 1.0
