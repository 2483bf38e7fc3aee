"""Everything fails, in an order that chance makes, while the whole product works: nothing is lost, nothing happens twice, and soon
after the last fault all work is done.

By hand: `pytest -m faults -s tests/faults/long`; it prints what happened. `FAULT_ROUNDS` says how often each fault comes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from time import monotonic

import pytest

from service.app.database.migrate import migrate
from service.config import settings
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import dispose_engines, make_engine, transaction
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue_each
from service.storage.in_force import storage
from tests.conftest import forget_settings
from tests.disks import SmallDisk, mount, unmount
from tests.factories import make_rendition
from tests.faults.clock.set_clock import FILE
from tests.faults.clock.set_clock import utc_now as set_now
from tests.faults.hosts.cable import laid
from tests.faults.long.counting import INVITE, PAGE, Asked, Found, done, found, is_work_left, still_open
from tests.faults.long.disk.slow_disk import SlowDisk, compiler, slow_disk
from tests.faults.long.faults import LEASE_SECONDS, Fault, faults_by_chance
from tests.faults.long.kinds import register_whole
from tests.faults.long.place import Around, Place, whole_place
from tests.faults.long.visitor import Visitor, visiting
from tests.ports import free_port
from tests.postgres import PostgresServer, find_postgres, refuse_or_skip
from tests.seaweed import S3Server, find_seaweed
from tests.service.content.reading import scene_now
from tests.service.outreach.postbox import Postbox, open_postbox

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "2"))
SEEDS = range(5)
JOBS_PER_FAULT, PEOPLE_PER_FAULT = 45, 1
UNDER_WAY = 5
"""So many jobs are done of what was just asked for when something breaks."""
FEW = 10
"""So many pages and mails, at most, wait for what earlier faults have taken away."""
AFTER_THE_LAST_FAULT_SECONDS = 30
DISK_MEGABYTES = 256
EMPTY = "empty"
_NUMBERS = count(1)

pytestmark = [pytest.mark.faults, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def slow() -> Iterator[SlowDisk]:
    """Whatever this module starts has this disk."""
    compiled_by = compiler()
    if compiled_by is None:
        refuse_or_skip("No compiler of C here.", os.environ)
    with slow_disk(compiled_by) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.environment.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture(scope="module")
def bucket() -> Iterator[S3Server]:
    weed = find_seaweed()
    if weed is None:
        refuse_or_skip("No SeaweedFS here.", os.environ)
    with S3Server.running(weed) as server:
        yield server


@pytest.fixture(scope="module")
def server(slow: SlowDisk) -> Iterator[tuple[PostgresServer, Path]]:
    """PostgreSQL on a disk of its own, which keeps for good what it says it keeps; with a migrated database."""
    binaries = find_postgres()
    if binaries is None:
        refuse_or_skip("No PostgreSQL here.", os.environ)
    folder = Path(tempfile.mkdtemp(prefix="hp-pg-", dir="/tmp"))
    mount_or_skip(folder)
    keeps = "-c fsync=on -c min_wal_size=2MB -c max_wal_size=16MB"
    try:
        with PostgresServer.running(binaries, on=folder, options=keeps, initial=("--wal-segsize=1",)) as running:
            made = make_engine(running.create(EMPTY))
            migrate(made)
            made.dispose()
            yield running, binaries
    finally:
        unmount(folder)
        folder.rmdir()


@pytest.fixture(params=["sqlite", "postgres"])
def around(
    request: pytest.FixtureRequest,
    data_dir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    slow: SlowDisk,
    bucket: S3Server,
) -> Iterator[Around]:
    """An empty installation whose data folder is a small disk, as is its server's; with leases as short as its faults."""
    data_dir.mkdir()
    mount_or_skip(data_dir)
    port, number = free_port(), next(_NUMBERS)
    values = {
        "LEASE_SECONDS": LEASE_SECONDS, "SWEEP_SECONDS": 0.2, "DEAF_AFTER_SECONDS": 20, "NEW_SENDER": "full",
        "WEB_WORKERS": 1, "PORT": port, "BASE_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "INFO",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"HANDPICKED_{name}", str(value))
    for name, said in bucket.settings(f"run{number}").items():
        monkeypatch.setenv(name, said)
    clock = tmp_path / "clock"
    monkeypatch.setenv(FILE, str(clock))
    monkeypatch.setattr("service.jobs.enqueue.machine_now", set_now)
    disks, postgres = [SmallDisk(data_dir)], None
    if request.param == "postgres":
        postgres = request.getfixturevalue("server")
        monkeypatch.setenv("HANDPICKED_DATABASE_URL", postgres[0].create(f"long_{number}", like=EMPTY))
        disks.append(SmallDisk(postgres[0].folder))
    else:
        request.getfixturevalue("database")
    target = bucket.endpoint.removeprefix("http://").split(":")
    with open_postbox(monkeypatch, Postbox()) as box, laid((target[0], int(target[1]))) as cable:
        forget_settings()
        register_whole()
        yield Around(cable, box, disks, slow, postgres, clock)
        dispose_engines()
    unmount(data_dir)


def mount_or_skip(folder: Path) -> None:
    if not mount(folder, DISK_MEGABYTES):
        pytest.skip("Only root may mount a disk.")


def people(number: int) -> list[str]:
    """Ids of gifts of so many people, launched, with what an email says to them."""
    scene = scene_now(people=number, budget_minor=100_000 * number)
    key, mail = "ef" * 32, dict.fromkeys(("body", "text", "subject"), ("text/plain", b"for you"))
    files = dict(storage().put(key, mail, 0.1).files)
    with transaction() as session:
        for gift in scene.gifts:
            make_rendition(session, gift, "mail", input_hash=key, files=files)
    return [gift.id for gift in scene.gifts]


def ways_of_a_visitor(gift_id: str) -> list[Sequence[str]]:
    """Somebody's page, a picture that lies in the storage, and what a load balancer asks."""
    key = "fa" * 32
    files = dict(storage().put(key, {"body": ("image/webp", b"a picture")}, 0.1).files)
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        make_rendition(session, gift, "poster", input_hash=key, files=files)
        page = links_of(gift).page
    base = settings().base_url
    return [[page], [page, f"{base}/gift/{gift_id}/poster.webp"], [f"{base}/readyz"]]


def strike_all(place: Place, faults: Sequence[Fault], gift_ids: Sequence[str]) -> Asked:
    """One after the other, each in the middle of work."""
    for number, fault in enumerate(faults):
        before = done()
        place.work(number * JOBS_PER_FAULT, JOBS_PER_FAULT)
        ask_for(gift_ids[number * PEOPLE_PER_FAULT : (number + 1) * PEOPLE_PER_FAULT])
        assert place.wait(lambda before=before: done() >= before + UNDER_WAY, 30), (
            f"nothing is done before {fault.name}"
        )
        fault.strike(place)
    return Asked(len(faults) * JOBS_PER_FAULT, gift_ids)


def is_under_way(before: int) -> bool:
    """Whether some of what was just asked for is done, `before` having been done then, and what earlier faults have held up nearly
    is: what is measured at the end is how soon all goes on, and not how much this machine can do."""
    counted, others = still_open()
    return done() >= before + UNDER_WAY and counted <= 2 * JOBS_PER_FAULT and others <= FEW


def ask_for(gift_ids: Sequence[str]) -> None:
    """Their pages and invitations."""
    with transaction() as session:
        for gift_id in gift_ids:
            gift = session.get_one(RecipientGift, gift_id)
            for kind in (PAGE, INVITE):
                enqueue_each(session, kind, [gift_id], workspace_id=gift.workspace_id, campaign_id=gift.campaign_id)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_happens_twice_whatever_fails(
    request: pytest.FixtureRequest, tmp_path: Path, around: Around, seed: int
) -> None:
    logs = tmp_path / "log"
    faults = faults_by_chance(seed, ROUNDS, has_server=around.postgres is not None)
    *gift_ids, visited = people(len(faults) * PEOPLE_PER_FAULT + 1)
    began = utc_now()
    with whole_place(logs, around) as place, visiting(ways_of_a_visitor(visited)) as visitor:
        asked = strike_all(place, faults, gift_ids)
        last_fault = monotonic()
        is_all_done = place.wait(lambda: not is_work_left(), AFTER_THE_LAST_FAULT_SECONDS)
        recovery = monotonic() - last_fault
        place.wait(lambda: not is_work_left(), 0 if is_all_done else 120)
    result = found(asked, around.box.to, logs)
    tell(request.node.name, faults, result, visitor, recovery, (utc_now() - began).total_seconds())

    assert is_all_done, "work is left half a minute after the last fault"
    assert (result.lost, result.double, result.dead) == (0, 0, 0)
    assert result.lost_leases >= 3, "the faults hit nothing"
    assert visitor.answers["200"] > 0
    assert visitor.broken == Counter()


def tell(name: str, faults: Sequence[Fault], result: Found, visitor: Visitor, recovery: float, seconds: float) -> None:
    """What happened, for whoever runs this by hand."""
    by_kind = Counter(fault.name for fault in faults)
    lines = [name, f"{'faults':<50}{len(faults):>6}"]
    lines += [f"  {kind:<48}{times:>6}" for kind, times in by_kind.items()]
    lines += result.lines()
    lines += [f"{'answered ' + said:<50}{seen:>6}" for said, seen in sorted(visitor.answers.items())]
    lines += [f"{'recovery after the last fault, s':<50}{recovery:>6.1f}", f"{'all of it, s':<50}{seconds:>6.0f}"]
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
