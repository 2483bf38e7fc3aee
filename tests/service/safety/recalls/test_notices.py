"""Notices: drafted by themselves, sent by a press, past everything but an erasure, confirmed by the person's own press."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.content.erase import erase_person
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.fulfil import record_shipment
from service.gifting.models import Incident, RecipientGift
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage, Recall, RecallNotice
from service.outreach.warnings import recalls
from service.outreach.warnings.recalls import confirm_notice
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.safety.recalls.notices import list_notices, mark_returned, write_words
from service.safety.recalls.read_recall import RecallInvalid
from service.workspaces.models import AuditEntry
from tests.factories import make_fact
from tests.races import all_at_once
from tests.service.outreach.postbox import Postbox, postbox  # noqa: F401 (a fixture)
from tests.service.safety.recalled import (
    Hands,
    campaign_now,
    drafted,
    in_hands,
    mails,
    notices,
    press_recall,
    press_send,
    work,
)


def recall() -> Recall:
    with reading() as session:
        return session.scalars(select(Recall)).one()


def person_of(hands: Hands, state: str) -> str:
    with reading() as session:
        return session.get_one(RecipientGift, hands.gifts[state]).recipient_id


def letter(kind: str = "recall"):  # type: ignore[no-untyped-def]
    with reading() as session:
        message = session.scalars(select(MailMessage).where(MailMessage.kind == kind)).one()
        return letter_of(session, message)


def test_nothing_leaves_before_somebody_presses_send(database: str, postbox: Postbox) -> None:  # noqa: F811
    hands = drafted("shipped", "delivered")
    assert postbox.mails == []
    assert press_send(hands) == 2
    work("outreach.send")
    assert [mail["Subject"] for mail in postbox.mails] == [
        "Stažení výrobku z oběhu z důvodu bezpečnosti: Date and sour cherry truffles"
    ] * 2
    assert press_send(hands) == 0


def test_the_mail_carries_the_picture_and_promises_no_way_out(database: str, postbox: Postbox) -> None:  # noqa: F811
    press_send(drafted("delivered", image="products/HP-0003"))
    work("outreach.send")
    (mail,) = postbox.mails
    parts = [part.get_content_type() for part in mail.walk()]
    assert parts == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/jpeg"]
    assert (mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) == (None, None)


def test_it_passes_unsubscribing_absence_night_pause_and_a_closed_campaign(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = in_hands("delivered")
    now = utc_now()
    with transaction() as session:
        person = session.get_one(Recipient, session.get_one(RecipientGift, hands.gifts["delivered"]).recipient_id)
        unsubscribe(session, person, now)
        make_fact(session, person, "away", f"{date.min}/{date.max}")
        make_fact(session, person, "channel", "none")
    campaign_now(hands, status="paused")
    press_recall(hands)
    work("safety.recall")
    campaign_now(hands, status="closed", expires_at=now - timedelta(days=90))
    press_send(hands)
    work("outreach.send")
    assert mails("recall") == [(hands.gifts["delivered"], "shown")]


def test_who_was_erased_gets_nothing_and_is_counted(database: str) -> None:
    hands = drafted("shipped", "delivered")
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, person_of(hands, "delivered")), utc_now())
    assert press_send(hands) == 1
    work("outreach.send")
    assert mails("recall") == [(hands.gifts["shipped"], "shown")]
    with reading() as session:
        listed = list_notices(session, session.scalars(select(Recall)).one())
    assert (len(listed.told), listed.erased, listed.drafts) == (1, 1, 0)


def test_who_is_erased_after_the_press_gets_nothing_either(database: str) -> None:
    hands = drafted("delivered")
    press_send(hands)
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, person_of(hands, "delivered")), utc_now())
    work("outreach.send")
    assert mails("recall") == [(hands.gifts["delivered"], "suppressed")]


def test_a_parcel_that_leaves_all_the_same_brings_its_notice_at_once_where_the_others_have_theirs(
    database: str,
) -> None:
    hands = in_hands("ordered", "delivered")
    press_recall(hands)
    work("safety.recall")
    press_send(hands)
    with transaction() as session:
        record_shipment(session, session.get_one(RecipientGift, hands.gifts["ordered"]), utc_now())
    work()
    assert {gift for gift, _ in mails("recall")} == set(hands.gifts.values())
    assert mails("safety_notice") == []
    with reading() as session:
        assert {row.kind for row in session.scalars(select(Incident))} == {"recalled"}


def _two_presses(hands: Hands) -> int:
    all_at_once([lambda: press_send(hands) and None, lambda: press_send(hands) and None])
    with reading() as session:
        return len(session.scalars(select(MailMessage).where(MailMessage.kind == "recall")).all())


@pytest.mark.usefixtures("any_database")
def test_two_presses_at_once_write_to_everybody_once() -> None:
    assert _two_presses(drafted("shipped", "delivered")) == 2


def test_the_words_of_a_language_can_be_written_until_the_notices_are_sent(database: str) -> None:
    hands = drafted("delivered")
    with transaction() as session:
        row = session.get_one(Recall, recall().id)
        texts = {"en": "Milk got in.", "cs": "Dostalo se do ní mléko."}
        write_words(session, row, texts, hands.ops, utc_now())
    press_send(hands)
    said = letter().text.replace("\u00a0", " ")
    assert "Dostalo se do ní mléko." in said
    assert "Milk got in." not in said
    with pytest.raises(Conflict, match="It can no longer be changed"), transaction() as session:
        write_words(session, session.get_one(Recall, recall().id), {"en": "No."}, hands.ops, utc_now())


def test_words_nobody_wrote_are_read_in_english_and_marked_as_english(database: str) -> None:
    press_send(drafted("delivered"))
    assert '<p style="margin:0 0 6px" lang="en" dir="ltr">Batch 0321 was filled' in letter().html


def test_soothing_words_are_refused_in_every_language_and_nothing_is_saved(database: str) -> None:
    hands = drafted("delivered")
    texts = {"en": "There were no reported accidents.", "cs": "Jde o preventivní krok.", "ja": "牛乳を含みます。"}
    with pytest.raises(RecallInvalid) as refused, transaction() as session:
        write_words(session, session.get_one(Recall, recall().id), texts, hands.ops, utc_now())
    assert set(refused.value.errors) == {"text_en", "text_cs"}
    assert "“preventivní”" in refused.value.errors["text_cs"]
    assert recall().texts == {"en": "Batch 0321 was filled on a line for milk chocolate."}


def test_what_came_back_is_marked_once_and_written_down(database: str) -> None:
    hands = drafted("delivered")
    with pytest.raises(Conflict), transaction() as session:
        mark_returned(session, session.get_one(Recall, recall().id), notices()[0].id, hands.ops, utc_now())
    press_send(hands)
    with transaction() as session:
        mark_returned(session, session.get_one(Recall, recall().id), notices()[0].id, hands.ops, utc_now())
    assert notices()[0].returned_at is not None
    with reading() as session:
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts[-2:] == ["recall.sent", "recall.returned"]


def test_a_confirmation_counts_once_and_closes_the_incident(database: str) -> None:
    hands = drafted("delivered")
    press_send(hands)
    first = utc_now()
    for at in (first, first + timedelta(days=1)):
        with transaction() as session:
            confirm_notice(session, session.get_one(RecallNotice, notices()[0].id), at)
    assert notices()[0].confirmed_at == first
    with reading() as session:
        assert session.scalars(select(Incident.closed_at)).all() == [first]


def test_the_link_of_the_mail_leads_to_the_notice(database: str) -> None:
    hands = drafted("delivered")
    press_send(hands)
    with reading() as session:
        page = links_of(session.get_one(RecipientGift, hands.gifts["delivered"])).page
        assert session.get_one(Campaign, hands.campaign_id).status == "running"
    assert f"{page}/recall" in letter().text


def test_a_product_that_was_never_recalled_drafts_nothing(database: str) -> None:
    hands = in_hands("delivered")
    with transaction() as session:
        gift = session.get_one(RecipientGift, hands.gifts["delivered"])
        recalls.draft_for(session, gift, hands.product_id, utc_now())
    assert notices() == []
