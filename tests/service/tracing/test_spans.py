"""Spans are codes and ids; nobody's name, address, words or link leaves by one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from service.app.logs.request_marks import mark_requests
from service.app.logs.request_spans import route_of, trace_requests
from service.app.web import create_app
from service.app.wiring import register_all
from service.db.connect import reading, transaction
from service.jobs.kinds import registered
from service.jobs.models import Job
from service.jobs.run import run_job
from service.recipients.models import Recipient
from service.tracing import spans
from service.tracing.spans import FORMS, Span, allowed, can_trace, flush, is_wanted, span, tracer_here
from tests.console import console_app
from tests.house.sources import HOUSE
from tests.service.content.reading import enter, link, press, scene_now

COLLECTOR = "http://127.0.0.1:4318"
NAME, WORDS = "Jana", "No peanuts for Jana, she lives at Na Hrádku 7"


@dataclass
class Kept:
    name: str
    of_request: str | None
    is_request: bool
    attributes: dict[str, object] = field(default_factory=dict)

    def note(self, attributes: Mapping[str, object]) -> None:
        self.attributes |= attributes


@dataclass
class Memory:
    """A tracer that only remembers."""

    spans: list[Kept] = field(default_factory=list)
    flushed: list[float] = field(default_factory=list)

    @contextmanager
    def begin(
        self, name: str, attributes: Mapping[str, str | int], of_request: str | None, *, is_request: bool
    ) -> Iterator[Span]:
        self.spans.append(Kept(name, of_request, is_request, dict(attributes)))
        yield self.spans[-1]

    def flush(self, seconds: float) -> None:
        self.flushed.append(seconds)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Memory:
    kept = Memory()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR)
    monkeypatch.setattr(spans, "tracer_here", lambda _process: kept)
    return kept


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in (*spans.ENDPOINTS, spans.SWITCHED_OFF):
        monkeypatch.delenv(name, raising=False)
    tracer_here.cache_clear()
    yield
    tracer_here.cache_clear()


@pytest.mark.usefixtures("database")
def test_a_press_its_jobs_and_what_they_draw_are_traced_by_codes_and_ids_alone(memory: Memory) -> None:
    scene = scene_now()
    gift, person = scene.gifts[0], scene.people[0]
    app = create_app()
    client = app.test_client()
    enter(client, gift)
    pressed = press(client, gift, "accept", note=WORDS, email="jana@example.com")
    assert pressed.status_code == 303
    with reading() as session:
        asked = session.scalars(
            select(Job.id).where(Job.subject_id == gift.id, Job.kind == "content.microsite", Job.state == "pending")
        ).first()
        request = session.scalar(select(Job.request_id).where(Job.id == asked))
        given = session.get_one(Recipient, person.id).given_name
    assert (given, asked is not None) == (NAME, True)
    register_all()
    with transaction() as session:
        session.get_one(Job, str(asked)).run_at = scene.campaign.created_at
    assert run_job(str(asked), "w1") == "done"

    assert {one.name for one in memory.spans} == {"request", "job", "render"}
    job = next(one for one in memory.spans if one.name == "job")
    assert (job.of_request, job.attributes["handpicked.job"], job.attributes["handpicked.outcome"]) == (
        request, asked, "done",
    )  # fmt: skip
    render = next(one for one in memory.spans if one.name == "render")
    assert render.attributes == {"handpicked.kind": "microsite"}
    accept = next(one for one in memory.spans if one.attributes.get("http.request.method") == "POST")
    assert accept.attributes == {
        "http.request.method": "POST", "http.route": "/gift/<gift_id>/<act>", "http.response.status_code": 303,
        "handpicked.request": accept.of_request,
    }  # fmt: skip
    assert accept.is_request
    told = repr(memory.spans)
    for private in (NAME, "jana@", "Hrádku", "peanuts", link(gift).rpartition("/")[2], gift.id, person.id):
        assert private not in told


def test_the_same_story_with_the_guard_off_would_tell_them(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what the test above would find."""
    monkeypatch.setattr(spans, "allowed", dict)
    with span("request", {"http.route": f"/gift/{NAME}", "note": WORDS}):
        pass
    assert NAME in repr(memory.spans)
    assert WORDS in repr(memory.spans)


