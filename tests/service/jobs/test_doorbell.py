"""Ringing: best effort, never slow, never an error."""

from __future__ import annotations

import signal
import subprocess
from time import monotonic, sleep

import pytest

from service.db.connect import transaction
from service.errors import BrokerAway
from service.jobs import doorbell
from service.jobs.broker import RING_TIMEOUT_SECONDS
from service.jobs.doorbell import RINGS_AT_ONCE, SILENT_SECONDS, Ring, broker_answers, ring, waiting_messages
from service.jobs.enqueue import enqueue_each
from tests.service.jobs.ledger import ask

FROZEN_SECONDS = 10 * RING_TIMEOUT_SECONDS
"""One short timeout, also where the machine is slow; without it, whoever rings would wait for as long as the broker is frozen."""


def bell(number: int) -> Ring:
    return Ring(f"job_{number}", "render", 60, 90)


class TestWithABroker:
    @pytest.fixture(autouse=True)
    def _broker(self, broker: subprocess.Popen[bytes]) -> None:
        self.broker = broker

    def test_each_ring_is_one_message_in_its_queue(self) -> None:
        assert ring(bell(number) for number in range(5)) == 5
        assert waiting_messages(["render", "mail"]) == {"render": 5, "mail": 0}

    @pytest.mark.usefixtures("database")
    def test_a_committed_wish_is_in_the_queue_at_once(self) -> None:
        ask("gft_1", run_at=None)

        assert waiting_messages(["render"]) == {"render": 1}

    @pytest.mark.usefixtures("database")
    def test_a_page_that_asks_for_thousands_rings_for_the_first_only(self) -> None:
        with transaction() as session:
            enqueue_each(session, "test.do", [f"gft_{number}" for number in range(3000)])

        assert waiting_messages(["render"]) == {"render": RINGS_AT_ONCE}

    def test_a_frozen_broker_costs_less_than_a_second_and_then_nothing_for_a_while(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert ring([bell(1)]) == 1
        self.broker.send_signal(signal.SIGSTOP)

        monkeypatch.setattr(doorbell, "SILENT_SECONDS", 60.0)  # so that the machine may be slow
        began = monotonic()
        assert ring(bell(number) for number in range(100)) == 0
        assert monotonic() - began < FROZEN_SECONDS
        monkeypatch.setattr(doorbell._bell, "_open", lambda: pytest.fail("somebody tried again"))
        assert ring([bell(1)]) == 0

    def test_a_broker_frozen_before_the_first_ring_costs_less_than_a_second(self) -> None:
        self.broker.send_signal(signal.SIGSTOP)

        began = monotonic()
        assert ring([bell(1)]) == 0

        assert monotonic() - began < FROZEN_SECONDS

    def test_a_thawed_broker_is_heard_again(self) -> None:
        self.broker.send_signal(signal.SIGSTOP)
        assert not broker_answers()
        self.broker.send_signal(signal.SIGCONT)
        sleep(SILENT_SECONDS)

        assert broker_answers()
        assert ring([bell(1)]) == 1

    def test_a_broker_that_died_between_two_rings_is_noticed(self) -> None:
        assert ring([bell(1)]) == 1
        self.broker.kill()
        self.broker.wait()

        assert ring([bell(2)]) == 0
        assert not broker_answers()


class TestWithoutABroker:
    def test_nobody_hears_and_nothing_is_raised(self) -> None:
        assert ring([bell(1)]) == 0
        assert not broker_answers()

    def test_asking_for_lengths_says_so(self) -> None:
        with pytest.raises(BrokerAway, match="Nothing is lost"):
            waiting_messages(["render"])

    @pytest.mark.usefixtures("any_database")
    def test_a_wish_is_kept_all_the_same(self) -> None:
        assert ask("gft_1", run_at=None).startswith("job_")
