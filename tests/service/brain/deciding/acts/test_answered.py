"""Whoever answers, swaps or writes is decided for anew, once each time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.acts.answered import decide_for_answered
from service.brain.deciding.models import NextDecision
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.letters.models import Letter
from tests.service.brain.people import AT, DAY, Two, happened, make_two, who

MINUTE = timedelta(minutes=1)


@pytest.fixture
def two(database: str) -> Two:
    assert database
    with transaction() as session:
        return make_two(session, {"status": "accepted", "decided_at": AT}, {"status": "expired"})


def decided() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(select(NextDecision).order_by(NextDecision.at))
        return [(row.cause, row.kind) for row in rows]


def after(two: Two, kind: str, at: datetime = AT) -> int:
    with transaction() as session:
        happened(session, two.first, kind, at)
    return decide_for_answered(at + MINUTE)


@pytest.mark.parametrize("kind", ["gift.accepted", "gift.donated", "gift.declined", "gift.swapped"])
def test_every_answer_is_decided_for_once(two: Two, kind: str) -> None:
    assert after(two, kind) == 1
    assert decide_for_answered(AT + 2 * MINUTE) == 0
    assert [cause for cause, _ in decided()] == ["answered"]


def test_a_yes_puts_a_thank_you_before_somebody_of_the_senders(two: Two) -> None:
    after(two, "gift.accepted")
    assert decided() == [("answered", "thank")]


def test_the_same_outcome_a_minute_later_is_another_decision_since_another_answer_led_to_it(two: Two) -> None:
    assert after(two, "gift.accepted") == 1
    assert after(two, "gift.swapped", AT + 5 * MINUTE) == 1
    assert len(decided()) == 2


@pytest.mark.parametrize("kind", ["gift.opened", "gift.notified", "gift.delivered"])
def test_what_is_no_answer_is_decided_for_when_something_comes_due(two: Two, kind: str) -> None:
    assert after(two, kind) == 0


def test_what_happened_more_than_a_day_ago_is_left(two: Two) -> None:
    with transaction() as session:
        happened(session, two.first, "gift.accepted", AT)
    assert decide_for_answered(AT + DAY + MINUTE) == 0


def test_a_letter_puts_answering_first_and_the_answer_ends_it(two: Two) -> None:
    with transaction() as session:
        letter = _letter(session.get_one(RecipientGift, two.first), "person")
        letter.handed_over_at = AT
        session.add(letter)
    assert decide_for_answered(AT + MINUTE) == 1
    with transaction() as session:
        waiting = session.scalars(select(Letter)).one()
        waiting.answered_at = AT + 5 * MINUTE
    assert decided()[-1] == ("answered", "answer")
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.first)
        happened(session, gift.id, "gift.accepted", AT + 6 * MINUTE)
    assert decide_for_answered(AT + 7 * MINUTE) == 1
    assert decided()[-1] == ("answered", "thank")


def test_an_automatic_letter_is_no_answer(two: Two) -> None:
    with transaction() as session:
        session.add(_letter(session.get_one(RecipientGift, two.first), "automatic"))
    assert decide_for_answered(AT + MINUTE) == 0


def test_an_erased_person_is_not_decided_for(two: Two) -> None:
    with transaction() as session:
        who(session, two).erased_at = AT
    assert after(two, "gift.accepted") == 0
    assert decided() == []


def _letter(gift: RecipientGift, writer: str) -> Letter:
    return Letter(
        id="let_1",
        workspace_id=gift.workspace_id,
        campaign_id=gift.campaign_id,
        recipient_id=gift.recipient_id,
        gift_id=gift.id,
        writer=writer,
        came_by="page" if writer == "person" else "house",
        body="Is it heavy?",
        once_key=writer,
        at=AT,
    )
