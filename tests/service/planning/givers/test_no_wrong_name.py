"""Two givers in one campaign: everything that somebody gets or opens names their own giver, and nobody else who gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from html import unescape

import pypdfium2
from flask.testing import FlaskClient

from renderers.markup.readable import readable
from renderers.render import render
from renderers.statement.card.draw import draw_card
from renderers.video.timeline.captions import transcript
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for
from service.campaigns.models import Campaign
from service.content.stories.story import staff_story, story_of, waiting_story
from service.conversation.console.meetings import add_slot
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.outreach.by_hand.pass_on import make_card
from service.outreach.letters.letter import letter_of
from service.outreach.letters.ready_letter import ready_letter
from service.outreach.models import MailMessage
from service.outreach.texting.sms_text import text_for_staff
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot
from service.recipients.letters.models import Letter
from service.workspaces.models import User
from tests.console import console_app
from tests.service.content.reading import link
from tests.service.planning.givers.two_givers import BRUNO, INES, NORA, TITLES, Two, two_givers

DRAWN = {"question": "notified", "reminder": "notified", "chosen_again": "notified", "reply": "notified",
         "how_is_it": "delivered", "withdrawn": "canceled"}  # fmt: skip
"""Kind of a mail -> the state of the gift that it is about."""
ALL = {BRUNO, INES, NORA}


def strangers(name: str) -> list[str]:
    """What may stand nowhere: names, given names and titles of everybody else who gives in this workspace."""
    others = ALL - {name}
    return [word for one in others for word in (*one.split(), TITLES[one])]


def paper_text(pdf: bytes) -> str:
    """Every word of a PDF, as a reader of it finds them."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def message(two: Two, gift: RecipientGift, user: User, kind: str) -> str:
    with transaction() as session:
        letter = Letter(
            id=f"let_{gift.id}{kind}", workspace_id=gift.workspace_id, campaign_id=gift.campaign_id, gift_id=gift.id,
            recipient_id=gift.recipient_id, writer="seller", user_id=user.id, came_by="console", body="Glad you like it.",
            once_key=f"{gift.id}{kind}", at=utc_now(),
        )  # fmt: skip
        row = MailMessage(
            id=f"mail_{gift.id}{kind}", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id,
            kind=kind, about_id=letter.id if kind == "reply" else None, idempotency_key=f"{gift.id}{kind}", state="queued",
            created_at=utc_now(),
        )  # fmt: skip
        session.add_all([letter, row])
        return row.id


def drawn(two: Two, gift: RecipientGift, user: User) -> Iterator[tuple[str, str]]:
    """What is drawn for a person, or written to them, by its name."""
    with transaction() as session:
        row = session.get_one(RecipientGift, gift.id)
        story = story_of(session, row)
        yield "page", readable(render("microsite", story).body.decode(), "page")
        yield "statement on paper", paper_text(render("statement", story_of(session, row, is_statement=True)).body)
        yield "invitation", render("mail", story).text
        board = storyboard_for(story)
        script = script_of(story, board)
        yield "film", "\n".join((transcript(script, board), *script.shown()))
        yield "what staff look at", readable(render("microsite", staff_story(session, row)).body.decode(), "page")
        yield "name of somebody who waits", waiting_story(session, row).sender.name
        row.status = "notified"
        card = make_card(session, row, "trimmed", two.actor(two.manager), utc_now())
        yield "card", paper_text(draw_card(card))
    for kind, status in DRAWN.items():
        message_id = message(two, gift, user, kind)
        with transaction() as session:
            row = session.get_one(RecipientGift, gift.id)
            row.status, row.canceled_at, row.cancel_reason = status, None, None
            if status == "canceled":
                row.status_before, row.canceled_at, row.cancel_reason = "accepted", utc_now(), "ended"
        with reading() as session, suppress(NotFound):
            mail = session.get_one(MailMessage, message_id)
            yield f"mail {kind}", letter_of(session, mail).text
            if kind in ("question", "reminder"):
                yield f"text message {kind}", text_for_staff(session, mail).text


