"""How long somebody waits for a film that is drawn when they play it: through web server, ledger, broker and worker, by the clock.

A product of its own is started on a free port, with made-up people who get versions of two gifts. Their pages are drawn; then each
asks for the film, as a browser does, and the clock stops at its first bytes. In one campaign nobody gets what another one gets, so
those for whom only names are new are invited to a second one. The shelf has one version for each person of the first, and no other:
whatever a newcomer gets, somebody had before, and its scenes are kept.

`python -m benchmarks.video.served [--people 3]` measures this alone.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from time import monotonic, perf_counter, sleep
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.app.database.migrate import migrate
from service.app.processes.run import Everything, running
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.catalog.import_products import import_products, read_catalog
from service.config import ASSETS, settings
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.planning.launch.told.progress import read_progress
from service.planning.launch.waves import request_launch
from service.planning.message.create import create_campaign, read_campaign_form
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.workspaces.actor import Actor, actor_of
from service.workspaces.create_workspace import add_user, create_workspace

GIFTS: Final = ("HP-0007", "HP-0346")
NAMES: Final = ("Jana", "Lucie", "Petr", "Tereza", "Jakub", "Eva", "Ondřej", "Klára", "Marek", "Hana")
NEWCOMERS: Final = ("Alena", "Tomáš", "Věra", "Zdeněk")
"""People of the second campaign, at most as many as of the first."""
_WITHIN_SECONDS: Final = 300.0


@dataclass(frozen=True, slots=True)
class Served:
    """Seconds from the request to the film's first bytes: for a gift nobody had before, and where only names were new."""

    new_gift: float
    new_name: float
    new_name_slowest: float


def measure(folder: Path, people: int = len(NAMES)) -> Served:
    """With so many people in the first campaign. To be called in a process of its own, because settings belong to a process."""
    os.environ.update(environment(folder))
    settings.cache_clear()
    folder.mkdir(parents=True, exist_ok=True)
    migrate()
    register_all()
    with running(settings()) as product:
        product.wait_ready(_WITHIN_SECONDS)
        with transaction() as session:
            workspace_id, sales = _workspace(session, people)
        first = _waits(links(invite(product, workspace_id, sales, NAMES[:people])))
        again = links(invite(product, workspace_id, sales, NEWCOMERS[:people]))
        if strangers := {gift for _, gift in again} - first.keys():
            raise RuntimeError(f"{len(strangers)} of the second campaign got what nobody of the first one has.")
        later = _waits(again)
    return Served(max(first.values()), median(later.values()), max(later.values()))


def _waits(asked: Sequence[tuple[str, str | None]]) -> dict[str | None, float]:
    """What somebody gets -> seconds until their film began to arrive."""
    return {product_id: first_bytes(link) for link, product_id in asked}


def _entered(connection: HTTPConnection, path: str) -> tuple[str, str]:
    """The reader's cookie, and the page that a link's path leads to in the end."""
    cookie = ""
    while True:
        connection.request("GET", path, headers={"Cookie": cookie})
        entered = connection.getresponse()
        entered.read()
        cookie = cookie or (entered.getheader("Set-Cookie") or "").partition(";")[0]
        to = (entered.getheader("Location") or "").partition("#")[0]
        if not to:
            return cookie, path
        path = to


def first_bytes(link: str) -> float:
    """Seconds until the film behind a person's link begins to arrive, asked for as a browser's player does: again where the answer
    is that it is not there yet."""
    place = urlsplit(link)
    assert place.hostname is not None
    connection = HTTPConnection(place.hostname, place.port, timeout=30)
    try:
        cookie, page = _entered(connection, place.path)
        began = perf_counter()
        while True:
            connection.request("GET", f"{page}/film.mp4", headers={"Cookie": cookie, "Range": "bytes=0-"})
            answer = connection.getresponse()
            head = answer.read(64)
            seconds = perf_counter() - began
            if answer.status != HTTPStatus.SERVICE_UNAVAILABLE or seconds > _WITHIN_SECONDS:
                break
            answer.read()
            sleep(float(answer.getheader("Retry-After") or 1))
    finally:
        connection.close()
    if answer.status != HTTPStatus.PARTIAL_CONTENT or head[4:8] != b"ftyp":
        raise RuntimeError(f"There was no film behind the link: {answer.status}.")
    return seconds


