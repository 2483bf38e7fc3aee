"""Webhooks by a key: an endpoint is added, tested, read and deleted, and what is wrong is told with its place."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from service.app.api.register import endpoints
from service.db.connect import reading, transaction
from service.workspaces.keys.models import ApiAnswer
from tests.https_server import Server
from tests.scripts import Script, sandbox_script
from tests.service.webhooks.listening import work

pytestmark = pytest.mark.usefixtures("database")


def script() -> Script:
    with transaction() as session:
        return sandbox_script(session)[1]


def test_an_endpoint_lives_by_the_api_alone(receiver: Server) -> None:
    api = script()
    made = api.post("/webhooks", {"url": receiver.url, "events": ["gift.*"]})
    assert (made.status_code, made.json["is_on"]) == (201, True)
    path, secret = f"/webhooks/{made.json['id']}", made.json["secret"]
    sent = api.post(f"{path}/simulate", {"event": "gift.shipped"})
    assert (sent.status_code, sent.json["state"], sent.json["is_test"]) == (202, "queued", True)
    work()
    (came,) = receiver.received
    told = Webhook(secret).verify(came.body, came.headers)
    assert (told["test"], told["sandbox"], told["data"]["status"]) == (True, True, "shipped")
    (logged,) = api.get(f"{path}/deliveries").json["data"]
    assert (logged["state"], logged["status"], logged["attempts"]) == ("delivered", 200, 1)
    assert api.post(f"{path}/deliveries/{logged['id']}/replay").status_code == 202
    assert api.post(f"{path}/rotate").json["old_secret_until"] is not None
    off = api.call("PATCH", path, {"is_on": False, "events": ["*"]})
    assert (off.json["is_on"], off.json["off_reason"], off.json["events"]) == (False, "person", ["*"])
    assert api.call("DELETE", path).json == {"id": made.json["id"], "is_deleted": True}
    assert (api.get(path).status_code, api.get("/webhooks").json["data"]) == (404, [])


def test_a_secret_is_told_once_and_is_not_kept_for_who_asks_again(receiver: Server) -> None:
    api = script()
    wanted = {"url": receiver.url, "events": ["*"]}
    first = api.post("/webhooks", wanted, Idempotency_Key="one")
    again = api.post("/webhooks", wanted, Idempotency_Key="one")
    assert first.json["secret"].startswith("whsec_")
    assert again.json == first.json | {"secret": None}
    path = f"/webhooks/{first.json['id']}"
    rotated = api.post(f"{path}/rotate", Idempotency_Key="two")
    assert rotated.json["secret"] not in {None, first.json["secret"]}
    assert api.post(f"{path}/rotate", Idempotency_Key="two").json == rotated.json | {"secret": None}
    assert api.get(f"{path}/secret").status_code == 404
    read = [api.get(path).text, api.get("/webhooks").text, api.get(f"{path}/deliveries").text]
    with reading() as session:
        kept = [str(one) for one in session.scalars(select(ApiAnswer.answer))]
    assert len(kept) == 2
    assert [text for text in (*read, *kept) if "whsec_" in text] == []


def test_whatever_answers_with_a_secret_says_that_it_is_shown_once() -> None:
    fields = {one.operation: set(one.answer.model_fields) for one in endpoints() if one.answer}
    secret = {name for name, has in fields.items() if has & {"secret", "key", "token", "signing_key"}}
    assert (
        secret
        == {one.operation for one in endpoints() if one.shown_once}
        == {"create_webhook", "rotate_webhook_secret"}
    )


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({"url": "https://127.0.0.1.:1/", "events": ["*"]}, "invalid_input", "url"),
        ({"url": "https://192.168.0.9/", "events": ["*"]}, "private_address", "url"),
        ({"url": "https://hooks.example.com/", "events": ["gift.melted"]}, "invalid_input", "events"),
        ({"url": "https://hooks.example.com/"}, None, "events"),
        ({"url": 7, "events": ["*"]}, None, "url"),
        ({"url": "https://hooks.example.com/", "events": ["*"], "note": "x"}, "unknown_field", "note"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_added(body: object, code: str | None, param: str) -> None:
    api = script()
    answer = api.post("/webhooks", body)
    assert answer.status_code in {400, 422}
    assert (answer.json["param"], answer.mimetype) == (param, "application/problem+json")
    assert code is None or answer.json["code"] == code
    assert api.get("/webhooks").json["data"] == []
