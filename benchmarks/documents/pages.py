"""What a look at the gift page costs: CPU of the page alone, and requests a second through the production server.

    python -m benchmarks.documents.pages [--json FILE]

A part of the sample campaign is planned and launched by the real acts, the pages of `PEOPLE` people are drawn, and each request
is for another of them, with their cookie. Statements are only said to be there, and of films only the section that plays them is: a
page asks no more of them. wrk shares the machine's cores with the server, as a reader never would.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from renderers.microsite.live import splice
from renderers.microsite.player import player
from renderers.render import render
from renderers.samples.stories import NOW, SAMPLE_FILM, SAMPLE_STORIES, sample_live
from service.app.database.migrate import migrate
from service.app.demo.sample import make_sample
from service.app.web import create_app
from service.app.wiring import register_all
from service.campaigns.models import Campaign, CampaignRecipient
from service.config import CHECKOUT, settings
from service.content.links import cookie_of
from service.content.models import RenditionRow
from service.content.pages.reader import COOKIE, NAMED
from service.content.produce import ready
from service.content.stories.story import story_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.live import live_gift
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.launch.waves import request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.security.ids import new_id
from service.storage.in_force import storage

PEOPLE: Final = 100
SECONDS: Final = 8
CONNECTIONS: Final = 16
LOOKS: Final = 400
"""How often each thing is done while its CPU time is taken."""
Figures = dict[str, float]


def measure() -> Figures:
    """Everything below, printed; CPU in milliseconds, page_p99_ms as waited. In a process of its own, which reads its own settings.

    Raises subprocess.CalledProcessError where it failed; its output says why.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "HANDPICKED_DATA_DIR": folder,
            "HANDPICKED_SECRET_KEY": "a secret for one benchmark and nothing else",
            "HANDPICKED_PORT": str(_free_port()),
            "HANDPICKED_LOG_LEVEL": "ERROR",
        }
        environment["HANDPICKED_BASE_URL"] = f"http://127.0.0.1:{environment['HANDPICKED_PORT']}"
        out = Path(folder) / "figures.json"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.documents.pages", "--here", str(out)], env=environment, check=True
        )
        figures: Figures = json.loads(out.read_text())
        for name, value in figures.items():
            print(f"{name:<28}{value:>12.3f}")
        return figures


def measure_here() -> Figures:
    """The same with this process's settings, whose data folder must be empty."""
    looks = set_the_scene()
    page = _page_figures()
    return {**page, **_request_figures(looks, page["microsite_cpu_ms"]), **_served(looks)}


def _page_figures() -> Figures:
    """The renderer alone, each time with another person's name: nothing that was made for one helps the next."""

    sample = replace(SAMPLE_STORIES["jana"], decided_at=NOW)
    stories = [
        replace(sample, person=replace(sample.person, given_name=f"Jana {number}", full_name=f"Jana {number} Nováková"))
        for number in range(LOOKS)
    ]
    bodies = [render("microsite", story).body for story in stories[:PEOPLE]]
    usual = sample_live(sample)
    swapped = replace(usual, notice="swapped", undo_for=timedelta(days=1))
    accepted = replace(usual, state="accepted", undo_for=timedelta(days=1), address_wanted=True)

    def look(live: object) -> Callable[[int], object]:
        return lambda at: splice(bodies[at % PEOPLE], live, lambda: stories[at])  # type: ignore[arg-type]

    return {
        "microsite_cpu_ms": _cpu_ms(look(usual)),
        "microsite_swapped_cpu_ms": _cpu_ms(look(swapped)),
        "microsite_accepted_cpu_ms": _cpu_ms(look(accepted)),
        "microsite_draw_cpu_ms": _cpu_ms(lambda at: render("microsite", stories[at])),
        "microsite_bytes": float(len(splice(bodies[0], usual, lambda: stories[0]))),
    }


def _request_figures(looks: Mapping[str, str], page_ms: float) -> Figures:
    """Where a request's CPU goes: database, page, and all the rest, which is the framework's."""

    client = create_app().test_client(use_cookies=False)
    paths = list(looks.items())

    def request(at: int) -> None:
        path, cookie = paths[at % len(paths)]
        answer = client.get(path, headers={"Cookie": cookie})
        assert answer.status_code == HTTPStatus.OK, f"{path} answered {answer.status_code}"

    def database(at: int) -> None:
        with reading() as session:
            gift = session.get_one(RecipientGift, _gift_id(paths[at % len(paths)][0]))
            ready(session, gift)
            live_gift(session, gift, utc_now())

    whole, from_database = _cpu_ms(request), _cpu_ms(database)
    return {
        "request_cpu_ms": whole,
        "request_share_database": from_database / whole,
        "request_share_page": page_ms / whole,
        "request_share_framework": max(0.0, whole - from_database - page_ms) / whole,
    }