def to_answer(gift: RecipientGift) -> None:
    with transaction() as session:
        row = session.get_one(RecipientGift, gift.id)
        row.status, row.canceled_at, row.cancel_reason, row.status_before = "notified", None, None, None


def opened(client: FlaskClient, gift: RecipientGift) -> Iterator[tuple[str, str]]:
    """Every page behind the person's link."""
    to_answer(gift)
    assert client.get(link(gift) + "/for-you").status_code == 303
    for rule in console_app().url_map.iter_rules():
        if rule.rule.startswith("/gift/<gift_id>") and rule.arguments == {"gift_id"} and "GET" in (rule.methods or ()):
            answer = client.get(rule.rule.replace("<gift_id>", gift.id))
            if answer.status_code == 200 and answer.mimetype in ("text/html", "text/calendar", "application/json"):
                yield rule.rule, re.sub(r"\s+", " ", unescape(answer.text))


def test_nothing_of_two_people_names_the_others_giver(database: str) -> None:
    two = two_givers()
    texts: dict[tuple[str, str], str] = {}
    for (gift, name), user in zip(two.whose, (two.bruno, two.ines), strict=True):
        texts |= {(name, what): " ".join(said.split()) for what, said in drawn(two, gift, user)}
        texts |= {(name, what): said for what, said in opened(console_app().test_client(), gift)}
    wrong = {key: word for key, said in texts.items() for word in strangers(key[0]) if word in said}
    assert wrong == {}
    named = {what for (name, what), said in texts.items() if name in said}
    assert {
        "page",
        "statement on paper",
        "invitation",
        "film",
        "card",
        "mail reminder",
        "mail question",
        "mail reply",
    } <= named
    assert len(texts) > 50, sorted(texts)
    assert {"/gift/<gift_id>", "/gift/<gift_id>/thread"} <= named


def test_control_without_givers_of_their_own_everything_names_the_campaigns_sender(database: str) -> None:
    two = two_givers(set_out=False)
    with transaction() as session:
        session.get_one(Campaign, two.scene.campaign.id).givers = "one"
    gift = two.scene.gifts[0]
    texts = dict(drawn(two, gift, two.nora))
    assert {what for what, said in texts.items() if BRUNO in said} == set()
    assert {what for what, said in texts.items() if NORA in said} >= {
        "page",
        "statement on paper",
        "invitation",
        "film",
    }


def test_a_mail_comes_from_its_giver_and_is_answered_to_them(database: str) -> None:
    two = two_givers()
    for (gift, name), user in zip(two.whose, (two.bruno, two.ines), strict=True):
        sealed = ready_letter(message(two, gift, user, "reminder"))
        mail = message_from_bytes(sealed.body, policy=default)  # type: ignore[union-attr]
        assert mail["From"].addresses[0].display_name == name
        assert (mail["Reply-To"].addresses[0].display_name, mail["Reply-To"].addresses[0].addr_spec) == (
            name,
            user.email,
        )
        assert not any(word in str(mail) for word in strangers(name))


def test_a_meeting_is_offered_at_the_times_of_ones_own_giver_and_its_file_names_them(database: str) -> None:
    two = two_givers()
    at = utc_now()
    with transaction() as session:
        campaign = session.get_one(Campaign, two.scene.campaign.id)
        for days, user in ((3, two.bruno), (4, two.ines)):
            start = (at + timedelta(days=days)).strftime("%Y-%m-%dT10:00")
            add_slot(session, campaign, two.actor(user), start, "20", at)
        slots = {slot.set_by: slot.id for slot in session.query(MeetingSlot)}
        for gift, user in zip(two.scene.gifts, (two.bruno, two.ines), strict=True):
            session.get_one(RecipientGift, gift.id).status = "accepted"
            session.add(MeetingAnswer(gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id,
                                      state="booked", slot_id=slots[user.id], at=at))  # fmt: skip
    for gift, name in two.whose:
        client = console_app().test_client()
        client.get(link(gift) + "/for-you")
        file = client.get(f"/gift/{gift.id}/meeting.ics").text.replace("\r\n ", "")
        assert name in file
        assert not any(word in file for word in strangers(name))
