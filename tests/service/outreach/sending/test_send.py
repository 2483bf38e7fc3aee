from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import delete

from service.config import settings
from service.content.models import RenditionRow
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import PermanentError
from service.gifting.models import RecipientGift
from service.outreach.letters.return_path import message_id_of, read_return_path
from service.outreach.models import MailMessage
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.workspaces.models import Workspace
from tests.service.content.leases import do, lease
from tests.service.gifting.scene import Scene, kinds
from tests.service.outreach.postbox import Postbox
from tests.service.outreach.reading import state


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


def test_the_envelope_says_where_its_returns_go(
    invited: tuple[Scene, str], postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@fjordloom.example")
    settings.cache_clear()
    _, message_id = invited
    do(send_job, "outreach.send", message_id)

    assert [read_return_path(sender) for sender in postbox.senders] == [message_id]
    assert postbox.mails[0]["From"] == "Nora Whitfield <gifts@handpicked.example>"
