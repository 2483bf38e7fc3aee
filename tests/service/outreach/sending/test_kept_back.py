"""Mails that are written and may not leave, or not yet."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.models import Contact
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.occasions.ask import ask
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.recipients.models import ProfileFact, Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.models import Workspace
from tests.factories import AT, make_fact
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox
from tests.service.outreach.reading import state


@pytest.mark.parametrize("how", ["unsubscribed", "erased"])
def test_somebody_who_left_after_the_invitation_was_written_gets_nothing(
    invited: tuple[Scene, str], postbox: Postbox, how: str
) -> None:
    scene, message_id = invited
    with transaction() as session:
        setattr(session.get_one(Recipient, scene.people[0].id), f"{how}_at", AT)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id)) == ([], ("suppressed", how))


def test_leaving_while_the_mail_is_about_to_go_is_before_it_or_after_it(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    scene, message_id = invited

    def leave() -> None:
        with transaction() as session:
            unsubscribe(session, session.get_one(Recipient, scene.people[0].id), utc_now())

    leaving = threading.Thread(target=leave)
    leaving.start()
    do(send_job, "outreach.send", message_id)
    leaving.join()

    assert (len(postbox.mails), state(message_id)) in [(0, ("suppressed", "unsubscribed")), (1, ("sent", None))]


def test_somebody_who_is_away_is_written_to_on_the_morning_after(invited: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = invited
    today = utc_now().date()
    span = f"{today}/{today + timedelta(days=3)}"
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "away", span, valid_from=today)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id)) == ([], ("queued", None))
    with reading() as session:
        later = session.scalars(select(Job).where(Job.kind == "outreach.send")).one()
        assert later.run_at.date() == today + timedelta(days=4)


def hold(scene: Scene) -> str | None:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).hold_reason


def next_look() -> tuple[int, date]:
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "outreach.send").order_by(Job.version.desc())).first()
        assert job is not None
        return job.version, job.run_at.date()


def test_nobody_is_written_to_while_they_are_away_and_nobody_knows_until_when(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    scene, message_id = invited
    today = utc_now().date()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        away = make_fact(session, person, "away", f"{today}/9999-12-31", valid_from=today)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id), hold(scene)) == ([], ("queued", None), "away")
    assert next_look() == (1, today + timedelta(days=1))
    do(send_job, "outreach.send", message_id)
    assert (postbox.mails, state(message_id), hold(scene)) == ([], ("queued", None), "away")

    with transaction() as session:
        session.get_one(ProfileFact, away.id).withdrawn_at = utc_now()
    do(send_job, "outreach.send", message_id)
    assert (len(postbox.mails), state(message_id), hold(scene)) == (1, ("sent", None), None)


def test_an_invitation_that_comes_back_too_late_is_not_sent(invited: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = invited
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).expires_at = send.utc_now()
    do(send_job, "outreach.send", message_id)
    assert (postbox.mails, state(message_id)) == ([], ("suppressed", "expired"))


@pytest.mark.parametrize("what", ["unsubscribes", "is paused"])
def test_what_happens_while_the_server_is_spoken_to_still_keeps_the_mail_here(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """The claim is committed, the address was taken; the text was not handed over yet."""
    scene, message_id = invited
    rcpt = smtplib.SMTP.rcpt

    def meanwhile(*given: Any) -> Any:
        with transaction() as session:
            if what == "unsubscribes":
                unsubscribe(session, session.get_one(Recipient, scene.people[0].id), utc_now())
            else:
                session.get_one(Campaign, scene.campaign.id).status = "paused"
        return rcpt(*given)

    monkeypatch.setattr(smtplib.SMTP, "rcpt", meanwhile)
    do(send_job, "outreach.send", message_id)
    assert (state(message_id), postbox.mails) == (("queued", None), [])
    do(send_job, "outreach.send", message_id)
    becomes = ("suppressed", "unsubscribed") if what == "unsubscribes" else ("queued", None)
    assert (state(message_id), postbox.mails) == (becomes, [])
    with reading() as session:
        assert session.scalars(select(Contact)).all() == []


def ask_as(session: Session, gift: RecipientGift, person_id: str) -> str:
    """A question about this gift, to this person, written down."""
    session.flush()
    make_fact(session, session.get_one(Recipient, person_id), "diet", "ask")
    ask(session, gift_id=gift.id)
    return session.scalars(select(MailMessage.id).where(MailMessage.gift_id == gift.id)).one()


def test_two_campaigns_write_to_one_person_three_days_apart(
    invited: tuple[Scene, str], waiting: RecipientGift, postbox: Postbox
) -> None:
    scene, message_id = invited
    with transaction() as session:
        session.get_one(RecipientGift, waiting.id).recipient_id = scene.people[0].id
        message = ask_as(session, waiting, scene.people[0].id)
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message)

    assert (len(postbox.mails), state(message)) == (1, ("queued", None))
    with reading() as session:
        first = session.scalars(select(Contact.at)).one()
        later = session.scalars(select(Job.run_at).where(Job.subject_id == message)).one()
        assert later - first == timedelta(days=3)
        assert session.get_one(MailMessage, message).wait_code == "message_cap"


def test_in_a_sandbox_no_hour_is_too_late(invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves it: its first invitations stand in the outbox as soon as they are written."""
    scene, message_id = invited
    monkeypatch.setattr(send, "utc_now", lambda: utc_now().replace(hour=23))
    do(send_job, "outreach.send", message_id)
    assert state(message_id) == ("queued", None)
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    do(send_job, "outreach.send", message_id)
    assert state(message_id) == ("shown", None)