@pytest.mark.usefixtures("database")
def test_an_error_is_told_by_its_type_and_a_page_that_broke_by_its_status(memory: Memory) -> None:
    with pytest.raises(ValueError, match="peanuts"), span("render", {"handpicked.kind": "video"}):
        raise ValueError(WORDS)
    assert memory.spans[0].attributes == {"handpicked.kind": "video", "error.type": "ValueError"}

    app = Flask("broken")
    mark_requests(app)
    trace_requests(app)
    app.add_url_rule("/broken", view_func=lambda: 1 / 0)
    assert app.test_client().get("/broken").status_code == 500
    assert memory.spans[1].attributes["error.type"] == "500"
    assert "ZeroDivision" not in repr(memory.spans[1])


@settings(max_examples=40)
@given(
    name=st.sampled_from(sorted(FORMS)),
    value=st.one_of(st.text(max_size=40), st.emails(), st.just(WORDS), st.integers(), st.none()),
)
def test_whatever_is_put_into_a_span_has_the_form_of_its_name_or_is_left_out(
    name: str, value: str | int | None
) -> None:
    kept = allowed({name: value, "user.email": "jana@example.com"})
    assert set(kept) <= {name}
    for found in kept.values():
        assert re.fullmatch(r"[A-Za-z0-9_.:/<>,()\- ]+", str(found))
        assert "@" not in str(found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("http.route", "/g/gft_1/Secret"),
        ("http.request.method", "JANA"),
        ("handpicked.request", "Jana"),
        ("handpicked.kind", "content.video for Jana"),
        ("handpicked.outcome", "done by Jana"),
        ("error.type", "ValueError: Jana"),
        ("http.response.status_code", "2oo"),
        ("handpicked.subject", "gft_1"),
    ],
)
def test_what_is_of_another_form_or_name_is_left_out(name: str, value: str) -> None:
    assert allowed({name: value}) == {}


def test_every_kind_of_job_and_rule_of_an_address_has_the_form_that_is_let_through() -> None:
    register_all()
    assert "content.video" in registered()
    assert [kind for kind in registered() if not allowed({"handpicked.kind": kind})] == []
    routes = [route_of(rule.rule) for rule in console_app().url_map.iter_rules()]
    assert "/charities/named/<named_id>/<answer>" in routes
    assert [route for route in routes if not allowed({"http.route": route})] == []


def test_a_span_is_called_by_a_word_of_ours(memory: Memory) -> None:
    with pytest.raises(ValueError, match="by a word of ours"), span(NAME, {}):
        pass
    assert memory.spans == []


@pytest.mark.usefixtures("nobody")
def test_off_by_default_nothing_is_kept_asked_or_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (is_wanted(), tracer_here(os.getpid())) == (False, None)
    with span("job", {"handpicked.kind": "content.video"}) as begun:
        begun.note({"handpicked.outcome": "done"})
    flush()
    app = Flask("empty")
    trace_requests(app)
    assert not app.before_request_funcs
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR)
    trace_requests(app)
    assert len(app.before_request_funcs[None]) == 1
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert not is_wanted()


@pytest.mark.usefixtures("nobody")
def test_where_the_extra_is_missing_work_goes_on_untraced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", COLLECTOR)
    monkeypatch.setattr(spans, "NEEDS", ("nobody_has_this.sdk",))
    assert (is_wanted(), can_trace(), tracer_here(os.getpid())) == (True, False, None)
    with span("job", {}):
        pass


def test_before_a_process_ends_what_it_has_is_sent(memory: Memory) -> None:
    flush()
    assert memory.flushed == [2.0]


def test_only_the_module_that_is_loaded_on_wish_knows_the_library() -> None:
    knows = re.compile(r"^\s*(?:from|import) (?:opentelemetry|service\.tracing\.otlp)", re.MULTILINE)
    sources = [*(HOUSE / "service").rglob("*.py"), *(HOUSE / "renderers").rglob("*.py")]
    knowing = [path.relative_to(HOUSE).as_posix() for path in sources if knows.search(path.read_text("utf-8"))]
    assert knowing == ["service/tracing/otlp.py"]