def _served(looks: Mapping[str, str]) -> Figures:
    """wrk against gunicorn as the Procfile starts it. Nothing but the CPU figures where there is no wrk."""

    if shutil.which("wrk") is None:
        print("There is no wrk (Debian: apt-get install wrk), so no requests a second.", file=sys.stderr)
        return {}
    script = settings().data_dir / "looks.lua"
    script.write_text(_lua(looks), encoding="utf-8")
    address = f"http://127.0.0.1:{settings().port}"
    with _server(CHECKOUT, address):
        _wrk(address, script, 2)
        return {"page_web_workers": float(settings().web_workers), **_wrk(address, script, SECONDS)}


def _wrk(address: str, script: Path, seconds: int) -> Figures:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", str(script), address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"Not every request was answered well:\n{said}")
    rate, p99 = re.search(r"Requests/sec:\s+([\d.]+)", said), re.search(r"99%\s+([\d.]+)(us|ms|s)\b", said)
    if rate is None or p99 is None:
        raise RuntimeError(f"wrk said something else:\n{said}")
    return {"page_rps": float(rate[1]), "page_p99_ms": float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]}


def set_the_scene() -> Mapping[str, str]:
    """Path of a gift's page -> the cookies its reader has."""

    register_all()
    migrate()
    with transaction() as session:
        sample = make_sample(session, utc_now())
        _leave_out_the_rest(session)
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, sample.campaign_id), utc_now())
    _work_off("planning.plan")
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", sample.sales, utc_now())
        request_launch(session, campaign, PEOPLE, sample.sales, utc_now())
    _work_off("planning.launch")
    _work_off("content.microsite")
    _say_the_rest_is_there()
    with reading() as session:
        gifts = session.scalars(select(RecipientGift).where(RecipientGift.launched_at.is_not(None))).all()
        return {f"/gift/{gift.id}": f"{COOKIE}={cookie_of(gift)}; {NAMED}=yes" for gift in gifts}


def _leave_out_the_rest(session: Session) -> None:
    """Some more stay than are launched: not everybody can be given something at once."""
    last = session.scalars(select(CampaignRecipient.id).order_by(CampaignRecipient.row_number)).all()[2 * PEOPLE]
    session.execute(delete(CampaignRecipient).where(CampaignRecipient.id >= last))


def _work_off(kind: str) -> None:

    with reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind == kind, Job.state == "pending")).all()
    ended = {run_job(job_id, "benchmark") for job_id in waiting}
    if ended != {"done"}:
        raise RuntimeError(f"{len(waiting)} jobs {kind} ended {', '.join(sorted(ended)) or 'before they began'}.")


def _say_the_rest_is_there() -> None:
    """Rows of film and statement beside every page; of their files only the section of the page that plays the film."""
    with transaction() as session:
        for page in session.scalars(select(RenditionRow).where(RenditionRow.kind == "microsite")).all():
            story = story_of(session, session.get_one(RecipientGift, page.gift_id))
            played = hashlib.sha256(page.gift_id.encode()).hexdigest()
            storage().put(played, {"player": ("text/html", player(story, SAMPLE_FILM))}, 0)
            for kind in ("video", "statement"):
                session.add(
                    RenditionRow(
                        id=new_id("ren"),
                        workspace_id=page.workspace_id,
                        gift_id=page.gift_id,
                        kind=kind,
                        content_version=page.content_version,
                        input_hash=played,
                        files={},
                        seconds=0,
                        created_at=page.created_at,
                    )
                )


@contextmanager
def _server(checkout: Path, address: str) -> Iterator[None]:
    gunicorn = Path(sys.executable).parent / "gunicorn"
    command = [str(gunicorn), "--config", "python:service.app.web_server", "service.app.web:create_app()"]
    with subprocess.Popen(command, cwd=checkout) as server:
        try:
            _wait_for(f"{address}/healthz")
            yield
        finally:
            server.terminate()


def _wait_for(address: str) -> None:
    deadline = monotonic() + 60
    while True:
        try:
            with urlopen(address, timeout=2) as answer:  # noqa: S310 our own server on this machine
                if answer.status == HTTPStatus.OK:
                    return
        except (URLError, ConnectionError, TimeoutError):
            if monotonic() > deadline:
                raise
        sleep(0.2)


def _lua(looks: Mapping[str, str]) -> str:
    """Each request is the next reader's."""
    rows = ",\n".join(f'  {{"{path}", "{cookie}"}}' for path, cookie in looks.items())
    return f"""local looks = {{
{rows}
}}
local at = 0
function request()
  at = at % #looks + 1
  return wrk.format("GET", looks[at][1], {{["Cookie"] = looks[at][2]}})
end
"""


def _cpu_ms(act: Callable[[int], object]) -> float:
    """Mean CPU time of one call, after a round that fills what a process fills once."""
    for at in range(20):
        act(at)
    began = process_time()
    for at in range(LOOKS):
        act(at)
    return (process_time() - began) / LOOKS * 1000


def _gift_id(path: str) -> str:
    return path.removeprefix("/gift/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description="What a look at the gift page costs.")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        asked.here.write_text(json.dumps(measure_here()), encoding="utf-8")
        return
    figures = measure()
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