def environment(folder: Path) -> Mapping[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return {
        "HANDPICKED_DATA_DIR": str(folder),
        "HANDPICKED_PORT": str(port),
        "HANDPICKED_BASE_URL": f"http://127.0.0.1:{port}",
        "HANDPICKED_WEB_WORKERS": "1",
        "HANDPICKED_NARRATION": "off",
        "HANDPICKED_ALLOW_ROOT": "yes",  # where benchmarks run, root is often all there is
    }


def prepare(product: Everything) -> str:
    """A campaign whose people are invited; its id."""
    with transaction() as session:
        workspace_id, sales = _workspace(session, len(NAMES))
    return invite(product, workspace_id, sales, NAMES)


def invite(product: Everything, workspace_id: str, sales: Actor, names: Sequence[str]) -> str:
    """A campaign of this workspace with people of these names, who are invited; its id."""
    with transaction() as session:
        campaign_id = _campaign(session, workspace_id, sales, names)
    _until(product, lambda _, campaign: campaign.status == "planned", campaign_id)
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", sales, utc_now())
        request_launch(session, campaign, None, sales, utc_now())
    _until(
        product,
        lambda session, campaign: read_progress(session, campaign, utc_now()).sets_ready == len(names),
        campaign_id,
    )
    return campaign_id


def _workspace(session: Session, versions: int) -> tuple[str, Actor]:
    """A workspace with so many versions of the two gifts on its shelf: its id, and who acts in it."""
    at = utc_now()
    workspace = create_workspace(session, _facts()["workspace"], at)
    sales = actor_of(
        add_user(session, workspace.id, "nora@fjordloom.example.com", "Nora Whitfield", "manager", None, at)
    )
    import_products(session, workspace.id, read_catalog(json.dumps({"products": _shelf(versions)}).encode()))
    return workspace.id, sales


def _shelf(versions: int) -> list[dict[str, Any]]:
    """The two gifts in so many versions, as evenly as it goes: there are two pieces of each and more, one for either campaign."""
    catalog = json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    gifts = [one for one in catalog if one["sku"] in GIFTS]
    numbers = sorted((at, one["sku"]) for one in gifts for at in range(1 + len(one.get("versions", ()))))
    taken = Counter(sku for _, sku in numbers[:versions])
    return [{**one, "versions": one.get("versions", [])[: taken[one["sku"]] - 1]} for one in gifts if taken[one["sku"]]]


def _campaign(session: Session, workspace_id: str, sales: Actor, names: Sequence[str]) -> str:
    at = utc_now()
    values = {key: value for key, value in _facts().items() if key != "workspace" and not key.endswith("_in_days")}
    dates = {"deliver_on": at.date() + timedelta(days=20), "expires_at": at + timedelta(days=30)}
    campaign = create_campaign(session, read_campaign_form(values | dates | {"films": "opened"}), sales, at)
    numbered = {name: number for number, name in enumerate((*NAMES, *NEWCOMERS))}
    rows = [f"Company {name},{name},Nováková,person{numbered[name]}@company.example.com,CZ,none" for name in names]
    upload = read_upload("\n".join(("Company,First name,Last name,Email,Country,Diet", *rows)).encode(), "people.csv")
    save_people(session, workspace_id, campaign.id, upload, at)
    request_plan(session, campaign, at)
    return campaign.id


def _facts() -> dict[str, Any]:
    """The sample campaign as its file has it."""
    facts: dict[str, Any] = json.loads((ASSETS / "samples" / "campaign.json").read_text("utf-8"))
    return facts


def _until(product: Everything, is_true: Callable[[Session, Campaign], bool], campaign_id: str) -> None:
    deadline = monotonic() + _WITHIN_SECONDS
    while True:
        product.look()
        with reading() as session:
            if is_true(session, session.get_one(Campaign, campaign_id)):
                return
        if monotonic() > deadline:
            raise RuntimeError("The product did not get its people ready; the logs in its folder tell why.")
        sleep(0.1)


def links(campaign_id: str) -> list[tuple[str, str | None]]:
    """Everybody's link and the id of what they get, in the order of their ids."""
    with reading() as session:
        gifts = session.scalars(
            select(RecipientGift).where(RecipientGift.campaign_id == campaign_id).order_by(RecipientGift.id)
        )
        return [(links_of(gift).page, gift.product_id) for gift in gifts]


def main() -> None:
    """Prints the seconds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.video.served")
    parser.add_argument("--people", type=int, default=3, choices=range(1, len(NAMES) + 1))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="handpicked-served-", ignore_cleanup_errors=True) as name:
        waits = measure(Path(name) / "product", asked.people)
    print(f"a gift nobody had before, the slowest: {waits.new_gift:.2f} s")
    print(f"only the name new, median and slowest: {waits.new_name:.2f} s, {waits.new_name_slowest:.2f} s")


if __name__ == "__main__":
    main()
