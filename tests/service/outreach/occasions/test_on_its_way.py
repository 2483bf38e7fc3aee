"""Told that the gift has left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.contact.wishes.terms import TOPIC_OF
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.fulfilment.run_out import run_out
from service.gifting.fulfil import mark_delivered, mark_shipped, record_shipment
from service.gifting.models import RecipientGift
from service.gifting.report_problem import report_broken
from service.outreach.letters.letter import Letter, letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.chosen_again import tell_chosen_again
from service.outreach.occasions.on_its_way import tell_on_its_way
from service.outreach.sending.send import send_job
from service.outreach.staff_view import letter_for_staff
from service.recipients.models import Recipient
from service.recipients.postal.carriage import keep_carriage
from service.recipients.wishes.wishes import Wishes, keep_wishes
from service.workspaces.actor import system
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to, jobs, looked_at, told

pytestmark = pytest.mark.usefixtures("database")
UPS = ("UPS", "1Z999AA10123456784")


def shipped(carrier: str | None = UPS[0], tracking: str | None = UPS[1]) -> Scene:
    scene = bring_to("shipped")
    with transaction() as session:
        keep_carriage(session, scene.gifts[0].id, carrier, tracking)
        tell_on_its_way(scene.gifts[0].id, session)
    return scene


def mails() -> list[tuple[str, str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(MailMessage).order_by(MailMessage.kind))
        return [(row.kind, row.state, row.error_code) for row in rows]


def the_letter(*, for_staff: bool = False) -> Letter:
    with reading() as session:
        message = session.scalars(select(MailMessage).where(MailMessage.kind == "delivery_news")).one()
        return letter_for_staff(session, message) if for_staff else letter_of(session, message)


def test_a_parcel_that_leaves_asks_for_one_mail() -> None:
    scene = shipped()
    with transaction() as session:
        assert jobs(session, "outreach.on_its_way") == [(scene.gifts[0].id, 1, "pending")]
        tell_on_its_way(scene.gifts[0].id, session)
    assert mails() == [("delivery_news", "queued", None)]
    do(send_job, "outreach.send", _id())
    assert mails() == [("delivery_news", "shown", None)]


def another_left(scene: Scene) -> None:
    """The parcel arrived broken, and the next one has left."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        report_broken(session, gift, "another", OVER)
        assert gift.status == "ordered"
    with transaction() as session:
        mark_shipped(session, session.get_one(RecipientGift, scene.gifts[0].id), system(scene.workspace_id), OVER)
    with transaction() as session:
        keep_carriage(session, scene.gifts[0].id, "DHL", "00340434161094042557")
        asked = jobs(session, "outreach.on_its_way")
        assert asked == [(scene.gifts[0].id, 1, "pending"), (scene.gifts[0].id, 2, "pending")]
        for _ in asked:
            tell_on_its_way(scene.gifts[0].id, session)


def test_a_second_parcel_is_told_of_like_the_first_each_once() -> None:
    scene = shipped()
    do(send_job, "outreach.send", _id())
    another_left(scene)
    assert sorted(mails()) == [("delivery_news", "queued", None), ("delivery_news", "shown", None)]
    second = _id("queued")
    do(send_job, "outreach.send", second)
    assert mails() == [("delivery_news", "shown", None)] * 2
    with reading() as session:
        letter = letter_of(session, session.get_one(MailMessage, second))
    assert "Dopravce: DHL\nČíslo zásilky: 00340434161094042557\n" in letter.text
    assert UPS[1] not in letter.text


def test_what_waited_while_the_first_parcel_came_is_not_sent_of_the_second() -> None:
    scene = shipped()
    first = _id()
    another_left(scene)
    do(send_job, "outreach.send", first)
    assert sorted(mails(), key=str) == [
        ("delivery_news", "queued", None),
        ("delivery_news", "suppressed", "not_needed"),
    ]


def test_it_tells_carrier_number_and_the_carriers_page_but_no_address_and_no_gift() -> None:
    scene = shipped()
    letter = the_letter()
    for part in (letter.text, letter.html):
        assert UPS[1] in part
        assert "https://www.ups.com/track?tracknum=1Z999AA10123456784" in part
        assert f"/g/{scene.gifts[0].id}/" in part
        assert "/where" in part
        assert "Příkopě" not in part
        assert "Gift 0" not in part
    assert "Dopravce: UPS\nČíslo zásilky: 1Z999AA10123456784\n" in letter.text


def test_what_is_not_known_leaves_no_line() -> None:
    shipped(None, None)
    assert "Dopravce" not in the_letter().text
    assert "Číslo zásilky" not in the_letter().html


def test_a_carrier_without_a_page_of_ours_is_words_alone() -> None:
    shipped("My cousin", "https://evil.example/x")
    assert 'href="https://evil.example' not in the_letter().html


def test_staff_see_it_without_what_leads_to_the_address() -> None:
    shipped()
    seen = the_letter(for_staff=True)
    assert UPS[1] not in seen.text + seen.html
    assert "UPS" not in seen.text + seen.html
    assert "Odesláno" in seen.text


def test_it_is_not_sent_once_the_parcel_has_arrived() -> None:
    scene = shipped()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        mark_delivered(session, gift, system(gift.workspace_id), OVER)
    do(send_job, "outreach.send", _id())
    assert mails() == [("delivery_news", "suppressed", "not_needed")]


def test_whoever_wants_no_news_of_parcels_or_no_gifts_any_more_gets_none() -> None:
    assert TOPIC_OF["delivery_news"] == "parcel"
    scene = bring_to("shipped")
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).unsubscribed_at = OVER
        tell_on_its_way(scene.gifts[0].id, session)
    assert mails() == [("delivery_news", "suppressed", "unsubscribed")]


def test_a_parcel_that_left_though_it_is_not_safe_brings_its_notice_and_no_glad_news() -> None:
    scene = bring_to("ordered")
    told(scene.gifts[0], at=OVER)
    with transaction() as session:
        record_shipment(session, session.get_one(RecipientGift, scene.gifts[0].id), OVER)
    with reading() as session:
        assert jobs(session, "outreach.on_its_way") == []
        assert len(jobs(session, "outreach.safety_notice")) == 1


def test_what_is_learned_after_it_left_keeps_the_mail_back() -> None:
    scene = shipped()
    told(scene.gifts[0], at=OVER)
    looked_at(scene.gifts[0], OVER)
    do(send_job, "outreach.send", _id())
    assert mails()[0] == ("delivery_news", "suppressed", "not_needed")


def test_that_there_was_none_left_waits_for_a_pause_to_end() -> None:
    scene = bring_to("ordered", expires_at=utc_now() + timedelta(days=300))
    until = (utc_now() + timedelta(days=20)).date()
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        run_out(session, gift, system(gift.workspace_id), utc_now())
        keep_wishes(session, session.get_one(Recipient, gift.recipient_id), Wishes(pause_until=until), None, utc_now())
    looked_at(scene.gifts[0], utc_now())
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        tell_chosen_again(session, gift_id=gift.id, version=gift.content_version)
    with reading() as session:
        message = session.scalars(select(MailMessage)).one()
        assert (message.kind, message.state, message.wait_code) == ("chosen_again", "queued", "asked_pause")
        assert message.wait_until is not None
        assert message.wait_until.date() >= until - timedelta(days=1)


def _id(state: str = "queued") -> str:
    with reading() as session:
        wanted = (MailMessage.kind == "delivery_news", MailMessage.state == state)
        return session.scalars(select(MailMessage.id).where(*wanted)).one()
