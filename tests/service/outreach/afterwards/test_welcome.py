"""At most three first messages to somebody who told what they would enjoy, until they answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from renderers.language.translations import text
from service.contact.caps import note_contact
from service.contact.gift_state import ended
from service.contact.models import Contact
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.outreach.afterwards.welcome import welcome_people
from service.outreach.by_hand.pass_on import first_message_to_bring, make_first_card
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.sending.send import due_or_kept
from service.outreach.texting.sms_text import text_for_staff
from service.recipients.letters.models import Letter
from service.recipients.models import Account, ProfileFact, Question, Recipient
from service.recipients.wishes.wishes import Wishes, keep_wishes
from service.workspaces.models import AuditEntry, Workspace
from tests.factories import make_fact, owner_of
from tests.service.brain.people import AT, DAY, Two, happened, make_two, who


@pytest.fixture
def two(database: str) -> Two:
    """Somebody who said yes to their first gift and told, then, what they would enjoy."""
    assert database
    with transaction() as session:
        made = make_two(session, {"status": "accepted", "decided_at": AT}, {"status": "expired"})
        told(session, made)
        return made


def told(session: Any, two: Two, value: str = "outdoors", **columns: Any) -> ProfileFact:
    fact = make_fact(session, who(session, two), "motive", value, source="asked", **columns)
    fact.created_at = AT
    session.flush()
    return fact


def written() -> list[tuple[str | None, str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(MailMessage).order_by(MailMessage.created_at))
        return [(row.about_id, row.state, row.error_code) for row in rows]


def leave(at: datetime) -> None:
    """All that wait leave at this moment."""
    with transaction() as session:
        for message in session.scalars(select(MailMessage).where(MailMessage.state == "queued")):
            message.state, message.sent_at = "sent", at
            note_contact(session, session.get_one(RecipientGift, message.gift_id), message.id, "welcome", at)


def press(two: Two, at: datetime) -> None:
    with transaction() as session:
        happened(session, two.first, "gift.opened", at)


def in_a_series(*days: int) -> int:
    """Looks on these days; what was written leaves at once. Answers how many were written."""
    count = 0
    for day in days:
        count += welcome_people(AT + day * DAY)
        leave(AT + day * DAY)
    return count


def test_the_first_is_written_a_day_after_it_was_told_and_the_next_a_week_later(two: Two) -> None:
    assert welcome_people(AT + timedelta(hours=23)) == 0
    assert welcome_people(AT + DAY) == 1
    leave(AT + DAY)
    press(two, AT + timedelta(hours=1))  # before it left: answers nothing
    assert [welcome_people(AT + 7 * DAY), welcome_people(AT + 8 * DAY)] == [0, 1]
    assert written() == [("first", "sent", None), ("second", "queued", None)]


def test_there_are_three_to_somebody_who_looks_and_says_nothing(two: Two) -> None:
    for day in (1, 5, 8, 12, 15, 22, 40):
        welcome_people(AT + day * DAY)
        leave(AT + day * DAY)
        press(two, AT + day * DAY + timedelta(hours=1))
    assert written() == [("first", "sent", None), ("second", "sent", None), ("third", "sent", None)]


def test_two_that_nobody_heeded_make_quiet_as_of_every_message(two: Two) -> None:
    assert in_a_series(1, 8, 15, 30, 50) == 2
    assert [about for about, _, _ in written()] == ["first", "second"]


def test_never_more_than_three(two: Two) -> None:
    with transaction() as session:
        for number in ("first", "second", "third"):
            session.add(_mail(session, two, number))
    assert in_a_series(1, 8, 30) == 0


@pytest.mark.parametrize("by", ["letter", "question", "told"])
def test_an_answer_ends_the_series_and_a_press_alone_does_not(two: Two, by: str) -> None:
    assert welcome_people(AT + DAY) == 1
    leave(AT + DAY)
    with transaction() as session:
        answer(session, two, by, AT + 2 * DAY)
        happened(session, two.first, "gift.opened", AT + 2 * DAY)
    assert [welcome_people(AT + day * DAY) for day in (3, 9, 29)] == [0, 0, 0]
    with transaction() as session:
        for model in (Letter, Question):
            session.execute(delete(model))
        session.execute(delete(ProfileFact).where(ProfileFact.kind == "interest"))
    assert welcome_people(AT + 30 * DAY) == 1


@pytest.mark.parametrize("kind", ["diet", "allergen", "away", "channel"])
def test_what_was_told_about_food_or_the_way_says_nothing_here(two: Two, kind: str) -> None:
    welcome_people(AT + DAY)
    leave(AT + DAY)
    with transaction() as session:
        value = {"diet": "vegan", "allergen": "nuts", "away": "2028-01-03/2028-01-20", "channel": "mail"}[kind]
        make_fact(session, who(session, two), kind, value, source="asked").created_at = AT + 2 * DAY
        question = Question(id="qst_2", recipient_id=two.person_id, workspace_id=two.workspace_id, kind="diet")
        question.asked_at = question.answered_at = AT + 2 * DAY
        session.add(question)
    assert welcome_people(AT + 8 * DAY) == 1


def answer(session: Any, two: Two, by: str, at: datetime) -> None:
    person = who(session, two)
    if by == "told":
        make_fact(session, person, "interest", "cycling", source="asked").created_at = at
    elif by == "question":
        question = Question(id="qst_1", recipient_id=person.id, workspace_id=two.workspace_id, kind="size", asked_at=at)
        question.answered_at = at
        session.add(question)
    else:
        session.add(
            Letter(
                id="let_1",
                workspace_id=two.workspace_id,
                gift_id=two.first,
                campaign_id=session.get_one(RecipientGift, two.first).campaign_id,
                recipient_id=person.id,
                came_by="page",
                once_key="1",
                writer="person",
                body="Cycling, mostly.",
                at=at,
            )
        )
    session.flush()


def test_what_waits_does_not_leave_once_its_motive_is_taken_back(two: Two) -> None:
    assert welcome_people(AT + DAY) == 1
    with transaction() as session:
        fact = session.scalars(select(ProfileFact)).one()
        fact.withdrawn_at, fact.withdrawn_by = AT + DAY, "person"
    with transaction() as session:
        message = session.scalars(select(MailMessage)).one()
        assert due_or_kept(session, message.id, AT + DAY + timedelta(hours=1), "lost").__class__.__name__ == "Kept"
    assert written() == [("first", "suppressed", "not_needed")]


def _prospect(session: Any, two: Two) -> None:
    session.get_one(Account, two.account_id).relationship = "prospect"
    session.get_one(RecipientGift, two.second).status = "declined"


def _customer(session: Any, two: Two) -> None:
    _prospect(session, two)
    session.get_one(Account, two.account_id).relationship = "customer"


def _private(session: Any, _two: Two) -> None:
    session.scalars(select(ProfileFact)).one().kept_private = True


def _of_a_list(session: Any, _two: Two) -> None:
    session.scalars(select(ProfileFact)).one().source = "imported"


def _not_answered(session: Any, two: Two) -> None:
    session.get_one(RecipientGift, two.first).status = "opened"


def _unsubscribed(session: Any, two: Two) -> None:
    who(session, two).unsubscribed_at = AT


def _nothing(_session: Any, _two: Two) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "rows"),
    [
        (_nothing, [("first", "queued", None)]),
        (_customer, [("first", "queued", None)]),
        (_prospect, []),
        (_private, []),
        (_of_a_list, []),
        (_not_answered, []),
        (_unsubscribed, [("first", "suppressed", "unsubscribed")]),
    ],
)
def test_who_is_welcomed(two: Two, change: Any, rows: list[Any]) -> None:
    with transaction() as session:
        change(session, two)
    welcome_people(AT + DAY)
    assert written() == rows


def test_who_wants_no_first_messages_gets_none(two: Two) -> None:
    with transaction() as session:
        keep_wishes(session, who(session, two), Wishes(refused=("welcome",)), None, AT)
    welcome_people(AT + DAY)
    assert written() == [("first", "suppressed", "topic")]


def test_another_message_that_is_better_goes_first_and_the_welcome_is_capped(two: Two) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, two.second).status = "created"
    assert welcome_people(AT + DAY) == 0
    assert written() == []


def test_it_follows_what_was_told_and_staff_read_it_without(two: Two) -> None:
    welcome_people(AT + DAY)
    with reading() as session:
        message = session.scalars(select(MailMessage)).one()
        own, theirs = letter_of(session, message), letter_of(session, message, for_staff=True)
    assert own.subject == text("cs", "series.first.subject")
    assert text("cs", "series.told.outdoors") in own.text
    assert text("cs", "series.told.outdoors") not in theirs.text
    assert text("cs", "series.told.neutral") in theirs.text


def test_the_newest_gift_that_they_said_yes_to_leads_them_to_its_page(two: Two) -> None:
    with transaction() as session:
        newer = session.get_one(RecipientGift, two.second)
        newer.status, newer.decided_at = "delivered", AT + timedelta(hours=1)
    assert welcome_people(AT + DAY) == 1
    with reading() as session:
        assert session.scalars(select(MailMessage)).one().gift_id == two.second


def test_the_rule_is_asked_of_the_gift_as_it_is_now(two: Two) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.first)
        assert ended(session, gift, "welcome", AT) is None
        gift.status = "canceled"
        assert ended(session, gift, "welcome", AT) == "not_needed"


def _mail(session: Any, two: Two, number: str) -> MailMessage:
    person = session.get_one(Recipient, two.person_id)
    return MailMessage(
        id=f"msg_{number}",
        workspace_id=two.workspace_id,
        gift_id=two.first,
        recipient_id=person.id,
        kind="welcome",
        about_id=number,
        idempotency_key=f"welcome:{person.id}:{number}",
        state="sent",
        created_at=AT,
        sent_at=AT,
    )


def chose(session: Any, two: Two, channel: str) -> None:
    make_fact(session, who(session, two), "channel", channel, source="asked")


def test_whoever_chose_a_card_is_brought_one_of_each_by_hand_and_sent_nothing(two: Two) -> None:
    """By the way they chose: nothing leaves, somebody of the sender's prints it, and it counts as the message that it is."""
    with transaction() as session:
        chose(session, two, "card")
    assert welcome_people(AT + DAY) == 1
    assert written() == [("first", "suppressed", "channel")]
    actor = owner_of(two.workspace_id)
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.first)
        card = make_first_card(session, gift, "trimmed", actor, AT + DAY)
        assert card.told == "welcome_1"
    with reading() as session:
        row = session.scalars(select(Contact)).one()
        assert (row.purpose, row.way, row.recipient_id) == ("welcome", "card", two.person_id)
        assert session.scalars(select(AuditEntry.act)).all() == ["link.handed_over"]
    with pytest.raises(Conflict, match="no first message"), transaction() as session:
        make_first_card(session, session.get_one(RecipientGift, two.first), "trimmed", actor, AT + DAY)
    assert welcome_people(AT + 8 * DAY) == 1
    with reading() as session:
        message = first_message_to_bring(session, session.get_one(RecipientGift, two.first), AT + 8 * DAY)
        assert message is not None
        assert message.about_id == "second"


