"""An answer is its giver's: who was handed over a moment before is answered by the new one. On both databases, with a control."""

from __future__ import annotations

from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.conversation.console import reply
from service.conversation.console.reply import reply_to_person
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.planning.givers.reassign import reassign
from service.recipients.letters.models import Letter
from service.recipients.models import Recipient
from tests.factories import AT
from tests.races import through_or_waiting
from tests.service.planning.givers.two_givers import Two, two_givers


def answered_while_handed_over(two: Two, monkeypatch: pytest.MonkeyPatch) -> tuple[bool, bool, list[str | None]]:
    """(whether the hand-over came before the answer, whether the answer was refused, who has written): Bruno answers while his
    person is handed over to Ines."""
    gift, done, came, lock = two.scene.gifts[0], Event(), [], reply.lock_person

    def hand_over() -> None:
        with transaction() as session:
            reassign(session, [gift.recipient_id], two.ines.id, two.actor(two.manager), AT)
        done.set()

    giver = Thread(target=hand_over)

    def lock_late(session: Session, recipient_id: str) -> Recipient:
        giver.start()
        came.append(through_or_waiting(done.is_set))
        return lock(session, recipient_id)

    monkeypatch.setattr(reply, "lock_person", lock_late)
    refused = False
    try:
        with transaction() as session:
            own = session.get_one(RecipientGift, gift.id)
            reply_to_person(session, own, "See you on Monday.", two.actor(two.bruno), AT, once_for="one")
    except Conflict:
        refused = True
    giver.join()
    with reading() as session:
        return came[0], refused, list(session.scalars(select(Letter.user_id)))


def test_an_answer_comes_before_the_hand_over_or_is_refused(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any_database
    two = two_givers()
    came, refused, writers = answered_while_handed_over(two, monkeypatch)
    assert (refused, writers) == ((True, []) if came else (False, [two.bruno.id]))


@pytest.mark.usefixtures("postgres_database")
def test_without_the_question_an_earlier_giver_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    two = two_givers()
    yes: Any = lambda *_: True  # noqa: E731 the guard that is taken out
    monkeypatch.setattr(reply, "still_gives", yes)
    assert answered_while_handed_over(two, monkeypatch) == (True, False, [two.bruno.id])
