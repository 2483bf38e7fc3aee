"""How many swaps a second are kept for good, each with the fact that it says and the next decision for its person.

On a database of its own: a transaction for the swap with its event, its fact and its record, committed to disk; then what that
person may swap to is decided anew, with what the swap has taught.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, perf_counter, process_time, sleep
from typing import Final

from benchmarks.databases import fresh_database
from service.app.processes.embedded_broker import broker_command
from service.campaigns.models import Campaign
from service.config import settings
from service.db.connect import reading, transaction
from service.decisions.online import redecide
from service.gifting.assortment import stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for
from service.gifting.models import RecipientGift
from service.gifting.swap import swap_gift
from service.gifting.swap_limits import rule_of
from service.jobs.broker import embedded_socket, runtime_folder
from service.jobs.doorbell import hang_up
from tests.factories import AT
from tests.service.gifting.scene import set_scene

_PEOPLE: Final = 100
_OTHERS: Final = 20


def measure(database: str = "sqlite", people: int = _PEOPLE) -> dict[str, object]:
    """{durable_events_per_second, durable_cpu_ms_per_event}: by the clock, one process, one swap a person; and what a busy machine
    does not change, the process's own time."""
    with fresh_database(database), _broker():
        with transaction() as session:
            scene = set_scene(session, people=people, others=_OTHERS, other_stock=people)
            for at, product in enumerate((*scene.products, *scene.others)):
                product.interests = [f"interest {at % 7}"]
            gifts, others = [gift.id for gift in scene.gifts], [product.id for product in scene.others]
        started, worked = perf_counter(), process_time()
        for at, gift_id in enumerate(gifts):
            with transaction() as session:
                swap_gift(session, session.get_one(RecipientGift, gift_id), others[at % len(others)], AT)
            _decide(gift_id)
        return {
            "durable_events_per_second": people / (perf_counter() - started),
            "durable_cpu_ms_per_event": 1000 * (process_time() - worked) / people,
        }


@contextmanager
def _broker() -> Iterator[None]:
    """A broker that hears of the jobs, and no worker that does them."""
    process = subprocess.Popen(broker_command(settings()), stdout=subprocess.DEVNULL)
    try:
        until = monotonic() + 20
        while not embedded_socket(settings()).exists():
            if monotonic() > until:
                raise SystemExit("The broker did not start.")
            sleep(0.01)
        yield
    finally:
        process.kill()
        process.wait()
        hang_up()
        shutil.rmtree(runtime_folder(settings()), ignore_errors=True)


def _decide(gift_id: str) -> None:
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        campaign = session.get_one(Campaign, gift.campaign_id)
        stocked = stocked_assortment(session, campaign, gift, AT)
        now = stocked.assortment.dense(availability_of(session, gift), stocked.stock)
        candidate = candidate_for(session, campaign, gift, AT.date())
        redecide(stocked.assortment, candidate, now, rule_of(campaign), gift.first_price_minor)


if __name__ == "__main__":
    print(measure())
