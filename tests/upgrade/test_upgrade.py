"""What an installation of an earlier release stored still means the same: links, waiting jobs, answers, records, settings."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import select

from service.app.database.carry_over import bring_up
from service.app.web import create_app
from service.config import CHECKOUT, PREFIX, Settings, settings
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import engine, reading, transaction
from service.fulfilment.pick_list import pick_list
from service.gifting.models import DecisionRecord, GiftEvent, RecipientGift
from service.jobs.kinds import registered
from service.jobs.models import Job
from service.jobs.run import run_job
from service.workspaces.audit import Act
from tests.asked_again import defects
from tests.conftest import forget_settings
from tests.service.outreach.postbox import Postbox, open_postbox
from tests.upgrade.installation import days_since, installation, load_files, load_tables, rows_of, variables

DEAR = {
    "planning.plan", "content.statement", "insights.statement", "content.poster", "content.video", "content.preview",
    "content.compose",
}  # fmt: skip
"""What takes a compiler, a page maker or an encoder: done by hand only."""
LEADS_TO = {"page": "", "personal": "", "statement": "/statement", "privacy": "/privacy"}
DRAWN = (
    "statement", "statement.pdf", "statement-archive.pdf",
    "film.mp4", "captions.vtt", "chapters.vtt", "transcript.txt", "poster.webp",
)  # fmt: skip
NONCE = {"csrf": "nonce of a test"}


@pytest.fixture(scope="module")
def brought_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the installation after its upgrade; every test has a copy."""
    folder = tmp_path_factory.mktemp("installation")
    with pytest.MonkeyPatch.context() as environment:
        _set(environment)
        environment.setenv("HANDPICKED_DATA_DIR", str(folder))
        environment.setenv("HANDPICKED_CACHE_DIR", str(CHECKOUT / "var" / "cache"))
        _bring_up()
        forget_settings()
    forget_settings()
    return folder


