"""Logs: one JSON object a line, no personal values."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service.app.logs.log import configure_logging


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """The other tests get their own logging back."""
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    for line in lines:
        assert str(line.pop("timestamp")).endswith("Z")
    return lines


def test_our_own_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")

    structlog.get_logger().info("job", job="job_1", kind="content.video", seconds=4.1)
    structlog.get_logger().debug("too quiet")

    assert logged(capsys) == [
        {"event": "job", "level": "info", "job": "job_1", "kind": "content.video", "seconds": 4.1}
    ]


def test_a_librarys_exception_tells_its_class_and_place_and_not_its_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("INFO")

    try:
        int("Jana Nováková")
    except ValueError:
        logging.getLogger("some.library").exception("It went wrong")

    [line] = logged(capsys)
    assert (line["event"], line["level"], line["error"]) == ("It went wrong", "error", "ValueError")
    assert str(line["error_at"]).startswith("test_log.py:")
    assert "Jana" not in json.dumps(line)


def test_talkative_libraries_are_heard_from_warnings_on(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")

    logging.getLogger("celery.worker").info("Task received")
    logging.getLogger("celery.worker").warning("Connection lost")

    assert [line["event"] for line in logged(capsys)] == ["Connection lost"]


def test_configuring_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    configure_logging("INFO")

    logging.getLogger("some.library").warning("once")

    assert len(logged(capsys)) == 1
