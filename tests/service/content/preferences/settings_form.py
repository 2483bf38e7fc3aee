"""The form of somebody's settings, as a test fills it in; and the code for a number, typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from service.config import settings
from service.contact.wishes.choices import Choices, choices_of
from service.db.base import utc_now
from service.db.connect import reading
from service.recipients.models import Recipient
from service.recipients.numbers.codes import code_of, pending_of
from tests.service.content.reading import enter, nonce_on, scene_now
from tests.service.gifting.scene import Scene

WANTED = {
    "act": "save",
    "channel": "link",
    "often": "year",
    "topic": ["gift", "parcel", "how_is_it", "welcome", "offer"],
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


def with_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    settings.cache_clear()


def code(scene: Scene) -> str:
    """The code that the person could type now."""
    with reading() as session:
        check = pending_of(session, scene.people[0].id, utc_now())
        assert check is not None
        return code_of(check)


def act(client: FlaskClient, scene: Scene, name: str, **fields: str) -> str | None:
    """A press about a number; answers the notice."""
    path = f"/gift/{scene.gifts[0].id}/preferences"
    posted = client.post(path, data={"nonce": nonce_on(client.get(path).text), "act": name} | fields)
    return str(posted.location).partition("notice=")[2].partition("#")[0]


def confirm(client: FlaskClient, scene: Scene) -> None:
    assert act(client, scene, "confirm", code=code(scene)) == "number_confirmed"
