"""What was stored by an installation of 90a4ff3 still means the same: its links, waiting jobs, answers and records."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from service.app.carry_over import bring_up
from service.app.web import create_app
from service.config import settings
from service.db.base import utc_now
from service.db.connect import engine, reading
from service.jobs.kinds import registered
from service.jobs.models import Job
from service.jobs.queues import FILMING
from service.jobs.run import run_job
from service.ops.audit import audit_database
from tests.conftest import forget_settings
from tests.service.outreach.postbox import Postbox, open_postbox
from tests.upgrade.installation import installation, load_files, load_tables, settings_then

DEAR = {
    "planning.plan",
    "content.statement",
    "insights.statement",
    "content.poster",
    "content.video",
    "content.preview",
}
"""What takes a compiler, a page maker or an encoder: done by hand only."""
MEDIA = ("statement", "statement.pdf", "statement-archive.pdf")
FILM = ("film.mp4", "captions.vtt", "chapters.vtt", "transcript.txt", "poster.webp")
SIGN_IN_FIELDS = {"csrf": "nonce of a test"}


@pytest.fixture(params=["sqlite", "postgres"])
def upgraded(request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The installation, with its own settings, brought up as `handpicked migrate` does it. The database's name."""
    for name, value in settings_then().items():
        monkeypatch.setenv(name, value)
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").create(f"upgraded_{uuid4().hex}")
        monkeypatch.setenv("HANDPICKED_DATABASE_URL", url)
    forget_settings()
    data_dir.mkdir()
    load_tables(engine())
    load_files(settings().renditions_dir)
    bring_up()
    return str(request.param)


@cache
def app() -> Flask:
    return create_app()


@pytest.fixture
def client(upgraded: str) -> FlaskClient:
    """A browser that keeps cookies and follows nothing by itself."""
    return app().test_client()


def path_of(url: str) -> str:
    return urlsplit(url).path


def page_of(client: FlaskClient, gift: str) -> str:
    """Opens the link that this gift's person was sent; answers the page."""
    link = installation()["links"][gift]
    assert client.get(path_of(link["personal"])).status_code == 303
    page = client.get(f"/gift/{link['gift']}")
    assert page.status_code == 200
    return page.text


def press(client: FlaskClient, gift: str, act: str, **fields: str) -> str:
    """Presses on the gift's page; answers where the reader is sent."""
    nonce = re.search(r'name="nonce" value="([^"]+)"', page_of(client, gift))
    assert nonce is not None
    sent = client.post(f"/gift/{installation()['links'][gift]['gift']}/{act}", data={"nonce": nonce[1]} | fields)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def work_off(without: frozenset[str] | set[str]) -> Counter[str]:
    """Does all that is due, and what comes of it; answers how many jobs of each kind ended how."""
    ended: Counter[str] = Counter()
    tried: set[str] = set()
    while True:
        with reading() as session:
            due = session.execute(
                select(Job.id, Job.kind)
                .where(Job.state == "pending", Job.run_at <= utc_now(), Job.kind.not_in(without))
                .order_by(Job.id)
            ).all()
        if not (now := [(job_id, kind) for job_id, kind in due if job_id not in tried]):
            return ended
        for job_id, kind in now:
            tried.add(job_id)
            ended[f"{kind}: {run_job(job_id, 'worker')}"] += 1


def test_every_link_that_was_sent_opens(client: FlaskClient) -> None:
    for gift, links in installation()["links"].items():
        for name in ("page", "personal", "statement", "privacy"):
            assert client.get(path_of(links[name])).status_code == 303, (gift, name)
        assert page_of(client, gift)
        at = f"/gift/{links['gift']}"
        assert client.get(f"{at}/privacy").status_code == 200
        assert client.get(path_of(links["unsubscribe"])).status_code == 200
        for file in {"opened": MEDIA + FILM, "accepted": MEDIA + FILM, "ordered": MEDIA + FILM}.get(gift, ()):
            with client.get(f"{at}/{file}") as sent:
                assert (sent.status_code, bool(sent.data)) == (200, True), (gift, file)
    left = path_of(installation()["links"]["opened"]["unsubscribe"])
    assert client.post(left, data={"List-Unsubscribe": "One-Click"}).status_code < 300


def test_its_people_answer_and_everything_adds_up(client: FlaskClient) -> None:
    assert audit_database() == []
    offered = re.search(r'name="product" value="([^"]+)"', page_of(client, "opened"))
    assert offered is not None
    assert "swapped" in press(client, "opened", "swap", product=offered[1])
    assert "accepted" in press(client, "swapped", "accept")
    assert "undone" in press(client, "accepted", "undo")
    assert "donated" in press(client, "fresh", "donate", charity="lanternbooks")
    assert "answer" in press(client, "asked", "answer", question="diet", answer="told", follow="vegetarian")
    assert audit_database() == []


def test_every_job_that_waited_is_known_and_what_is_due_runs_through(
    upgraded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with reading() as session:
        waiting = set(session.scalars(select(Job.kind).where(Job.state == "pending")))
    assert waiting == {*waiting} & registered().keys() >= {
        "planning.plan", "planning.launch", "gifting.redecide", "content.microsite", "content.mail", "content.statement",
        "content.poster", "content.video", "content.preview", "content.shred", "outreach.ask", "outreach.invite",
        "outreach.send", "insights.statement",
    }  # fmt: skip
    with open_postbox(monkeypatch, Postbox()):
        ended = work_off(DEAR)
    assert {end.partition(": ")[2] for end in ended} == {"done"}, ended
    assert {end.partition(": ")[0] for end in ended} >= waiting - DEAR
    assert audit_database() == []


@pytest.mark.slow
def test_what_is_dear_to_draw_and_to_choose_runs_through_too(upgraded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_postbox(monkeypatch, Postbox()):
        ended = work_off(frozenset())
    assert {end.partition(": ")[2] for end in ended} == {"done"}, ended
    with reading() as session:
        left = session.scalars(select(Job.queue).where(Job.state != "done", Job.run_at <= utc_now())).all()
    assert FILMING.isdisjoint(left)
    assert audit_database() == []


@pytest.mark.parametrize("way", ["password", "link"])
def test_staff_sign_in_as_they_did_and_see_why_each_gift_was_chosen(client: FlaskClient, way: str) -> None:
    then = installation()
    with client.session_transaction() as kept:
        kept.update(SIGN_IN_FIELDS)
    if way == "link":
        link = path_of(then["sign_in"])
        assert client.get(link).status_code == 200
        assert client.post(link, data=SIGN_IN_FIELDS).status_code == 303
        assert client.get("/ops/outbox").status_code == 200
        return
    signed_in = client.post("/sign-in", data={"email": then["email"], "password": then["password"], **SIGN_IN_FIELDS})
    assert signed_in.status_code == 303
    for gift in ("opened", "ordered", "answered"):
        page = client.get(f"/campaigns/{then['campaign']}/plan?change={then['links'][gift]['gift']}")
        assert (page.status_code, "Why" in page.text) == (200, True), gift
