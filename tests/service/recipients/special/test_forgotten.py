"""Taking back a consent deletes what is known and makes nothing possible that was not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, FOLLOWED, MATERIALS
from service.recipients.answers import answer_diet, skip
from service.recipients.facts.correct_dietary import correct_dietary
from service.recipients.facts.fact import ASK, WITHHELD
from service.recipients.facts.heard import hear
from service.recipients.facts.restrictions import restrictions_of
from service.recipients.models import DietarySaying, ProfileFact, Recipient
from service.recipients.special.forgotten import withdraw_consent
from service.recipients.telling.tell import settle_words, tell
from tests.factories import AT, make_fact
from tests.service.recipients.knowing import VEGAN, counting, held, is_asked, keep_saying, says, somebody

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)
EVERYTHING = [
    *(("diet", key) for key in FOLLOWED),
    *(("allergen", key) for key in ALLERGENS),
    *(("material", key) for key in MATERIALS),
]


def withdrawn(session: Session) -> Recipient:
    person = somebody(session)
    for kind, value in EVERYTHING:
        make_fact(session, person, kind, value, source="asked")
    withdraw_consent(session, person, AT + DAY)
    return person


def test_every_value_is_deleted_whoever_said_it_and_nothing_becomes_possible() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, says("vegan", VEGAN), AT)
        for number, (kind, value) in enumerate(EVERYTHING):
            make_fact(session, person, kind, value, source=("asked", "imported", "inferred")[number % 3])
        make_fact(session, person, "allergen", "nuts", withdrawn_at=AT, withdrawn_by="person")
        before = held(session, person)
        assert before == restrictions_of(EVERYTHING)

        withdraw_consent(session, person, AT + DAY)

        assert not held(session, person).left_out_by(before) & before
        assert not before - held(session, person)
        assert is_asked(session, person)
        values = sorted(session.scalars(select(ProfileFact.value)))
        assert values == [ASK, WITHHELD, WITHHELD, WITHHELD]
        assert session.scalar(select(func.count()).select_from(DietarySaying)) == 0


def test_whoever_avoided_one_thing_cannot_be_told_from_who_avoided_another() -> None:
    with transaction() as session:
        left = []
        for kind, value in (("material", "latex"), ("diet", "halal")):
            person = somebody(session)
            make_fact(session, person, kind, value, source="asked")
            withdraw_consent(session, person, AT + DAY)
            left.append(sorted((fact.kind, fact.value, fact.source, fact.since) for fact in counting(session, person)))
        assert left[0] == left[1]


@pytest.mark.parametrize("act", ["skip", "one thing", "only asking", "never", "a list", "words", "told", "again"])
def test_no_silence_is_a_denial(act: str) -> None:
    """Only an answer to the whole question ends it: not skipping, not one thing put right, not a list that says less."""
    with transaction() as session:
        person, later = withdrawn(session), AT + 2 * DAY
        asked = next(fact for fact in counting(session, person) if fact.value == ASK)
        if act == "skip":
            skip(session, person, "diet", later)
        elif act == "one thing":
            correct_dietary(session, person, asked.id, "vegan", later, named=())
        elif act in ("only asking", "never"):
            hear(session, person, "allergic to nuts", "asked", later)
            settle_words(session, person, "allergic to nuts", act.replace(" ", "_"), later)
        elif act == "a list":
            assert not keep_saying(session, person, says("vegan", VEGAN), later)
        elif act == "words":
            hear(session, person, "allergic to nuts", "imported", later)
        elif act == "told":
            tell(session, person, "allergen", ["nuts"], later)
        else:
            assert withdraw_consent(session, person, later) == []

        assert not restrictions_of(EVERYTHING) - held(session, person)


def test_no_list_says_it_again_until_the_person_does() -> None:
    with transaction() as session:
        person = withdrawn(session)
        keep_saying(session, person, says("vegan", VEGAN), AT + 2 * DAY)
        hear(session, person, "allergic to nuts", "imported", AT + 2 * DAY)
        assert {fact.value for fact in counting(session, person)} == {ASK, WITHHELD}

        answer_diet(session, person, ["vegan"], [], AT + 3 * DAY)
        assert (held(session, person), is_asked(session, person)) == (VEGAN, False)


def test_whoever_only_said_that_they_eat_everything_is_unknown_again() -> None:
    with transaction() as session:
        person = somebody(session)
        answer_diet(session, person, [], [], AT)
        withdraw_consent(session, person, AT + DAY)
        assert (counting(session, person), is_asked(session, person)) == ((), False)
