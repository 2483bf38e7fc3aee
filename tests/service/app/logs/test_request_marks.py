"""A request's name: in every line of its log, in its answer to a script, in the jobs that it asked for; gone with it."""

from __future__ import annotations

import pytest
from flask import Flask, Response
from sqlalchemy import select
from structlog.contextvars import get_contextvars

from service.app.logs.request_marks import mark_requests
from service.app.web import create_app
from service.db.connect import reading, transaction
from service.jobs.asked_in import asked_in
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from tests.conftest import forget_settings

pytestmark = pytest.mark.usefixtures("database")


def asks() -> Response:
    with transaction() as session:
        enqueue(session, "ops.audit", "once")
    return Response(asked_in() or "nobody")


def test_a_job_that_a_request_asked_for_has_its_name_and_nothing_is_left_of_it() -> None:
    app = Flask("small")
    mark_requests(app)
    app.add_url_rule("/ask", view_func=asks, methods=["POST"])

    name = app.test_client().post("/ask").get_data(as_text=True)

    with reading() as session:
        assert session.scalars(select(Job.request_id)).all() == [name]
    assert (name.startswith("req_"), asked_in(), get_contextvars()) == (True, None, {})


def test_each_request_has_another_and_one_that_broke_leaves_nothing_either() -> None:
    app = Flask("small")
    mark_requests(app)
    names: list[str | None] = []

    def broken() -> Response:
        names.append(asked_in())
        raise KeyError("x")

    app.add_url_rule("/", view_func=broken)
    client = app.test_client()
    assert [client.get("/").status_code, client.get("/").status_code] == [500, 500]

    assert (len(set(names)), None in names, asked_in()) == (2, False, None)


def test_what_a_script_is_told_its_request_is_called_is_what_the_log_says(monkeypatch: pytest.MonkeyPatch) -> None:
    forget_settings()
    app = create_app()
    seen: list[str | None] = []
    app.after_request(lambda response: seen.append(asked_in()) or response)  # type: ignore[func-returns-value]

    answer = app.test_client().get("/v1/campaigns")

    assert (answer.status_code, answer.get_json()["request"]) == (401, answer.headers["Request-Id"])
    assert seen == [answer.headers["Request-Id"]]
