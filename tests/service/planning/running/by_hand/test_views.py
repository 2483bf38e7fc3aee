"""The seller's page for somebody who never got the mail."""

from __future__ import annotations

import html
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

from service.contact.suppressed import suppress
from service.content.links import links_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.outreach.occasions.write_down import write_down
from service.planning.running.by_hand import views
from service.recipients.models import Recipient
from service.workspaces.models import AuditEntry
from tests.factories import make_fact
from tests.service.content.shelf import put_rendition
from tests.service.planning.running.test_running import Open, opened

pytestmark = pytest.mark.usefixtures("database")


def launched() -> Open:
    one = opened()
    with transaction() as session:
        session.execute(update(RecipientGift).values(launched_at=utc_now()))
    return one


def test_it_is_found_from_the_gift_and_looking_writes_nothing_down() -> None:
    one = launched()
    assert f'href="{one.path()}/by-hand"' in one.browser.get(one.path()).text
    page = one.browser.get(f"{one.path()}/by-hand").text
    assert "Download the card" in page
    with reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).all() == []
        assert links_of(session.get_one(RecipientGift, one.scene.gifts[0].id)).page not in page


def test_the_card_comes_as_a_file_that_nobody_keeps() -> None:
    one = launched()
    with patch.object(views, "draw_card", return_value=b"%PDF") as drawn:
        answer = one.browser.post(f"{one.path()}/by-hand/card", edition="bleed")
    assert (answer.status_code, answer.data, answer.content_type) == (200, b"%PDF", "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert drawn.call_args.args[0].edition == "bleed"
    assert one.browser.post(f"{one.path()}/by-hand/card", edition="poster").status_code == 422


def test_a_message_that_may_still_leave_is_not_shown() -> None:
    one = launched()
    with transaction() as session:
        write_down(session, session.get_one(RecipientGift, one.scene.gifts[0].id), "invitation", utc_now())
    refused = one.browser.post(f"{one.path()}/by-hand/message", reason="own_mail")
    assert refused.status_code == 409
    assert "hasn’t left yet" in refused.text


def test_the_message_of_a_mail_that_came_back_is_shown_once_with_their_link() -> None:
    one = launched()
    gift = one.scene.gifts[0]
    files = {name: ("text/plain; charset=utf-8", name.encode()) for name in ("subject", "text", "body")}
    put_rendition(gift, "mail", "ab" * 32, files)
    with transaction() as session:
        write_down(session, session.get_one(RecipientGift, gift.id), "invitation", utc_now())
        session.execute(update(MailMessage).values(state="sent"))
        person = session.get_one(Recipient, one.scene.people[0].id)
        suppress(session, person.workspace_id, person.email_hash, "bounced", utc_now())
    shown = one.browser.post(f"{one.path()}/by-hand/message", reason="own_mail")
    assert shown.status_code == 200
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Copy it into an email from your own mailbox" in html.unescape(shown.text)
    with reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).one()
        assert entry.body["reason"] == "own_mail"
    assert "Your message" not in one.browser.get(f"{one.path()}/by-hand").text


def test_nobody_writes_by_hand_to_who_called_a_mail_spam() -> None:
    one = launched()
    with transaction() as session:
        person = session.get_one(Recipient, one.scene.people[0].id)
        suppress(session, person.workspace_id, person.email_hash, "complained", utc_now())
    assert "reported an email of yours as spam" in one.browser.get(f"{one.path()}/by-hand").text
    assert one.browser.post(f"{one.path()}/by-hand/message", reason="own_mail").status_code == 409


def test_a_first_message_is_offered_to_be_printed_where_one_waits_to_be_brought() -> None:
    one = launched()
    assert "Download the first message" not in one.browser.get(f"{one.path()}/by-hand").text
    assert one.browser.post(f"{one.path()}/by-hand/first-card", edition="trimmed").status_code == 409
    with transaction() as session:
        gift = session.get_one(RecipientGift, one.scene.gifts[0].id)
        gift.status, gift.decided_at = "accepted", utc_now()
        person = session.get_one(Recipient, gift.recipient_id)
        make_fact(session, person, "channel", "card", source="asked")
        make_fact(session, person, "motive", "outdoors", source="asked")
        write_down(session, gift, "welcome", utc_now(), about_id="first")
    assert "Download the first message" in one.browser.get(f"{one.path()}/by-hand").text
    with patch.object(views, "draw_card", return_value=b"%PDF") as drawn:
        answer = one.browser.post(f"{one.path()}/by-hand/first-card", edition="trimmed")
    assert (answer.status_code, answer.headers["Cache-Control"], drawn.call_args.args[0].told) == (
        200, "no-store", "welcome_1",
    )  # fmt: skip
