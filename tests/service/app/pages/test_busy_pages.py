"""A page that meets a lock, or a database that starts anew: a sentence, a button, and nothing lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from service.app.pages import busy_pages, error_pages
from service.campaigns.models import Campaign
from service.db.connect import dispose_engines, engine, make_engine, reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.workspaces.models import User
from tests.console import Console, console_app
from tests.factories import join, make_account, make_campaign, make_match_run, make_recipient, make_user, make_workspace
from tests.postgres import PostgresServer, find_postgres, refuse_or_skip
from tests.service.content.reading import enter, nonce_on, scene_now


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy_pages, "PAGE_SECONDS", 0.3)
    monkeypatch.setattr(busy_pages, "PRESS_SECONDS", 0.3)


@contextmanager
def locked(url: str, of: type[Campaign | Recipient], row_id: str) -> Iterator[None]:
    """Somebody else writes: on SQLite to the file, on PostgreSQL to this row."""
    other = make_engine(url)
    with other.connect() as connection, connection.begin():
        connection.execute(select(of.id).where(of.id == row_id).with_for_update()).all()
        yield
    other.dispose()


def planned() -> tuple[User, Campaign]:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "manager")
        campaign = make_campaign(session, workspace.id, status="planned")
        join(session, campaign, make_recipient(session, make_account(session, workspace.id)))
        make_match_run(session, campaign)
    return user, campaign


def fields_of(page: str) -> dict[str, str]:
    """What the page's form would send."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)
    return {unescape(name): unescape(value) for name, value in found}


def status_of(campaign: Campaign) -> str:
    with reading() as session:
        return session.get_one(Campaign, campaign.id).status


def approve(console: Console, campaign: Campaign) -> TestResponse:
    return console.post(f"/campaigns/{campaign.id}/plan/approve", match_run=str(campaign.current_match_run_id))


def test_a_press_under_a_lock_is_told_so_and_the_button_on_that_page_carries_it_out(any_database: str) -> None:
    user, campaign = planned()
    console = Console(user)
    with locked(any_database, Campaign, campaign.id):
        answer = approve(console, campaign)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "<h1>One moment, please</h1>" in answer.text
    assert "isn’t saved yet, but it isn’t lost: send it again" in answer.text
    assert status_of(campaign) == "planned"

    again = console.post_unsigned(f"/campaigns/{campaign.id}/plan/approve", **fields_of(answer.text))
    assert (again.status_code, status_of(campaign)) == (303, "approved")


def test_where_such_a_lock_is_taken_for_a_fault_the_same_press_ends_as_a_broken_page(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(error_pages, "trouble_behind", lambda _error: None)
    user, campaign = planned()
    with locked(any_database, Campaign, campaign.id):
        assert approve(Console(user), campaign).status_code == 500


def test_a_recipient_under_a_lock_reads_it_in_their_language_and_presses_once_more(any_database: str) -> None:
    scene = scene_now()
    client, gift = console_app().test_client(), scene.gifts[0]
    nonce = nonce_on(enter(client, gift))
    with locked(any_database, Recipient, scene.people[0].id):
        answer = client.post(
            f"/gift/{gift.id}/accept", data={"nonce": nonce, "street": "“Na \"Hrádku\" & 7”"},
            headers={"Accept-Language": "cs"},
        )  # fmt: skip

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "Okamžik, prosím." in answer.text
    assert "ještě nejsou uložené, ale nic se neztratilo" in answer.text.replace("\xa0", " ")
    assert fields_of(answer.text) == {"nonce": nonce, "street": '“Na "Hrádku" & 7”'}

    assert client.post(f"/gift/{gift.id}/accept", data=fields_of(answer.text)).status_code == 303
    with reading() as session:
        assert session.get_one(RecipientGift, gift.id).status in {"opened", "accepted"}


def test_a_recipients_press_waits_for_longer_than_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy_pages, "PRESS_SECONDS", 60.0)
    left = []
    for method, path in (("POST", "/gift/gft_1/accept"), ("GET", "/gift/gft_1"), ("POST", "/sign-in"), ("POST", "/x")):
        with console_app().test_request_context(path, method=method):
            busy_pages.begin_request()
            left.append((busy_pages.patience_left() or 0) > 50)
            busy_pages.end_request()
    assert left == [True, False, False, False]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("locale", ["en", "ru", "is", "cs", "ro", "ar", "ja"])
