"""How the question mail leaves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.return_path import message_id_of
from service.outreach.models import MailMessage
from service.outreach.occasions.ask import ask
from service.outreach.sending.send import send_job
from service.recipients.answers import answer_diet
from service.recipients.models import Recipient
from tests.factories import AT
from tests.service.content.leases import do
from tests.service.gifting.scene import kinds
from tests.service.outreach.postbox import Postbox
from tests.service.outreach.reading import state


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
    assert mail["Subject"] == "Nora Whitfield vám chce dát dárek: jedna otázka, než vybereme"
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
