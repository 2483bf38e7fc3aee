"""Mails that were written before a mail server was set."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.outreach.sending.leave_at_last import send_shown_mail
from service.outreach.sending.send import send_job
from service.outreach.share_link import hand_over
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.actor import actor_of
from service.workspaces.models import Workspace
from tests.factories import make_user
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox, open_postbox
from tests.service.outreach.reading import state


@pytest.fixture
def shown(invited: tuple[Scene, str]) -> tuple[Scene, str]:
    do(send_job, "outreach.send", invited[1])
    assert state(invited[1]) == ("shown", None)
    return invited


def leaves(monkeypatch: pytest.MonkeyPatch, message_id: str) -> tuple[int, int]:
    """How many were queued by two looks, and how many arrived, once a server is set."""
    with open_postbox(monkeypatch, Postbox()) as box:
        queued = send_shown_mail(utc_now()) + send_shown_mail(utc_now())
        do(send_job, "outreach.send", message_id, version=2)
        do(send_job, "outreach.send", message_id, version=2)
        return queued, len(box.mails)


def test_once_a_server_is_set_it_leaves_once(shown: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert send_shown_mail(utc_now()) == 0
    assert (leaves(monkeypatch, shown[1]), state(shown[1])) == ((1, 1), ("sent", None))


@pytest.mark.parametrize(
    ("what", "outcome"),
    [
        ("unsubscribed", ((1, 0), ("suppressed", "unsubscribed"))),
        ("expired", ((1, 0), ("suppressed", "expired"))),
        ("accepted", ((0, 0), ("shown", None))),
        ("handed over", ((0, 0), ("shown", None))),
        ("sandbox", ((0, 0), ("shown", None))),
    ],
)
def test_what_may_not_leave_any_more_or_came_another_way_does_not(
    shown: tuple[Scene, str],
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    outcome: tuple[tuple[int, int], tuple[str, str | None]],
) -> None:
    scene, message_id = shown
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        if what == "unsubscribed":
            unsubscribe(session, session.get_one(Recipient, gift.recipient_id), utc_now())
        elif what == "expired":
            session.get_one(Campaign, gift.campaign_id).expires_at = utc_now() - timedelta(days=1)
        elif what == "accepted":
            gift.status = "accepted"
        elif what == "sandbox":
            session.get_one(Workspace, scene.workspace_id).is_sandbox = True
        else:
            user = make_user(session, scene.workspace_id, "ops")
            hand_over(session, session.get_one(MailMessage, message_id), "in_person", actor_of(user), utc_now())
    assert (leaves(monkeypatch, message_id), state(message_id)) == outcome


def test_a_link_handed_over_while_its_mail_waited_is_not_mailed_as_well(
    invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, message_id = invited
    with transaction() as session:
        user = make_user(session, scene.workspace_id, "ops")
        hand_over(session, session.get_one(MailMessage, message_id), "own_mail", actor_of(user), utc_now())
    with open_postbox(monkeypatch, Postbox()) as box:
        do(send_job, "outreach.send", message_id)
    assert (box.mails, state(message_id)) == ([], ("shown", None))
