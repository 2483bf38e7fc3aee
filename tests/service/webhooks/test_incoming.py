"""What carriers and CRMs post: checked, counted once, and done by the acts that files use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook
from werkzeug.test import TestResponse

from service.brain.events.models import PersonEvent
from service.brain.experiments.models import Outcome
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient
from service.webhooks.incoming.sources import add_source, path_of, rotate_source
from service.webhooks.models import WebhookMessage, WebhookSource
from tests.console import console_app
from tests.factories import owner_of
from tests.service.gifting.scene import set_scene
from tests.service.webhooks.listening import work

pytestmark = pytest.mark.usefixtures("database")


@dataclass
class Teller:
    """Another system, with its address and its secret."""

    source_id: str
    path: str
    secret: str
    workspace_id: str
    gift_id: str

    def post(
        self, told: object, number: str = "evt-1", *, at: datetime | None = None, secret: str = ""
    ) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        at = at or utc_now()
        signature = Webhook(secret or self.secret).sign(number, at, body.decode("latin-1"))
        headers = {
            "webhook-id": number,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": signature,
        }
        return console_app().test_client().post(self.path, data=body, headers=headers, content_type="application/json")


def teller(kind: str) -> Teller:
    with transaction() as session:
        scene = set_scene(session, 1, 0)
        gift = scene.gifts[0]
        source, secret = add_source(session, owner_of(scene.workspace_id), kind, utc_now())
        return Teller(source.id, path_of(source), secret, scene.workspace_id, gift.id)


def shipped(gift_id: str, **data: Any) -> dict[str, Any]:
    return {"type": "shipment.shipped", "timestamp": utc_now().isoformat(), "data": {"parcel": gift_id, **data}}


def messages() -> list[WebhookMessage]:
    with reading() as session:
        return list(session.scalars(select(WebhookMessage)))


def order(gift_id: str) -> None:
    with transaction() as session:
        session.execute(
            RecipientGift.__table__.update()
            .where(RecipientGift.id == gift_id)
            .values(status="ordered", is_reserved=False)
        )


def test_a_parcel_is_shipped_once_however_often_it_is_told() -> None:
    carrier = teller("carrier")
    order(carrier.gift_id)
    told = shipped(carrier.gift_id, carrier="DHL", tracking="1234567890")
    answers = [carrier.post(told), carrier.post(told)]
    assert [(one.status_code, one.json["is_new"]) for one in answers] == [(202, True), (200, False)]
    assert answers[0].json["id"] == answers[1].json["id"]
    work()
    assert carrier.post({**told, "timestamp": told["timestamp"]}, "evt-2").status_code == 202
    work()
    with reading() as session:
        assert session.get_one(RecipientGift, carrier.gift_id).status == "shipped"
    assert sorted((one.state, one.is_news, one.body) for one in messages()) == [
        ("done", False, None),
        ("done", True, None),
    ]


def test_one_id_with_another_body_is_refused() -> None:
    carrier = teller("carrier")
    assert carrier.post(shipped(carrier.gift_id)).status_code == 202
    again = carrier.post(shipped(carrier.gift_id, carrier="GLS"))
    assert (again.status_code, again.json["code"], again.json["param"]) == (409, "conflict", "webhook-id")
    assert len(messages()) == 1


@pytest.mark.parametrize("wrong", ["secret", "old", "ahead", "unsigned"])
def test_what_is_not_signed_here_and_now_is_refused_and_counted(wrong: str) -> None:
    carrier = teller("carrier")
    late = {"old": timedelta(minutes=-6), "ahead": timedelta(minutes=6)}.get(wrong, timedelta())
    if wrong == "unsigned":
        answer = console_app().test_client().post(carrier.path, json=shipped(carrier.gift_id))
    else:
        secret = "whsec_" + "A" * 43 + "=" if wrong == "secret" else ""
        answer = carrier.post(shipped(carrier.gift_id), at=utc_now() + late, secret=secret)
    assert (answer.status_code, answer.content_type, answer.json["code"]) == (
        401, "application/problem+json", "not_signed",
    )  # fmt: skip
    with reading() as session:
        assert session.get_one(WebhookSource, carrier.source_id).refused == 1
    assert messages() == []


def test_four_minutes_of_difference_between_clocks_are_no_matter() -> None:
    carrier = teller("carrier")
    assert carrier.post(shipped(carrier.gift_id), at=utc_now() - timedelta(minutes=4)).status_code == 202


def test_after_a_rotation_both_secrets_are_heard_for_a_day() -> None:
    carrier = teller("carrier")
    with transaction() as session:
        _, new = rotate_source(session, owner_of(carrier.workspace_id), carrier.source_id, utc_now())
    assert carrier.post(shipped(carrier.gift_id), "a").status_code == 202
    assert carrier.post(shipped(carrier.gift_id), "b", secret=new).status_code == 202
    with transaction() as session:
        session.get_one(WebhookSource, carrier.source_id).old_until = utc_now()
    assert carrier.post(shipped(carrier.gift_id), "c").status_code == 401


@pytest.mark.parametrize(
    ("told", "param"),
    [
        (b"\xff{", "body"),
        (b"[" * 20_000, "body"),
        (b'{"type":"shipment.shipped","timestamp":NaN,"data":{}}', "body"),
        ({"type": "shipment.melted", "timestamp": "2026-11-30T08:00:00Z", "data": {}}, "type"),
        ({"type": "purchase.happened", "timestamp": "2026-11-30T08:00:00Z", "data": {}}, "type"),
        ({"type": "shipment.shipped", "timestamp": "soon", "data": {"parcel": "x"}}, "timestamp"),
        ({"type": "shipment.shipped", "timestamp": "2099-01-01T00:00:00Z", "data": {"parcel": "x"}}, "timestamp"),
        ({"type": "shipment.shipped", "timestamp": "2026-11-30T08:00:00Z", "data": []}, "data"),
        ({"type": "shipment.shipped", "timestamp": "2026-11-30T08:00:00Z", "data": {}}, "data.parcel"),
        ({"type": "shipment.shipped", "timestamp": "2026-11-30T08:00:00Z", "data": {"parcel": 7}}, "data.parcel"),
        (
            {"type": "shipment.shipped", "timestamp": "2026-11-30T08:00:00Z", "data": {"parcel": "x", "diet": "vegan"}},
            "data.diet",
        ),
        (
            {
                "type": "shipment.shipped",
                "timestamp": "2026-11-30T08:00:00Z",
                "data": {"parcel": "x", "tracking": "1" * 61},
            },
            "data.tracking",
        ),
        ({"type": "shipment.shipped", "timestamp": "2026-11-30T08:00:00Z", "data": {}, "note": ""}, "note"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_nothing_is_kept(told: object, param: str) -> None:
    carrier = teller("carrier")
    answer = carrier.post(told) if not isinstance(told, bytes) else _raw(carrier, told)
    assert (answer.status_code, answer.json["code"], answer.json["param"]) == (422, "invalid_input", param)
    assert messages() == []


def _raw(teller: Teller, body: bytes) -> TestResponse:
    from service.security.signed_messages import signed_headers

    headers = signed_headers([teller.secret], "evt-1", body, utc_now())
    return console_app().test_client().post(teller.path, data=body, headers=headers)


def test_more_than_a_message_may_have_is_refused_unread() -> None:
    assert _raw(teller("carrier"), b" " * 70_000).status_code == 413


def test_what_a_crm_tells_counts_as_events_and_outcomes_of_its_person() -> None:
    crm = teller("crm")
    with reading() as session:
        gift = session.get_one(RecipientGift, crm.gift_id)
        person = session.get_one(Recipient, gift.recipient_id)
        email, account = person.email, session.get_one(Account, gift.account_id).name
    now = utc_now().isoformat()
    bought = {"email": email, "about": "plan-pro", "amount": "1250.00", "currency": "EUR"}
    told = [
        {"type": "purchase.happened", "timestamp": now, "data": bought},
        {"type": "meeting.held", "timestamp": now, "data": {"email": email}},
        {"type": "account.stage_changed", "timestamp": now, "data": {"account": account.upper(), "stage": "renewal"}},
        {"type": "meeting.held", "timestamp": now, "data": {"email": "nobody@example.com"}},
    ]
    for number, one in enumerate(told):
        assert crm.post(one, f"evt-{number}").status_code == 202
    work()
    with reading() as session:
        event = session.scalars(select(PersonEvent)).one()
        assert (event.recipient_id, event.external_id, event.amount_minor) == (person.id, "evt-0", 125_000)
        assert session.scalar(select(func.count()).select_from(Outcome).where(Outcome.kind == "met")) == 1
        assert session.get_one(Account, gift.account_id).lifecycle == "renewal"
        found = session.scalars(select(WebhookMessage).order_by(WebhookMessage.external_id)).all()
        assert [(one.state, one.sentence, one.body) for one in found] == [
            ("done", None, None),
            ("done", None, None),
            ("done", None, None),
            ("refused", "We know nobody with this email address.", None),
        ]


def test_a_parcel_of_another_workspace_is_nobodys() -> None:
    carrier, other = teller("carrier"), teller("carrier")
    order(other.gift_id)
    carrier.post(shipped(other.gift_id))
    work()
    with reading() as session:
        assert session.get_one(RecipientGift, other.gift_id).status == "ordered"
    assert [one.state for one in messages()] == ["refused"]
