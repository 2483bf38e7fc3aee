"""The page on which somebody sets how they are written to, from the link in any mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from renderers.language.translations import LOCALES
from service.config import settings
from service.contact.may_write import may_write_at
from service.contact.wishes.choices import Choices, choices_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.wishes.wishes import NONE, Wishes
from service.workspaces.models import Workspace
from tests.service.content.reading import enter, everything, link, nonce_on, scene_now
from tests.service.gifting.scene import Scene

WANTED = {
    "act": "save",
    "channel": "link",
    "often": "year",
    "topic": ["gift", "parcel", "how_is_it", "offer"],
    "quiet": ["5", "6"],
    "not_before": "9",
    "not_after": "18",
    "pause_until": "",
    "language": "cs",
}


def save(client: FlaskClient, scene: Scene, **changed: object) -> str | None:
    path = f"/gift/{scene.gifts[0].id}/preferences"
    fields = WANTED | {"nonce": nonce_on(client.get(path).text)} | changed
    return client.post(path, data=MultiDict(fields)).location


def now(scene: Scene) -> Choices:
    with reading() as session:
        return choices_of(session, session.get_one(Recipient, scene.people[0].id), utc_now().date())


def begin(client: FlaskClient) -> Scene:
    scene = scene_now()
    enter(client, scene.gifts[0])
    return scene


def test_every_mail_s_link_leads_there_and_looking_changes_nothing(client: FlaskClient) -> None:
    scene = scene_now()
    there = client.get(f"{link(scene.gifts[0])}/preferences")
    before = everything()
    page = client.get(there.location)
    assert (there.location, page.status_code) == (f"/gift/{scene.gifts[0].id}/preferences", 200)
    assert page.headers["Cache-Control"] == "no-store"
    assert everything() == before


def test_what_is_saved_holds_and_is_shown_and_can_be_taken_back(client: FlaskClient) -> None:
    scene = begin(client)
    path = f"/gift/{scene.gifts[0].id}/preferences"
    assert save(client, scene) == f"{path}?notice=saved#done"
    assert now(scene) == Choices("link", "year", Wishes(("reminder",), (5, 6), 9, 18), "cs")
    page = client.get(f"{path}?notice=saved").text
    assert 'value="link" checked' in page
    assert 'value="reminder" checked' not in page
    nonce = nonce_on(page)
    assert client.post(path, data={"nonce": nonce, "act": "take_back"}).location == f"{path}?notice=undone#done"
    assert now(scene) == Choices("mail", "house", NONE, "cs")
    assert (
        client.post(path, data={"nonce": nonce, "act": "take_back"}).location == f"{path}?notice=nothing_to_undo#done"
    )


def test_it_counts_in_the_next_send(client: FlaskClient) -> None:
    scene = begin(client)
    save(client, scene)
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert may_write_at(session, person, utc_now(), "invitation", gift).never == "channel"
        assert may_write_at(session, person, utc_now(), "recall", gift).never is None


def test_a_language_is_one_for_page_and_mail_and_comes_back_with_the_rest(client: FlaskClient) -> None:
    scene = begin(client)
    save(client, scene, channel="mail", language="ja")
    assert now(scene).language == "ja"
    assert '<html lang="ja"' in client.get(f"/gift/{scene.gifts[0].id}").text
    path = f"/gift/{scene.gifts[0].id}/preferences"
    client.post(path, data={"nonce": nonce_on(client.get(path).text), "act": "take_back"})
    assert now(scene).language == "cs"


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("channel", "pigeon", "channel"),
        ("channel", "text", "channel"),
        ("often", "daily", "often"),
        ("topic", ["gift", "weather"], "topic"),
        ("quiet", ["0", "1", "2", "3", "4", "5", "6"], "quiet"),
        ("quiet", ["7"], "quiet"),
        ("not_before", "18", "hours"),
        ("not_after", "25", "hours"),
        ("not_before", "٩", "hours"),
        ("pause_until", "yesterday", "pause_until"),
        ("pause_until", "2001-01-01", "pause_until"),
        ("pause_until", "9999-12-31", "pause_until"),
        ("language", "tlh", "language"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_field_and_nothing_is_saved(
    client: FlaskClient, field: str, value: object, told: str
) -> None:
    scene = begin(client)
    before = everything()
    where = save(client, scene, **{field: value})
    assert where == f"/gift/{scene.gifts[0].id}/preferences?notice={told}#done"
    assert everything() == before
    assert "notice-error" in client.get(where.partition("#")[0]).text


def test_an_old_page_changes_nothing(client: FlaskClient) -> None:
    scene = begin(client)
    before = everything()
    assert str(save(client, scene, nonce="1.0")).endswith("notice=nonce#done")
    assert everything() == before


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_read_in_every_language(client: FlaskClient, locale: str) -> None:
    scene = begin(client)
    save(client, scene, pause_until=(utc_now().date() + timedelta(days=9)).isoformat())
    for page in ("preferences?notice=saved&", "export?"):
        shown = client.get(f"/gift/{scene.gifts[0].id}/{page}language={locale}")
        assert shown.status_code == 200
        assert f'<html lang="{locale}"' in shown.text


def test_nobody_else_s_cookie_opens_it(client: FlaskClient) -> None:
    scene = scene_now()
    for page in ("preferences", "export", "export.json"):
        assert client.get(f"/gift/{scene.gifts[0].id}/{page}").status_code == 410
    with reading() as session:
        assert session.scalars(select(Workspace.id)).first() is not None


def test_a_person_who_was_erased_finds_it_closed(client: FlaskClient) -> None:
    scene = begin(client)
    with transaction() as session:
        session.execute(update(Recipient).values(erased_at=utc_now()))
    assert client.get(f"/gift/{scene.gifts[0].id}/preferences").status_code == 410


def with_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    settings.cache_clear()


def test_text_messages_are_offered_where_a_gateway_is_set_and_nowhere_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = begin(client)
    path = f"/gift/{scene.gifts[0].id}/preferences"
    assert 'value="text"' not in client.get(path).text
    with_gateway(monkeypatch)
    page = client.get(path).text
    assert ('value="text"' in page, 'name="number"' in page) == (True, True)
    assert save(client, scene, channel="text", number="601 123 456") == f"{path}?notice=saved#done"
    assert (now(scene).channel, now(scene).number) == ("text", "+420601123456")
    assert 'value="+420 601 123 456"' in client.get(path).text


@pytest.mark.parametrize(("number", "told"), [("", "number"), ("123", "number"), ("+44 20 7946 0958", "number_kind")])
def test_a_number_that_takes_no_texts_is_told_and_nothing_is_saved(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, number: str, told: str
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    before = everything()
    where = save(client, scene, channel="text", number=number)
    assert (where, everything()) == (f"/gift/{scene.gifts[0].id}/preferences?notice={told}#done", before)
    assert "notice-error" in client.get(where.partition("#")[0]).text


def test_a_number_that_was_dropped_is_gone_and_no_press_brings_it_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    path = f"/gift/{scene.gifts[0].id}/preferences"
    save(client, scene, channel="text", number="601 123 456")
    save(client, scene, channel="mail")
    page = client.get(f"{path}?notice=saved").text
    assert ("601" in page, 'value="take_back"' in page, now(scene).number) == (False, False, None)
    taken = client.post(path, data={"nonce": nonce_on(page), "act": "take_back"})
    assert (taken.location, now(scene).channel) == (f"{path}?notice=nothing_to_undo#done", "mail")


@pytest.mark.slow
@pytest.mark.parametrize("locale", LOCALES)
def test_the_number_is_asked_for_in_every_language(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    monkeypatch.setenv("HANDPICKED_TEXT_SECRET", "s" * 16)
    settings.cache_clear()
    save(client, scene, channel="text", number="601 123 456")
    shown = client.get(f"/gift/{scene.gifts[0].id}/preferences?language={locale}&notice=number_kind")
    assert (shown.status_code, "STOP" in shown.text, "notice-error" in shown.text) == (200, True, True)


@pytest.mark.parametrize(("channel", "told"), [("text", "Text message"), ("card", "A printed card")])
def test_what_was_chosen_is_told_in_words_on_the_page_about_what_we_know(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, channel: str, told: str
) -> None:
    scene = begin(client)
    with_gateway(monkeypatch)
    save(client, scene, channel=channel, number="601 123 456")
    assert told in client.get(f"/gift/{scene.gifts[0].id}/privacy?language=en").text
    assert client.get(f"/gift/{scene.gifts[0].id}/export").status_code == 200
    assert "601 123 456" not in client.get(f"/gift/{scene.gifts[0].id}").text
