from __future__ import annotations

import smtplib
import threading
from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.config import settings
from service.contact.models import Contact
from service.content.models import RenditionRow
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import PermanentError
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.letters.return_path import message_id_of, read_return_path
from service.outreach.models import MailMessage
from service.outreach.occasions.ask import ask
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.outreach.sending.send_again import send_again
from service.outreach.sending.stuck_mail import find_stuck_mail, send_died
from service.recipients.answers import answer_diet
from service.recipients.models import ProfileFact, Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.actor import system
from service.workspaces.models import Workspace
from tests.factories import AT, make_fact
from tests.service.content.leases import do, lease
from tests.service.gifting.scene import Scene, kinds
from tests.service.outreach.postbox import Postbox


def state(message_id: str) -> tuple[str, str | None]:
    with reading() as session:
        message = session.get_one(MailMessage, message_id)
        return message.state, message.error_code


def test_without_a_mail_server_the_mail_stands_in_the_outbox_and_the_gift_goes_on(invited: tuple[Scene, str]) -> None:
    scene, message_id = invited
    do(send_job, "outreach.send", message_id)

    assert state(message_id) == ("shown", None)
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, kinds(session, gift)[-1]) == ("notified", "gift.notified")


def test_a_mail_goes_out_once_with_both_parts_and_a_one_click_way_out(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    scene, message_id = invited
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    (mail,) = postbox.mails
    assert (mail["Subject"], mail["To"]) == ("Nora vybrala něco pro vás", scene.people[0].email)
    assert mail["From"] == "Nora Whitfield <gifts@handpicked.example>"
    assert mail["Message-ID"] == message_id_of(message_id)
    assert abs(parsedate_to_datetime(mail["Date"]) - utc_now()) < timedelta(minutes=2)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith(f"<http://127.0.0.1:8080/unsubscribe/{scene.gifts[0].id}/")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert state(message_id) == ("sent", None)
    with reading() as session:
        # A server took it; that it was delivered only a report can say.
        assert session.get_one(RecipientGift, scene.gifts[0].id).delivery_status == "scheduled"


class _Killed(BaseException):
    """What nothing catches: the worker is gone."""


def test_a_crash_between_the_server_and_the_ledger_is_unknown_and_not_sent_again(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, message_id = invited

    def dies(_: object) -> None:
        raise _Killed

    with monkeypatch.context() as worker, pytest.raises(_Killed):
        worker.setattr(send, "patiently", dies)
        send_job(lease("outreach.send", message_id))
    assert state(message_id) == ("sending", None)
    do(send_job, "outreach.send", message_id)

    assert len(postbox.mails) == 1
    assert state(message_id) == ("unknown", "mail_outcome_unknown")


def test_a_refused_mail_is_told_and_not_repeated(invited: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = invited
    postbox.answer = "550 no"
    do(send_job, "outreach.send", message_id)

    assert state(message_id) == ("failed", "mail_refused")
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert (gift.status, gift.delivery_status) == ("created", "undeliverable")


def test_a_connection_that_breaks_in_the_middle_leaves_the_outcome_open(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    _, message_id = invited
    postbox.breaks = True
    do(send_job, "outreach.send", message_id)

    assert state(message_id) == ("unknown", "mail_outcome_unknown")


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
        session.get_one(Campaign, scene.campaign.id).expires_at = utc_now()
    do(send_job, "outreach.send", message_id)
    assert (postbox.mails, state(message_id)) == ([], ("suppressed", "expired"))


def hold(scene: Scene) -> str | None:
    with reading() as session:
        return session.get_one(RecipientGift, scene.gifts[0].id).hold_reason


def next_look() -> tuple[int, date]:
    with reading() as session:
        job = session.scalars(select(Job).where(Job.kind == "outreach.send").order_by(Job.version.desc())).first()
        assert job is not None
        return job.version, job.run_at.date()


def test_what_stands_in_sending_with_nobody_sending_it_becomes_unknown(invited: tuple[Scene, str]) -> None:
    _, message_id = invited
    with transaction() as session:
        session.get_one(MailMessage, message_id).state = "sending"
    assert find_stuck_mail(utc_now()) == 0

    with transaction() as session:
        session.scalars(select(Job).where(Job.kind == "outreach.send")).one().state = "dead"
    assert (find_stuck_mail(utc_now()), find_stuck_mail(utc_now())) == (1, 0)
    assert state(message_id) == ("unknown", "mail_outcome_unknown")


def test_ops_may_send_an_unknown_one_again(invited: tuple[Scene, str], postbox: Postbox) -> None:
    _, message_id = invited
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state = "unknown"
        session.flush()
        send_again(session, message, system(message.workspace_id), AT)
    with reading() as session:
        versions = session.scalars(select(Job.version).where(Job.kind == "outreach.send")).all()
    do(send_job, "outreach.send", message_id, version=2)

    assert (sorted(versions), len(postbox.mails)) == ([1, 2], 1)


def asked(gift: RecipientGift) -> str:
    """Writes the question mail down; the id of its message."""
    with transaction() as session:
        ask(session, gift_id=gift.id)
        return session.scalars(select(MailMessage.id).where(MailMessage.gift_id == gift.id)).one()


def test_a_question_goes_out_once_with_both_parts_and_a_one_click_way_out(
    waiting: RecipientGift, postbox: Postbox
) -> None:
    message_id = asked(waiting)
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    (mail,) = postbox.mails
    assert mail["Subject"] == "Nora Whitfield: jedna otázka, než vybereme"
    assert mail["From"] == "Nora Whitfield <gifts@handpicked.example>"
    assert mail["Message-ID"] == message_id_of(message_id)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith(f"<http://127.0.0.1:8080/unsubscribe/{waiting.id}/")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert state(message_id) == ("sent", None)


@pytest.mark.parametrize("answer", ["250 OK", "550 no"])
def test_what_becomes_of_a_question_moves_no_gift(waiting: RecipientGift, postbox: Postbox, answer: str) -> None:
    postbox.answer = answer
    do(send_job, "outreach.send", asked(waiting))

    with reading() as session:
        gift = session.get_one(RecipientGift, waiting.id)
        assert (gift.status, gift.delivery_status, kinds(session, gift)) == ("draft", "unsent", [])


def test_without_a_mail_server_the_question_stands_in_the_outbox(waiting: RecipientGift) -> None:
    message_id = asked(waiting)
    do(send_job, "outreach.send", message_id)

    assert state(message_id) == ("shown", None)


def test_who_answered_before_the_question_left_is_not_asked(waiting: RecipientGift, postbox: Postbox) -> None:
    message_id = asked(waiting)
    with transaction() as session:
        answer_diet(session, session.get_one(Recipient, waiting.recipient_id), [], ["nuts"], AT)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id)) == ([], ("suppressed", "not_needed"))


@pytest.mark.parametrize("how", ["unsubscribed", "erased"])
def test_who_left_before_the_question_did_is_not_asked(waiting: RecipientGift, postbox: Postbox, how: str) -> None:
    message_id = asked(waiting)
    with transaction() as session:
        setattr(session.get_one(Recipient, waiting.recipient_id), f"{how}_at", AT)
    do(send_job, "outreach.send", message_id)

    assert (postbox.mails, state(message_id)) == ([], ("suppressed", how))


def test_an_invitation_that_was_never_drawn_is_not_marked_as_being_sent(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    _, message_id = invited
    with transaction() as session:
        session.execute(delete(RenditionRow))
    with pytest.raises(PermanentError, match="The email was never made"):
        send_job(lease("outreach.send", message_id))

    assert (postbox.mails, state(message_id)) == ([], ("queued", None))


def test_the_film_s_picture_travels_inside_the_mail(filmed: tuple[Scene, str], postbox: Postbox) -> None:
    _, message_id = filmed
    do(send_job, "outreach.send", message_id)
    (mail,) = postbox.mails
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/jpeg",
        "image/webp",
    ]
    pictures = [part for part in mail.walk() if part.get_content_maintype() == "image"]
    assert [(one["Content-ID"], one["Content-Disposition"].split(";")[0]) for one in pictures] == [
        ("<film>", "inline"),
        ("<film-moving>", "inline"),
    ]
    with Image.open(BytesIO(pictures[0].get_payload(decode=True))) as still:
        assert max(still.getpixel((500, 20))) < 60  # the preview's night, not the poster's gift


def test_nothing_leaves_a_sandbox_though_a_mail_server_is_set(invited: tuple[Scene, str], postbox: Postbox) -> None:
    scene, message_id = invited
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    do(send_job, "outreach.send", message_id)

    assert postbox.mails == []
    with reading() as session:
        assert session.get_one(MailMessage, message_id).state == "shown"


def test_a_mail_whose_job_died_says_so_and_leaves_once_that_job_is_run_again(
    invited: tuple[Scene, str], postbox: Postbox
) -> None:
    _, message_id = invited
    with transaction() as session:
        send_died(session, message_id, "OperationalError")
    assert state(message_id) == ("failed", "OperationalError")
    do(send_job, "outreach.send", message_id)
    do(send_job, "outreach.send", message_id)

    assert (len(postbox.mails), state(message_id)) == (1, ("sent", None))


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


def test_the_envelope_says_where_its_returns_go(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@fjordloom.example")
    settings.cache_clear()
    _, message_id = invited
    do(send_job, "outreach.send", message_id)

    assert [read_return_path(sender) for sender in postbox.senders] == [message_id]
    assert postbox.mails[0]["From"] == "Nora Whitfield <gifts@handpicked.example>"


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
