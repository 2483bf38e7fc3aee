"""A letter on either side is mailed to the other, and what is mailed back joins the thread."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.config import settings
from service.conversation.answer import answer_mail
from service.conversation.console.reply import reply_to_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.letter import letter_of
from service.outreach.letters.ready_letter import ready_letter
from service.outreach.letters.return_path import letter_address, message_id_of, return_path_of
from service.outreach.models import MailMessage
from service.outreach.occasions.reply import write_reply
from service.outreach.returns.take_in import take_in
from service.outreach.staff import new_letter
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.security.ids import new_id
from service.workspaces.actor import actor_of
from service.workspaces.models import User
from tests.service.conversation.talk import Talk, answers, jobs, letters


@pytest.fixture
def intake(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address for what comes back."""
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@bounces.fjordloom.example")
    settings.cache_clear()


def answer(talk: Talk, words: str) -> Letter:
    """Nora answers on the console."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, talk.gift.id)
        nora = actor_of(session.get_one(User, talk.nora.id))
        kept = reply_to_person(session, gift, words, nora, utc_now(), once_for=words)
    assert kept is not None
    return kept


def mailed(letter: Letter) -> MailMessage:
    """The mail that brings it to the person, once it is written down."""
    with transaction() as session:
        write_reply(letter.id, session)
    with reading() as session:
        return session.scalars(select(MailMessage).where(MailMessage.about_id == letter.id)).one()


def text_of(message: MailMessage) -> str:
    with reading() as session:
        return letter_of(session, session.get_one(MailMessage, message.id)).text


def reply_to(message: MailMessage) -> str:
    envelope = ready_letter(message.id)
    head = envelope.body.decode().replace("\r\n ", "")  # type: ignore[union-attr]
    return next(line for line in head.splitlines() if line.startswith("Reply-To:"))


def told(talk: Talk, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str | None]:
    """(to, text, where an answer goes) of the mail to the giver."""
    sent: list[tuple[str, str, str | None]] = []

    def post(to: str, _subject: str, text: str, *, reply_to: str | None, message_id: str | None) -> None:
        sent.append((to, text, reply_to))

    monkeypatch.setattr(new_letter, "is_mail_on", lambda: True)
    monkeypatch.setattr(new_letter, "post_to_staff", post)
    with transaction() as session:
        from service.workspaces.models import Workspace

        session.get_one(Workspace, talk.scene.workspace_id).is_sandbox = False
    new_letter.tell_giver_job(type("Lease", (), {"subject_id": letter.id, "version": 1})())  # type: ignore[arg-type]
    assert len(sent) == 1
    return sent[0]


def invitation(talk: Talk) -> MailMessage:
    with transaction() as session:
        row = MailMessage(
            id=new_id("msg"), workspace_id=talk.scene.workspace_id, gift_id=talk.gift.id,
            recipient_id=talk.gift.recipient_id, kind="invitation", idempotency_key="i", state="sent", created_at=utc_now(),
        )  # fmt: skip
        session.add(row)
    return row


def back(message: MailMessage, words: str, subject: str = "Re: Something for you") -> bytes:
    return (
        f"From: Ana <ana@company0.example>\nTo: {return_path_of(message.id)}\nSubject: {subject}\n"
        f"In-Reply-To: {message_id_of(message.id)}\nContent-Type: text/plain; charset=utf-8\n"
        f"Content-Transfer-Encoding: 8bit\n\n{words}\n"
    ).encode()


def from_nora(letter: Letter, words: str, sender: str) -> bytes:
    return (
        f"From: Nora <{sender}>\nTo: {letter_address(letter.id)}\nSubject: Re: wrote\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"
    ).encode()


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_the_givers_answer_reaches_the_person_by_mail_with_a_tag_to_answer_to(talk: Talk) -> None:
    talk.say("And was the cocoa grown without child labour?")
    letter = answer(talk, "It comes from one cooperative, audited every year.")
    assert jobs("outreach.reply") == [letter.id]
    message = mailed(letter)
    assert message.kind == "reply"
    text = text_of(message)
    assert ("It comes from one cooperative" in text, f"/g/{talk.gift.id}/" in text) == (True, True)
    assert return_path_of(message.id) in reply_to(message)
    assert "It comes from one cooperative" in talk.page()
    assert [one.answered_at is not None for one in letters() if one.writer == "person"] == [True]


@pytest.mark.slow
def test_without_an_intake_an_answer_goes_to_the_giver(talk: Talk) -> None:
    message = mailed(answer(talk, "You’re welcome."))
    assert talk.nora.email in reply_to(message)
    assert "A reply to this email goes to" in text_of(message)


def test_no_mail_repeats_words_about_food(talk: Talk) -> None:
    letter = answer(talk, "They contain no nuts, says the maker.")
    text = text_of(mailed(letter))
    assert ("nuts" in text, "You can read it on your page." in text) == (False, True)
    assert jobs("gifting.redecide") != []


@pytest.mark.slow
def test_an_unsubscribing_stops_replies_by_mail_and_not_the_page(talk: Talk) -> None:
    with transaction() as session:
        unsubscribe(session, session.get_one(Recipient, talk.gift.recipient_id), utc_now())
    message = mailed(answer(talk, "You’re welcome."))
    assert (message.state, message.error_code) == ("suppressed", "unsubscribed")
    assert "You’re welcome." in talk.page()


@pytest.mark.slow
def test_caps_do_not_hold_a_reply_back(talk: Talk) -> None:
    from service.contact.caps import note_contact

    with transaction() as session:
        note_contact(session, session.get_one(RecipientGift, talk.gift.id), "msg_before", "invitation", utc_now())
    assert mailed(answer(talk, "You’re welcome.")).wait_code != "message_cap"


@pytest.mark.usefixtures("intake")
def test_a_reply_by_mail_joins_the_thread_and_is_answered_by_mail(talk: Talk) -> None:
    message = invitation(talk)
    taken = take_in(
        back(message, "When will it arrive?\n\nOn Mon, 23 Nov 2026 Nora Whitfield wrote:\n> A gift for you")
    )
    assert (taken.kind, taken.is_matched) == ("reply", True)
    (letter,) = letters()
    assert (letter.body, letter.came_by) == ("When will it arrive?", "mail")
    assert jobs("conversation.answer") == [letter.id]
    for _ in range(2):
        with transaction() as session:
            answer_mail(letter.id, session)
    assert [one["kind"] for one in answers()] == ["delivery"]
    automatic = letters()[1]
    assert jobs("outreach.reply") == [automatic.id]
    text = text_of(mailed(automatic))
    assert ("Automatic answer, from the gift’s own facts:" in text, "3 working days" in text) == (True, True)


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_the_same_mail_brought_twice_is_one_letter(talk: Talk) -> None:
    message = invitation(talk)
    for _ in range(3):
        take_in(back(message, "Thank you so much"))
    assert [one.body for one in letters()] == ["Thank you so much"]


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_a_long_mail_is_cut_and_heard_to_its_end(talk: Talk) -> None:
    take_in(back(invitation(talk), "And so on. " * 400 + "I have a nut allergy."))
    (letter,) = letters()
    assert (len(letter.body), letter.is_cut, letter.is_private) == (2000, True, True)


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_a_subject_about_food_is_heard_and_not_kept(talk: Talk) -> None:
    take_in(back(invitation(talk), "Thank you", subject="I am allergic to nuts"))
    (letter,) = letters()
    assert (letter.body, letter.is_private) == ("Thank you", True)


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_an_automatic_mail_is_no_letter(talk: Talk) -> None:
    raw = back(invitation(talk), "I am away").replace(b"Subject:", b"Auto-Submitted: auto-replied\nSubject:")
    assert take_in(raw).kind == "auto_reply"
    assert letters() == []


@pytest.mark.slow
@pytest.mark.usefixtures("intake")
def test_the_giver_is_told_and_may_simply_reply(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = talk.say("And was the cocoa grown without child labour?")
    to, text, where = told(talk, letter, monkeypatch)
    assert (to, "child labour" in text, where) == (talk.nora.email, True, letter_address(letter.id))
    assert take_in(from_nora(letter, "One cooperative.\n\n-- \nNora", talk.nora.email)).is_matched
    assert [(one.writer, one.body) for one in letters()][-1] == ("seller", "One cooperative.")
    assert len(jobs("outreach.reply")) == 1


@pytest.mark.usefixtures("intake")
def test_nobody_else_answers_in_the_givers_name(talk: Talk) -> None:
    letter = talk.say("And was the cocoa grown without child labour?")
    assert not take_in(from_nora(letter, "Click here", "mallory@elsewhere.example")).is_matched
    forged = from_nora(letter, "Click here", talk.nora.email).replace(
        letter_address(letter.id)[-40:-34].encode(), b"aaaaaa"
    )  # type: ignore[index]
    take_in(forged)
    assert [one.writer for one in letters()] == ["person", "automatic"]


@pytest.mark.slow
def test_the_givers_mail_keeps_what_is_about_food(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = talk.say("Is it safe for my nut allergy?")
    _, text, where = told(talk, letter, monkeypatch)
    assert ("nut" in text, "only they can let you read it" in text, where) == (False, True, None)
    talk.press("show", letter=letter.id)
    assert "Is it safe for my nut allergy?" in told(talk, letter, monkeypatch)[1]
