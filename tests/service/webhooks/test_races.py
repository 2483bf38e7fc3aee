"""Two sweepers, and a worker beside a sweeper: each event is told once, and none is overlooked. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Select

from service.db.connect import transaction
from service.gifting.events import EventKind
from service.webhooks.deliveries import fan_out
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from tests.https_server import Server
from tests.service.webhooks.listening import listening, pass_on, work


def together(acts: list[Callable[[], object]]) -> None:
    """All of them at once, each in a thread of its own; what one raises is raised."""
    start, raised = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if raised:
        raise raised[0]


@pytest.mark.usefixtures("any_database")
def test_of_several_sweeps_at_once_one_passes_an_event_on(receiver: Server) -> None:
    home = listening(receiver.url)
    for kind in (EventKind.OPENED, EventKind.SWAPPED, EventKind.ACCEPTED):
        home.tell(kind)
        together([pass_on] * 4)
    assert [(one.kind, one.state) for one in home.deliveries()] == [
        ("gift.opened", "queued"), ("gift.swapped", "held"), ("gift.accepted", "held"),
    ]  # fmt: skip
    work()
    assert [one.state for one in home.deliveries()] == ["delivered"] * 3


@pytest.mark.usefixtures("postgres_database")
def test_without_the_endpoint_s_lock_it_is_passed_on_more_than_once(
    receiver: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control. SQLite lets one writer in at a time anyway."""
    home = listening(receiver.url)
    home.tell(EventKind.OPENED)
    seen = threading.Barrier(2, timeout=10)
    real = fan_out._of_gifts

    def wait_for_the_other(*given: object) -> object:
        seen.wait()
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    monkeypatch.setattr(fan_out, "_of_gifts", wait_for_the_other)
    together([pass_on] * 2)
    assert [one.kind for one in home.deliveries()] == ["gift.opened"] * 2


@pytest.mark.usefixtures("any_database")
def test_what_happens_while_the_one_before_is_ending_is_not_left_waiting(receiver: Server) -> None:
    home = listening(receiver.url)
    for kind in (EventKind.OPENED, EventKind.SWAPPED, EventKind.ACCEPTED, EventKind.SHIPPED):
        home.tell(kind)
        together([pass_on, work])
    pass_on()
    work()
    assert [one.state for one in home.deliveries()] == ["delivered"] * 4
    with transaction() as session:
        assert session.query(WebhookEndpoint).count() == 1
        assert session.query(WebhookDelivery).count() == 4
