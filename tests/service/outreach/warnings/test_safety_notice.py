"""The warning about a gift that has left."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.incidents import open_parcel
from service.gifting.models import Incident, RecipientGift
from service.outreach.models import MailMessage
from service.outreach.sending.send import send_job
from service.outreach.warnings.safety_notice import safety_notice_job
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.outreach.postbox import Postbox


@pytest.fixture
def unsafe(database: str) -> Incident:
    """A parcel on its way that is not safe for its person, who has unsubscribed; the campaign is closed."""
    scene = scene_now()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.status = "shipped"
        session.get_one(Campaign, scene.campaign.id).status = "closed"
        unsubscribe(session, session.get_one(Recipient, gift.recipient_id), utc_now())
        incident = open_parcel(session, gift, "shipped", utc_now())
        assert incident is not None
        return incident


def warn(incident: Incident, version: int = 1) -> list[MailMessage]:
    do(safety_notice_job, "outreach.safety_notice", incident.id, version)
    with reading() as session:
        return list(session.scalars(select(MailMessage).where(MailMessage.kind == "safety_notice")))


def test_it_goes_out_once_whatever_its_person_wants_otherwise(unsafe: Incident, postbox: Postbox) -> None:
    warn(unsafe)
    (message,) = warn(unsafe)
    do(send_job, "outreach.send", message.id)
    (mail,) = postbox.mails
    assert mail["Subject"] == "Přečtěte si to, než dárek použijete"
    assert mail["List-Unsubscribe"] is None
    with reading() as session:
        assert session.get_one(MailMessage, message.id).state == "sent"


def test_it_names_the_piece_that_left_also_when_the_gift_is_another_by_now(
    unsafe: Incident,
    postbox: Postbox,
) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, unsafe.gift_id).product_id = None
    do(send_job, "outreach.send", warn(unsafe)[0].id)
    text = postbox.mails[0].get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert "Jde o\N{NO-BREAK SPACE}tento dárek: Gift 0" in text


def test_who_was_erased_is_not_written_to(unsafe: Incident, postbox: Postbox) -> None:
    (message,) = warn(unsafe)
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, message.recipient_id), utc_now())
    do(send_job, "outreach.send", message.id)
    assert postbox.mails == []
    with reading() as session:
        assert session.get_one(MailMessage, message.id).error_code == "erased"
