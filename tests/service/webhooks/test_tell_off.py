"""Owners are told by mail that an endpoint was turned off; nobody is told of one that works again, and no mail leaves a sandbox."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.events import EventKind
from service.webhooks.endpoints.register import switch_on
from service.webhooks.endpoints.tell_off import tell_off_job
from service.webhooks.models import WebhookEndpoint
from tests.factories import make_user
from tests.https_server import Server
from tests.service.webhooks.listening import Listening, listening, pass_on, work

pytestmark = pytest.mark.usefixtures("database")
Mails = list[tuple[str, str, str]]


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Mails:
    sent: Mails = []
    monkeypatch.setattr("service.webhooks.endpoints.tell_off.is_mail_on", lambda: True)
    monkeypatch.setattr("service.webhooks.endpoints.tell_off.post_to_staff", lambda *mail: sent.append(mail))
    return sent


def gone(receiver: Server, *, is_sandbox: bool = False) -> Listening:
    home = listening(f"{receiver.url}?key=secret", is_sandbox=is_sandbox)
    with transaction() as session:
        make_user(session, home.actor.workspace_id, "manager", email="manager@fjordloom.example")
        make_user(session, home.actor.workspace_id, "owner", email="gone@fjordloom.example", disabled_at=utc_now())
        make_user(session, home.actor.workspace_id, "owner", email="ingrid@fjordloom.example")
    home.tell(EventKind.OPENED)
    pass_on()
    receiver.status = 410
    return home


def test_every_owner_is_told_what_happened_and_what_to_do(receiver: Server, mails: Mails) -> None:
    home = gone(receiver)
    work()
    assert len(mails) == 2
    assert "ingrid@fjordloom.example" in {to for to, _, _ in mails}
    _, subject, words = mails[0]
    assert subject == f"Webhook turned off: localhost:{receiver.port}/hooks"
    assert ("410 Gone" in words, f"/webhooks/{home.endpoint_id}" in words, "secret" in words) == (True, True, False)
    assert home.endpoint().told_at is not None


def test_no_mail_leaves_a_sandbox(receiver: Server, mails: Mails) -> None:
    gone(receiver, is_sandbox=True)
    work()
    assert mails == []


def test_nobody_is_told_of_one_that_was_turned_on_before_the_mail_left(receiver: Server, mails: Mails) -> None:
    home = gone(receiver)
    work()
    mails.clear()
    with transaction() as session:
        session.get_one(WebhookEndpoint, home.endpoint_id).tested_at = utc_now()
        switch_on(session, home.actor, home.endpoint_id, "drop", utc_now())
    assert tell_off_job(SimpleNamespace(subject_id=home.endpoint_id)) is None  # type: ignore[arg-type]
    assert mails == []