@pytest.mark.parametrize("answer", ["read", "press", "go_on", "saved", "unsure"])
def test_every_language_has_every_sentence(locale: str, answer: busy_pages.Answer) -> None:
    with console_app().test_request_context("/gift/gft_1", headers={"Accept-Language": locale}):
        page = busy_pages._readers_page(answer, None)
    assert isinstance(page, bytes)
    assert f'<html lang="{locale}"' in page.decode()


@pytest.mark.usefixtures("database")
def test_a_page_that_only_looks_is_offered_to_be_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy_pages, "PAGE_SECONDS", 60)
    user, campaign = planned()
    seen = break_pages(monkeypatch, times=2)
    answer = Console(user).get(f"/campaigns/{campaign.id}/people")

    assert (answer.status_code, len(seen)) == (503, 2)
    assert "Everything that was saved is safe." in answer.text
    assert f'<a class="btn" href="/campaigns/{campaign.id}/people">Open it again</a>' in answer.text


@pytest.mark.usefixtures("database")
def test_the_server_tries_once_more_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy_pages, "PAGE_SECONDS", 60)
    user, campaign = planned()
    seen = break_pages(monkeypatch, times=1)

    assert Console(user).get(f"/campaigns/{campaign.id}/people").status_code == 200
    assert len(seen) == 1


def test_a_password_is_never_carried_over() -> None:
    with console_app().test_request_context("/sign-in", method="POST", data={"email": "a@b.example", "password": "x"}):
        assert busy_pages._kept_fields() is None


def test_what_was_saved_is_not_to_be_sent_again_unless_it_goes_on_where_it_stood(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for repeatable in (False, True):
        monkeypatch.setattr(busy_pages, "commits", lambda: 3)
        monkeypatch.setattr(busy_pages, "is_repeatable", lambda is_so=repeatable: is_so)
        with console_app().test_request_context("/x", method="POST"):
            found.append((busy_pages._answer("busy"), busy_pages._answer("broken_off")))
    monkeypatch.setattr(busy_pages, "commits", lambda: 0)
    with console_app().test_request_context("/x", method="POST"):
        found.append((busy_pages._answer("away"), busy_pages._answer("broken_off")))

    assert found == [("saved", "saved"), ("go_on", "go_on"), ("press", "unsure")]


def break_pages(monkeypatch: pytest.MonkeyPatch, times: int) -> list[str]:
    """The next pages of the people step find the database busy."""
    from service.planning.people import views as people

    seen: list[str] = []
    count = people.count_people

    def broken(*given: object) -> object:
        if len(seen) < times:
            seen.append("broken")
            raise_busy()
        return count(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(people, "count_people", broken)
    return seen


def raise_busy() -> None:
    """The database's own error for a lock that somebody else has."""
    impatient = make_engine(str(engine().url), busy_seconds=0)
    try:
        with engine().begin(), impatient.begin():
            pass
    finally:
        impatient.dispose()


@pytest.mark.slow
def test_while_postgresql_restarts_pages_ask_for_a_moment_and_afterwards_all_works_without_a_restart_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from service.app.database.migrate import migrate
    from tests.conftest import forget_settings

    binaries = find_postgres()
    if binaries is None:
        refuse_or_skip("No PostgreSQL here.", {})
    with PostgresServer.running(binaries) as server:
        monkeypatch.setenv("HANDPICKED_DATABASE_URL", server.create("restarted"))
        forget_settings()
        migrate(engine())
        user, campaign = planned()
        console = Console(user)
        assert console.get(f"/campaigns/{campaign.id}/people").status_code == 200

        with server.stopped(binaries):
            looked, pressed = console.get(f"/campaigns/{campaign.id}/people"), approve(console, campaign)
            ready = console.get("/readyz")
        assert [answer.status_code for answer in (looked, pressed, ready)] == [503, 503, 503]
        assert [answer.headers.get("Retry-After") for answer in (looked, pressed, ready)] == ["2", "2", "2"]
        assert "One moment, please" in looked.text
        assert "it isn’t lost: send it again" in pressed.text

        assert console.get("/readyz").json["database"] == "ok"
        again = console.post_unsigned(f"/campaigns/{campaign.id}/plan/approve", **fields_of(pressed.text))
        assert (again.status_code, status_of(campaign)) == (303, "approved")
        with suppress(OperationalError):
            dispose_engines()
