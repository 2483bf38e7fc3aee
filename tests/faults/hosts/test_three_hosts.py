"""A campaign runs through on three hosts while one dies, one is cut off for a minute, and one is started with the next version.

By hand: `pytest -m faults -s tests/faults/hosts/test_three_hosts.py`; it prints what happened.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from sqlalchemy import func, select

from service.config import settings
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import dispose_engines, reading
from service.gifting.models import RecipientGift
from service.jobs.models import Job, WorkerHeartbeat
from service.ops.audit.database import audit_rows
from tests.conftest import forget_settings
from tests.faults.arena import celery_worker, lost_leases
from tests.faults.hosts.campaign import Outcome, ask_for_plan, is_work_left, outcome
from tests.faults.hosts.host import MAIL, STORAGE, Host, gunicorn, host, servers_here, sweeper, wait
from tests.faults.hosts.later_version import make_later_version, migrate_with
from tests.ports import free_port
from tests.postgres import PostgresServer, refuse_or_skip
from tests.seaweed import S3Server, find_seaweed
from tests.service.outreach.postbox import Postbox, open_postbox

CUT_SECONDS = float(os.environ.get("HOSTS_CUT_SECONDS", "60"))
PEOPLE = int(os.environ.get("HOSTS_PEOPLE", "40"))
LEASE_SECONDS = 10
PATIENCE = 900.0
"""Seconds for each step: a machine that plays three hosts is slow."""
OF_THE_LISTS = {"people", "marks"}
"""Findings about what a list or a catalogue does not say: no host’s doing."""
QUEUES = "default,decide,mail,render,video"


@dataclass
class Place:
    """Three hosts, what is between them, and when what happened."""

    web: Host
    north: Host
    south: Host
    box: Postbox
    began: float = field(default_factory=monotonic)
    steps: list[tuple[float, str]] = field(default_factory=list)

    def until(self, is_true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Keeps the hosts running until then. Fails with what was waited for."""
        assert wait((self.web, self.north, self.south), is_true, seconds), what
        self.note(what)

    def pass_time(self, seconds: float) -> None:
        wait((self.web, self.north, self.south), lambda: False, seconds)

    def note(self, what: str) -> None:
        self.steps.append((monotonic() - self.began, what))