@pytest.mark.parametrize("why", ["mail", "unsubscribed", "answered", "sandbox"])
def test_nothing_is_brought_to_whom_it_went_by_mail_or_who_wants_none(two: Two, why: str) -> None:
    with transaction() as session:
        if why != "mail":
            chose(session, two, "card")
        assert session.get_one(Workspace, two.workspace_id).is_sandbox is False
        session.get_one(Workspace, two.workspace_id).is_sandbox = why == "sandbox"
    welcome_people(AT + DAY)
    with transaction() as session:
        person = who(session, two)
        person.unsubscribed_at = AT if why == "unsubscribed" else None
        if why == "answered":
            session.execute(update(ProfileFact).where(ProfileFact.kind == "motive").values(withdrawn_at=AT))
    with pytest.raises(Conflict), transaction() as session:
        gift = session.get_one(RecipientGift, two.first)
        make_first_card(session, gift, "trimmed", owner_of(two.workspace_id), AT + DAY)


def test_whoever_chose_text_messages_is_sent_them(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.contact.wishes.ways.texting_number", lambda _session, _person: "+420601000000")
    monkeypatch.setattr("service.contact.may_write.texting_number", lambda _session, _person: "+420601000000")
    with transaction() as session:
        chose(session, two, "text")
    assert welcome_people(AT + DAY) == 1
    with reading() as session:
        message = session.scalars(select(MailMessage)).one()
        assert (message.way, message.state, message.about_id) == ("text", "queued", "first")
        words = text_for_staff(session, message).text
    assert text("cs", "sms.welcome_1") in words
