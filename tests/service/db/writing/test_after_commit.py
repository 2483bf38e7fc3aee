"""What is done after a commit never changes what the commit came to."""

from __future__ import annotations

import html
import io
import os
import sys
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from renderers.language.translations import text
from service.app.logs.log import configure_logging
from service.app.logs.log_stream import lost_lines
from service.app.web import create_app
from service.db.connect import reading, transaction
from service.db.writing import after_commit
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from tests.conftest import SECRET, forget_settings
from tests.factories import make_workspace

SERVICE = Path(after_commit.__file__).parents[1]


@pytest.fixture(autouse=True)
def own_logging() -> object:
    yield
    structlog.reset_defaults()


class Breaking:
    """Pages that commit so many transactions and then fail so; set by each test."""

    commits = 0
    error: Exception = ValueError("x")

    def page(self, **_given: str) -> str:
        for _ in range(self.commits):
            with transaction() as session:
                make_workspace(session)
        raise self.error


BREAKING = Breaking()


@pytest.fixture(scope="module")
def app() -> Flask:
    """The product with two pages that break, made once; what it reads of the settings is the same in every test."""
    with pytest.MonkeyPatch.context() as given:
        given.setenv("HANDPICKED_SECRET_KEY", SECRET)
        given.setenv("HANDPICKED_DATA_DIR", "/nonexistent")
        forget_settings()
        made = create_app()
    forget_settings()
    made.add_url_rule("/press", "press", BREAKING.page, methods=["GET", "POST"])
    made.add_url_rule("/gift/<gift_id>/press", "press_gift", BREAKING.page, methods=["GET", "POST"])
    return made


class FullDisk(io.StringIO):
    """Standard error on a disk without room."""

    def write(self, _text: str) -> int:
        raise OSError(28, "No space left on device")


def jobs() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Job)) or 0


@pytest.mark.parametrize("error", [RuntimeError("x"), OSError(28, "x")])
def test_whatever_an_act_raises_goes_no_further(
    error: Exception, any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def broken(_session: Session) -> None:
        raise error

    monkeypatch.setattr(after_commit, "_ACTS", [broken, lambda _session: told.append("heard")])
    with transaction() as session:
        make_workspace(session)
    assert told == ["heard"]


def test_with_the_guard_off_a_committed_transaction_looks_failed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""

    class Unguarded(list):  # type: ignore[type-arg]
        def __iter__(self) -> object:  # type: ignore[override]
            raise RuntimeError("x")

    monkeypatch.setattr(after_commit, "_ACTS", Unguarded())
    with pytest.raises(RuntimeError), transaction() as session:
        make_workspace(session)


def test_nobody_else_listens_to_commits() -> None:
    listening = [
        path.name
        for path in SERVICE.rglob("*.py")
        if '"after_commit"' in path.read_text("utf-8") or '"before_commit"' in path.read_text("utf-8")
    ]
    assert listening == ["after_commit.py"]


def test_what_was_committed_counts_as_done_though_no_line_can_be_logged(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker is away, so a line is to be logged after the commit, and the log's disk is full."""
    monkeypatch.setattr(sys, "stderr", FullDisk())
    configure_logging("INFO")
    lost = lost_lines()

    with transaction() as session:
        enqueue(session, "content.shred", "gft_1")

    assert jobs() == 1
    assert lost_lines() > lost


@pytest.mark.parametrize(
    ("method", "commits", "error", "status", "sentence"),
    [
        ("post", 0, OSError(28, "x"), 507, "What you sent wasn’t saved"),
        ("post", 1, OSError(28, "x"), 507, "What you sent was saved, so don’t send it again."),
        ("get", 0, OSError(28, "x"), 507, "Everything that was saved is safe."),
        ("post", 0, OSError(30, "x"), 503, "What you sent wasn’t saved"),
        ("post", 0, ValueError("x"), 500, "Something went wrong on our side. Nothing was partly saved."),
        ("post", 1, ValueError("x"), 500, "after we saved what you sent, so don’t send it again."),
    ],
)
def test_a_page_that_fails_says_whether_what_was_sent_was_saved(
    method: str, commits: int, error: Exception, status: int, sentence: str, database: str, app: Flask
) -> None:
    BREAKING.commits, BREAKING.error = commits, error
    client = app.test_client()
    for _ in range(2):  # what another request saved is not told of this one
        answer = getattr(client, method)("/press")
        assert (answer.status_code, sentence in answer.text) == (status, True)
    client.get("/sign-in")
    assert after_commit.commits() == 0


def test_an_error_page_is_made_even_where_nobody_can_be_read(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    BREAKING.commits, BREAKING.error = 0, OSError(28, "x")

    def nobody() -> None:
        raise OSError(28, "x")

    processors = [*app.template_context_processors[None], lambda: {"actor": nobody}]
    monkeypatch.setitem(app.template_context_processors, None, processors)
    answer = app.test_client().get("/press")
    assert (answer.status_code, "<h1>The disk is full</h1>" in answer.text) == (507, True)

    monkeypatch.setattr("service.app.pages.error_pages.render_template", lambda *_given, **_named: 1 / 0)
    answer = app.test_client().get("/press")
    assert (answer.status_code, "The disk is full." in answer.text) == (507, True)


def test_lines_that_cannot_be_written_are_counted_and_the_next_begins_anew(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.set_blocking(write, False)
    with os.fdopen(write, "w") as to:
        from service.app.logs.log_stream import LogStream

        log = LogStream(to)
        log.write("x" * 200_000 + "\n")  # more than a pipe holds: broken off in the middle
        lost = lost_lines()
        os.read(read, 1_000_000)
        log.write('{"event": "next"}\n')
        said = b'{"event": "log_lines_lost", "level": "warning", "lines": 1}'
        assert os.read(read, 1000) == b"\n" + said + b'\n{"event": "next"}\n'
        assert lost_lines() == lost >= 1
    os.close(read)


@pytest.mark.parametrize("language", ["cs", "ja"])
def test_a_reader_is_told_in_their_language_whether_their_answer_was_saved(
    language: str, database: str, app: Flask
) -> None:
    BREAKING.error = OSError(28, "No space left on device")
    client = app.test_client()
    for method, BREAKING.commits, came_of_it in (("post", 1, "saved"), ("post", 0, "not_saved"), ("get", 0, "nothing")):
        answer = getattr(client, method)("/gift/gft_1/press", headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["Retry-After"]) == (507, "60")
        title = "microsite.later.title_saved" if came_of_it == "saved" else "microsite.later.title"
        assert text(language, title) in html.unescape(answer.text)
        assert text(language, f"microsite.later.{came_of_it}") in html.unescape(answer.text)
        assert "Go to the campaigns" not in answer.text
