"""What a worker has fetched and not begun when it ends lies in its queue again, for another to hear."""

from __future__ import annotations

import json
from typing import Any

import pytest
from kombu import transport

from service.jobs import guarded_broker
from service.jobs.broker import celery_app
from service.jobs.doorbell import Ring, ring, waiting_messages
from service.jobs.guarded_broker import GuardedChannel
from tests.service.jobs.hostile_messages import JOB

pytestmark = pytest.mark.usefixtures("broker")


@pytest.fixture(autouse=True)
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections of this process as a worker's are."""
    monkeypatch.setattr(transport, "TRANSPORT_ALIASES", dict(transport.TRANSPORT_ALIASES))
    monkeypatch.setattr(guarded_broker, "TRANSPORT_ALIASES", transport.TRANSPORT_ALIASES)
    monkeypatch.setattr(transport, "_transport_cache", {})
    guarded_broker.guard_broker()


def fetch_and_end(how: str) -> None:
    """As a worker that is told to end between two jobs."""
    with celery_app().connection_for_read() as connection:
        channel: Any = connection.default_channel
        assert isinstance(channel, GuardedChannel)
        if how == "asked for":
            assert channel.basic_get("mail") is not None
        else:
            heard: list[Any] = []
            channel._new_queue("mail")
            channel.basic_consume("mail", False, heard.append, "a worker")
            while not heard:
                connection.drain_events(timeout=5)
        assert waiting_messages(["mail"]) == {"mail": 0}
        channel.close()


@pytest.mark.parametrize("how", ["asked for", "listened for"])
def test_a_ring_that_was_fetched_and_not_begun_is_given_back_to_its_queue(how: str) -> None:
    assert ring([Ring(JOB, "mail", 60, 90)]) == 1
    fetch_and_end(how)

    assert waiting_messages(["mail"]) == {"mail": 1}
    with celery_app().connection_for_read() as connection:
        message = connection.default_channel.basic_get("mail", no_ack=True)
        assert json.loads(message.body)[0] == [JOB]
        assert message.headers["timelimit"] == [90, 60]
