"""Gunicorn's settings follow ours."""

from __future__ import annotations

import runpy

import pytest

from service.config import CHECKOUT
from tests.conftest import forget_settings


def test_address_and_processes_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_HOST", "127.0.0.2")
    monkeypatch.setenv("HANDPICKED_PORT", "8123")
    monkeypatch.setenv("HANDPICKED_WEB_WORKERS", "5")
    forget_settings()

    found = runpy.run_path(str(CHECKOUT / "service" / "app" / "web_server.py"))

    assert (found["bind"], found["workers"], found["worker_class"]) == (
        ["127.0.0.2:8123"],
        5,
        "service.app.server.worker.PatientWorker",
    )
    assert found["accesslog"] is None, "recipients' addresses carry their link"
    assert found["max_requests"] == 0, "a start costs as much CPU as thousands of looks"
