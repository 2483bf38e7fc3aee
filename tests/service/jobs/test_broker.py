"""How the broker may be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from service.config import settings
from service.jobs.broker import broker_url, celery_app, runtime_folder


def test_the_broker_is_a_doorbell_and_no_more() -> None:
    conf = celery_app().conf

    assert conf.broker_transport_options["ack_emulation"] is False
    assert (conf.worker_prefetch_multiplier, conf.task_acks_late, conf.result_backend) == (1, False, None)
    assert (conf.worker_send_task_events, conf.worker_enable_remote_control) == (False, False)
    assert conf.accept_content == ["json"]


def test_every_process_finds_the_same_socket_whatever_its_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = broker_url(settings())
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    assert broker_url(settings()) == before
    assert before == f"redis+socket:///tmp/handpicked-{os.getuid()}-{runtime_folder(settings()).name[-12:]}/broker.sock"


def test_looking_for_the_socket_makes_nothing() -> None:
    broker_url(settings())

    assert not runtime_folder(settings()).exists()
