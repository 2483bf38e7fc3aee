"""Told that the gift is being chosen again."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.chosen_again import tell_chosen_again
from service.outreach.sending.send import send_job
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from tests.factories import make_fact
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene


def tell(scene: Scene, version: int = 1, **values: object) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        for name, value in values.items():
            setattr(gift, name, value)
        session.flush()
        tell_chosen_again(session, gift_id=gift.id, version=version)


def told() -> list[MailMessage]:
    with reading() as session:
        return list(session.scalars(select(MailMessage).where(MailMessage.kind == "chosen_again")))


def test_once_for_each_version_of_the_gift(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    for version in (3, 3, 4):
        tell(scene, version, status="opened")
    assert [mail.state for mail in told()] == ["queued", "queued"]


def test_who_never_heard_of_a_gift_is_invited_instead(invited: tuple[Scene, str]) -> None:
    scene, message_id = invited
    tell(scene)
    assert told() == []
    with transaction() as session:
        session.get_one(MailMessage, message_id).state = "sent"
    tell(scene)
    assert len(told()) == 1


def test_who_has_nothing_to_choose_is_left_in_peace(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    for status in ("accepted", "declined", "donated", "canceled", "expired", "shipped", "draft"):
        tell(scene, status=status)
    assert told() == []


def test_an_answer_that_came_before_the_mail_left_makes_it_needless(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    tell(scene, status="opened")
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).status = "accepted"
    do(send_job, "outreach.send", told()[0].id)
    assert [(mail.state, mail.error_code) for mail in told()] == [("suppressed", "not_needed")]


def test_it_passes_unsubscribing_absence_and_night(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        unsubscribe(session, person, utc_now())
        make_fact(session, person, "away", f"{date.min}/{date.max}")
    tell(scene, status="opened")
    do(send_job, "outreach.send", told()[0].id)
    assert [mail.state for mail in told()] == ["shown"]


def test_it_says_what_is_true_when_it_is_read(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    tell(scene, status="opened")
    with transaction() as session:
        message = session.get_one(MailMessage, told()[0].id)
        assert "Vybrali jsme pro vás jiný" in letter_of(session, message).text
        session.get_one(RecipientGift, scene.gifts[0].id).product_id = None
        session.flush()
        assert "Hledáme jiný" in letter_of(session, message).text
