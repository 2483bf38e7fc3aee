from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from service.db.connect import transaction
from service.recipients.facts.fact import facts_of
from service.recipients.models import ProfileFact
from service.recipients.visibility import sender_sees
from service.recipients.wishes.keep import MOST, keep_wish
from tests.factories import AT, make_account, make_recipient, make_workspace


def test_a_wish_is_kept_once_and_its_sender_does_not_see_it(database: str) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        assert not keep_wish(session, person, " A  lamp ", AT)
        assert not keep_wish(session, person, "a lamp", AT)
        session.flush()
        (fact,) = (fact for fact in facts_of(session, [person.id], AT.date())[person.id] if fact.kind == "wish")
        assert (fact.value, fact.source, sender_sees(fact)) == ("A lamp", "asked", False)


def test_the_oldest_makes_room(database: str) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        for number in range(MOST + 2):
            keep_wish(session, person, f"wish number {number}", AT + timedelta(minutes=number))
            session.flush()
        standing = session.scalars(
            select(ProfileFact).where(ProfileFact.kind == "wish", ProfileFact.withdrawn_at.is_(None))
        ).all()
        assert sorted(fact.value for fact in standing) == [f"wish number {number}" for number in range(2, MOST + 2)]
