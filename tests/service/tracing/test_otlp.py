"""With OpenTelemetry's own library, where it is installed: what hangs beneath what, and what is sent."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from service.tracing import spans
from service.tracing.spans import span, tracer_here

pytest.importorskip("opentelemetry.sdk", reason="The extra `traces` is not installed.")
pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="The extra `traces` is not installed.")

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.tracing.otlp import OtlpTracer, RequestIds, make_tracer, span_of, trace_of

WORDS = "Jana lives at Na Hrádku 7"


@pytest.fixture
def exported(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(id_generator=RequestIds())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = OtlpTracer(provider)
    monkeypatch.setattr(spans, "tracer_here", lambda _process: tracer)
    return exporter


def places(found: ReadableSpan) -> tuple[int, int, int | None]:
    context, parent = found.get_span_context(), found.parent
    assert context is not None
    return context.trace_id, context.span_id, None if parent is None else parent.span_id


def test_a_job_of_another_process_hangs_beneath_its_request_and_a_drawing_beneath_its_job(
    exported: InMemorySpanExporter,
) -> None:
    with span("job", {"handpicked.kind": "content.video"}, of_request="req_a"), span("render", {}):
        pass
    with span("request", {}, of_request="req_a", is_request=True):
        pass
    render, job, request = exported.get_finished_spans()
    trace = trace_of("req_a")
    assert places(request) == (trace, span_of("req_a"), None)
    assert places(job)[0::2] == (trace, span_of("req_a"))
    assert places(render)[0::2] == (trace, places(job)[1])
    assert trace_of("req_b") != trace


def test_a_job_that_nobody_asked_for_begins_a_trace_of_its_own(exported: InMemorySpanExporter) -> None:
    for _ in range(2):
        with span("job", {}):
            pass
    first, second = exported.get_finished_spans()
    assert (first.parent, second.parent) == (None, None)
    assert places(first)[0] != places(second)[0]


def test_what_an_error_says_is_not_kept(exported: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="Jana"), span("job", {"handpicked.kind": WORDS}):
        raise ValueError(WORDS)
    (found,) = exported.get_finished_spans()
    assert (found.attributes, found.events, found.status.is_ok) == ({"error.type": "ValueError"}, (), False)
    assert "Jana" not in found.to_json()


class Collector(BaseHTTPRequestHandler):
    taken: list[bytes] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.taken.append(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    Collector.taken = []
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    tracer_here.cache_clear()
    yield Collector.taken
    tracer_here.cache_clear()
    server.shutdown()
    thread.join()
    server.server_close()


def test_spans_are_sent_to_where_the_variable_says_before_the_process_ends(collector: list[bytes]) -> None:
    with span("job", {"handpicked.kind": "content.video", "handpicked.job": "job_1"}):
        pass
    spans.flush()
    assert len(collector) == 1
    assert b"content.video" in collector[0]
    assert b"handpicked" in collector[0]
    assert tracer_here(os.getpid()) is not None


def test_the_share_that_is_kept_is_decided_by_the_trace_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0.3")
    ids = [trace_of(f"req_{number}") for number in range(400)]

    def kept() -> list[bool]:
        sampler = make_tracer()._provider.sampler
        return [sampler.should_sample(None, one, "job").decision.is_sampled() for one in ids]

    first = kept()
    assert first == kept()
    assert 70 < sum(first) < 170
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "all of them")
    assert all(kept())
