"""Told that the sender has cancelled a gift that was said yes to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.cancel import TOLD_AFTER
from service.gifting.models import RecipientGift
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.warnings.tell_withdrawn import tell_withdrawn
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from tests.service.gifting.scene import Scene

LONG_AGO = timedelta(hours=1)


def tell(scene: Scene, since: datetime, version: int = 1, **values: object) -> list[MailMessage]:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        for name, value in {"status": "canceled", "cancel_reason": "ended", "canceled_at": since, **values}.items():
            setattr(gift, name, value)
        session.flush()
        tell_withdrawn(session, gift_id=gift.id, version=version)
    with reading() as session:
        return list(session.scalars(select(MailMessage).where(MailMessage.kind == "withdrawn")))


def test_once_for_each_cancellation_with_its_reason(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    since = utc_now() - LONG_AGO
    for version in (1, 1, 2):
        told = tell(scene, since, version)
    assert len(told) == 2
    with reading() as session:
        assert "Firma ale musela posílání těchto dárků ukončit." in letter_of(session, told[0]).text


@pytest.mark.parametrize("values", [{"status": "opened"}, {"cancel_reason": None}, {"canceled_at": None}])
def test_what_was_taken_back_or_never_said_yes_to_is_told_to_nobody(
    invited: tuple[Scene, str], values: dict[str, object]
) -> None:
    assert tell(invited[0], utc_now() - LONG_AGO, **values) == []


def test_for_ten_minutes_it_can_be_taken_back_and_nobody_is_told(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    assert tell(scene, utc_now() - TOLD_AFTER + timedelta(seconds=30)) == []
    assert len(tell(scene, utc_now() - TOLD_AFTER)) == 1


def test_who_wants_no_more_mail_reads_it_on_the_page_alone(invited: tuple[Scene, str]) -> None:
    scene, _ = invited
    with transaction() as session:
        unsubscribe(session, session.get_one(Recipient, scene.people[0].id), utc_now())
    (mail,) = tell(scene, utc_now() - LONG_AGO)
    assert (mail.state, mail.error_code) == ("suppressed", "unsubscribed")