@contextmanager
def three_hosts(
    folder: Path, postgres: PostgresServer, storage: S3Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """One that serves pages and sweeps, two that work; none of them started."""
    port = free_port()
    values = {
        "BASE_URL": f"http://127.0.0.1:{port}", "LEASE_SECONDS": LEASE_SECONDS, "SWEEP_SECONDS": 0.5, "WEB_WORKERS": 1,
        "NARRATION": "off", "NEW_SENDER": "full", "DEAF_AFTER_SECONDS": 20,
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(f"HANDPICKED_{name}", str(value))
    for name, said in storage.settings().items():
        monkeypatch.setenv(name, said)
    with open_postbox(monkeypatch, Postbox()) as box, ExitStack() as stack:
        forget_settings()
        mail, files = (urlsplit(one) for one in (settings().smtp_url.get_secret_value(), storage.endpoint))
        servers = servers_here(postgres) | {
            STORAGE: (str(files.hostname), int(files.port or 0)), MAIL: (str(mail.hostname), int(mail.port or 0))
        }  # fmt: skip
        web = stack.enter_context(
            host("web", folder / "web", servers, {"web": gunicorn(), "sweeper": sweeper()}, HANDPICKED_PORT=str(port))
        )
        workers = [
            stack.enter_context(
                host(name, folder / name, servers, {"worker": celery_worker("worker", f"worker@{name}", QUEUES)})
            )
            for name in ("north", "south")
        ]
        north, south = workers
        yield Place(web, north, south, box)


def holds(name: str) -> Callable[[], bool]:
    """Whether the host has a job in hand."""

    def has() -> bool:
        with reading() as session:
            mine = (Job.state == "running", Job.worker == f"worker@{name}")
            return session.scalar(select(Job.id).where(*mine).limit(1)) is not None

    return has


def are_alive(*names: str) -> bool:
    with reading() as session:
        seen = set(session.scalars(select(WorkerHeartbeat.name)))
    return seen >= {f"worker@{name}" for name in names}


def status_of(gift_id: str) -> list[int]:
    """What the web answers to somebody who follows their link, and then asks for their statement."""
    with reading() as session:
        links = links_of(session.get_one(RecipientGift, gift_id))
    opener = build_opener(HTTPCookieProcessor())
    return [opener.open(address, timeout=30).status for address in (links.page, links.statement)]


@pytest.mark.faults
@pytest.mark.usefixtures("own_database", "broker")
@pytest.mark.timeout(5400)
def test_a_campaign_runs_through_while_a_host_dies_one_is_cut_off_and_one_is_of_the_next_version(
    tmp_path: Path, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    weed = find_seaweed()
    if weed is None:
        refuse_or_skip("No SeaweedFS here.", os.environ)
    with S3Server.running(weed) as storage, three_hosts(tmp_path / "hosts", postgres, storage, monkeypatch) as place:
        for one in (place.web, place.north, place.south):
            one.start()
        planned = ask_for_plan(PEOPLE)
        place.until(planned.is_planned, "planned")
        planned.approve()
        planned.launch(PEOPLE // 2)

        place.until(holds("north"), "north has work in hand")
        place.north.die()
        place.note("north died, with its disk")
        place.pass_time(5)
        place.north.start()
        place.until(holds("south"), "south has work in hand")
        with place.south.cut_off():
            place.note("south is cut off")
            place.pass_time(CUT_SECONDS)
        place.note("south is reached again")
        place.until(lambda: are_alive("north", "south"), "both workers have said that they live")

        later = make_later_version(tmp_path / "later")
        dispose_engines()
        migrate_with(later, place.web.environment(later))
        place.note("the tables are those of the next version")
        place.south.stop()
        place.south.start(later)
        since = utc_now()
        planned.launch(PEOPLE - PEOPLE // 2)
        place.note("south is of the next version, north and web are not; the others are launched")
        place.until(lambda: not is_work_left(planned), "all work is done")
        place.until(lambda: worked_since(since) == {"worker@north", "worker@south"}, "both versions have worked", 5)

        found = outcome(planned)
        answers = [status_of(gift_id) for gift_id in planned.gift_ids()[:3]]
        with reading() as session:
            amiss = [defect.sentence for defect in audit_rows(session) if defect.kind not in OF_THE_LISTS]
        tell(place, found)

    assert (found.people, found.dead, found.lost, found.double) == (PEOPLE, 0, 0, 0)
    assert answers == [[200, 200]] * 3
    assert lost_leases() >= 2, "the faults hit nothing"
    assert len(place.box.to) == len(set(place.box.to)), "somebody was invited twice"
    assert not [*(tmp_path / "hosts").rglob("renditions/*/*")], "a file lies on a host alone"
    assert amiss == []


def worked_since(moment: datetime) -> set[str | None]:
    with reading() as session:
        return set(session.scalars(select(Job.worker).where(Job.started_at > moment, Job.state == "done").distinct()))


def tell(place: Place, found: Outcome) -> None:
    """What happened, for whoever runs this by hand."""
    lines = [f"{seconds:8.1f} s  {what}" for seconds, what in place.steps]
    lines += [f"{name:<16}{figure:>8}" for name, figure in asdict(found).items()]
    lines.append(f"{'lost leases':<16}{lost_leases():>8}")
    for one in (place.web, place.north, place.south):
        most = ", ".join(f"{server} {cable.most}" for server, cable in one.cables.items())
        lines.append(f"connections of {one.name} at most: {most}")
    with reading() as session:
        done = select(Job.worker, func.count()).where(Job.state == "done").group_by(Job.worker)
        lines.append("jobs done by: " + ", ".join(f"{worker} {jobs}" for worker, jobs in session.execute(done)))
    sys.stdout.write("\n" + "\n".join(lines) + "\n")
