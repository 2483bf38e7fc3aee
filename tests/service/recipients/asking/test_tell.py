"""Two answers at one moment leave one: the later takes the earlier's place, whoever is faster."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.recipients.asking import tell
from service.recipients.models import ProfileFact, Question, Recipient
from tests.factories import AT, make_account, make_recipient, make_workspace
from tests.races import all_at_once


def both_at_once() -> tuple[list[str], int]:
    """Sweet and savoury, pressed by one person in two tabs; what stands then, and how often they were asked."""
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        person_id = person.id

    def press(said: str) -> None:
        with transaction() as session:
            tell.answer_plainly(session, session.get_one(Recipient, person_id), "taste", said, AT)

    all_at_once([lambda said=said: press(said) for said in ("sweet", "savoury")])  # type: ignore[misc]
    with reading() as session:
        standing = select(ProfileFact.value).where(
            ProfileFact.recipient_id == person_id, ProfileFact.withdrawn_at.is_(None)
        )
        questions = session.scalars(select(Question).where(Question.recipient_id == person_id)).all()
        return list(session.scalars(standing)), len(questions)


def test_of_two_answers_at_one_moment_one_stands(any_database: str) -> None:
    for _ in range(3):
        facts, questions = both_at_once()
        assert (len(facts), questions) == (1, 1)


def test_without_the_guard_both_stand(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what lets one stand is that the earlier answer is taken back, under the lock."""
    monkeypatch.setattr(tell, "_take_back", lambda *_: None)
    facts, _ = both_at_once()
    assert sorted(facts) == ["savoury", "sweet"]