@pytest.fixture
def upgraded(brought_up: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(brought_up, data_dir)
    _set(monkeypatch)


@pytest.fixture
def upgraded_on_postgres(request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir.mkdir()
    url = request.getfixturevalue("postgres").create(f"upgraded_{uuid4().hex}")
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", url)
    _set(monkeypatch)
    _bring_up()


@cache
def app() -> Flask:
    return create_app()


@pytest.fixture
def client(upgraded: None) -> FlaskClient:
    """A browser that keeps cookies and follows nothing by itself."""
    return app().test_client()


def _set(environment: pytest.MonkeyPatch) -> None:
    for name, value in variables().items():
        environment.setenv(name, value)
    forget_settings()


def _bring_up() -> None:
    """As `handpicked migrate` does it."""
    load_tables(engine())
    load_files(settings().renditions_dir)
    bring_up()


def path_of(url: str) -> str:
    return urlsplit(url).path


def page_of(client: FlaskClient, gift: str, below: str = "") -> str:
    """Opens the link that this gift's person was sent; answers the page, or one `below` it."""
    link = installation()["links"][gift]
    assert client.get(path_of(link["personal"])).status_code == 303
    page = client.get(f"/gift/{link['gift']}{below}")
    assert page.status_code == 200
    return html.unescape(page.text)


def press(client: FlaskClient, gift: str, act: str, **fields: str) -> str:
    """Presses on the gift's page; answers where the reader is sent."""
    nonce = re.search(r'name="nonce" value="([^"]+)"', page_of(client, gift))
    assert nonce is not None
    sent = client.post(f"/gift/{installation()['links'][gift]['gift']}/{act}", data={"nonce": nonce[1]} | fields)
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"]


def sign_in(client: FlaskClient) -> None:
    then = installation()
    with client.session_transaction() as kept:
        kept.update(NONCE)
    sent = client.post("/sign-in", data={"email": then["email"], "password": then["password"], **NONCE})
    assert sent.status_code == 303


def names_of_product(product_id: str) -> dict[str, str]:
    """Language -> what the catalog calls it."""
    (texts,) = (json.loads(row["texts"]) for row in rows_of("product") if row["id"] == product_id)
    return {language: said["name"] for language, said in texts.items()}


def work_off(without: set[str]) -> Counter[str]:
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


def test_every_setting_is_read_as_it_was(upgraded: None) -> None:
    assert set(installation()["settings"]) <= set(Settings.model_fields)
    for name, value in variables().items():
        read = getattr(settings(), name.removeprefix(PREFIX).lower())
        assert str(read.get_secret_value() if isinstance(read, SecretStr) else read) == value, name


def test_every_link_that_was_sent_is_still_the_gifts_own_and_opens_its_page(client: FlaskClient) -> None:
    for gift, then in installation()["links"].items():
        with reading() as session:
            links = links_of(session.get_one(RecipientGift, then["gift"]))
        assert {name: getattr(links, name) for name in (*LEADS_TO, "unsubscribe")} == {
            name: url for name, url in then.items() if name != "gift"
        }
        for name, place in LEADS_TO.items():
            led, clean = client.get(path_of(then[name])).headers["Location"], f"/gift/{then['gift']}"
            if place:
                assert led == f"{clean}{place}", (gift, name)
            else:  # by way of a page that can be read without a cookie
                assert client.get(led).headers["Location"] == clean, (gift, name)
        assert client.get(path_of(then["unsubscribe"])).headers["Location"] == f"/gift/{then['gift']}/privacy#channels"
        assert client.get(f"/gift/{then['gift']}/privacy").status_code == 200
        if gift not in {"asked", "answered"}:
            with reading() as session:
                product_id = session.get_one(RecipientGift, then["gift"]).product_id
            assert product_id is not None
            page = page_of(client, gift)
            assert any(name in page for name in names_of_product(product_id).values()), gift


def test_what_was_drawn_is_sent_and_who_leaves_by_an_old_mail_has_left(client: FlaskClient) -> None:
    for gift in ("opened", "accepted", "ordered"):
        page_of(client, gift)
        for file in DRAWN:
            with client.get(f"/gift/{installation()['links'][gift]['gift']}/{file}") as sent:
                assert (sent.status_code, bool(sent.data)) == (200, True), (gift, file)
    left = path_of(installation()["links"]["opened"]["unsubscribe"])
    assert client.post(left, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert defects() == []


@pytest.mark.parametrize("database", ["upgraded", "upgraded_on_postgres"])
def test_its_people_answer_and_everything_adds_up(request: pytest.FixtureRequest, database: str) -> None:
    request.getfixturevalue(database)
    client = app().test_client()
    assert defects() == []
    assert press(client, "opened", "show-others").endswith("/others")
    offered = re.search(r'name="product" value="([^"]+)"', page_of(client, "opened", "/others"))
    assert offered is not None
    assert "swapped" in press(client, "opened", "swap", product=offered[1])
    assert "accepted" in press(client, "swapped", "accept")
    assert "undone" in press(client, "accepted", "undo")
    assert "donated" in press(client, "fresh", "donate", charity="lanternbooks")
    assert "arrived" in press(client, "asked", "answer", question="diet", answer="told", follow="vegetarian")
    assert defects() == []


def test_every_job_that_waited_is_known_and_what_is_due_runs_through(
    upgraded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = {row["kind"] for row in rows_of("job") if row["state"] == "pending"}
    assert len(waited) == 14
    assert waited <= registered().keys()
    with open_postbox(monkeypatch, Postbox()):
        ended = work_off(DEAR)
    assert {end.partition(": ")[2] for end in ended} == {"done"}, ended
    assert {end.partition(": ")[0] for end in ended} >= waited - DEAR
    assert defects() == []


@pytest.mark.slow
def test_what_is_dear_to_draw_and_to_choose_runs_through_too(upgraded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_postbox(monkeypatch, Postbox()):
        ended = work_off(set())
    assert {end.partition(": ")[2] for end in ended} == {"done"}, ended
    assert {end.partition(": ")[0] for end in ended} >= DEAR
    assert defects() == []


def test_a_gift_weighs_today_what_its_record_says_it_weighed_then(client: FlaskClient) -> None:
    then = installation()
    sign_in(client)
    for gift in ("opened", "fresh", "ordered"):
        gift_id = then["links"][gift]["gift"]
        (record,) = (json.loads(row["body"]) for row in rows_of("decision_record") if row["gift_id"] == gift_id)
        page = client.get(f"/campaigns/{then['campaign']}/plan?change={gift_id}")
        words = " ".join(re.sub(r"<[^>]+>", " ", html.unescape(page.text)).split())
        assert f"Now: {names_of_product(record['product_id'])['en']}," in words
        assert f"Estimated fit, of 100 {100 * record['score']['propensity']:.0f}" in words
        assert f"Worth to the plan {record['score']['total']:.3f}" in words


@pytest.mark.parametrize(("table", "other"), [(DecisionRecord, {"alternatives": []}), (GiftEvent, {"stock": {}})])
def test_the_audit_reads_the_records_and_events_of_then(
    upgraded: None, table: type[DecisionRecord] | type[GiftEvent], other: dict[str, Any]
) -> None:
    with transaction() as session:
        written = session.scalars(select(table).where(table.gift_id == installation()["links"]["fresh"]["gift"])).one()
        written.body = written.body | other
    assert defects() != []


def test_events_of_then_still_count_and_date_what_happened(client: FlaskClient) -> None:
    then = installation()
    (ordered,) = (row for row in rows_of("gift_event") if row["kind"] == "gift.ordered")
    with reading() as session:
        (parcel,) = pick_list(session, ordered["workspace_id"], utc_now()).page.items
    assert parcel.gift_id == then["links"]["ordered"]["gift"]
    assert parcel.ordered_at == datetime.fromisoformat(ordered["at"]).replace(tzinfo=UTC) + days_since()
    assert parcel.address is not None
    assert parcel.address.city == "Oldtown"
    assert {row["act"] for row in rows_of("audit_entry")} <= set(get_args(Act))
    sign_in(client)
    results = client.get(f"/campaigns/{then['campaign']}/results").text
    words = " ".join(re.sub(r"<[^>]+>", " ", results).split())
    assert "5 people launched, as of" in words
    assert "2 of the 2 people who answered or ran out of time kept or donated their gift" in words
    assert "Swapped 1 of 5 people" in words


def test_a_sign_in_link_that_was_sent_lets_in(client: FlaskClient) -> None:
    with client.session_transaction() as kept:
        kept.update(NONCE)
    link = path_of(installation()["sign_in"])
    assert client.get(link).status_code == 200
    assert client.post(link, data=NONCE).status_code == 303
    assert client.get("/ops/outbox").status_code == 200
