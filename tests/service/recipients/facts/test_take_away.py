from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.recipients.answers import answer_diet
from service.recipients.facts.correct_dietary import correct_dietary
from service.recipients.facts.doubt import open_doubt
from service.recipients.facts.fact import correct, withdraw
from service.recipients.facts.take_away import MustBeNamed, take_away, withdraw_imported
from service.recipients.models import ProfileFact
from tests.factories import AT, make_fact
from tests.service.recipients.knowing import (
    MILK,
    NOTHING,
    NUTS,
    VEGAN,
    WOOL,
    counting,
    held,
    is_asked,
    keep_saying,
    says,
    somebody,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("source", ["asked", "observed", "imported", "inferred"])
@pytest.mark.parametrize(("kind", "value"), [("diet", "vegan"), ("allergen", "nuts"), ("material", "wool")])
def test_what_keeps_a_person_safe_falls_only_by_the_press_that_names_it(source: str, kind: str, value: str) -> None:
    with transaction() as session:
        person = somebody(session)
        fact = make_fact(session, person, kind, value, source=source)
        other = make_fact(session, person, "allergen", "milk")
        for named in ([], [other.id]):
            with pytest.raises(MustBeNamed) as must:
                take_away(session, person, fact.id, AT, named=named)
            assert [named.id for named in must.value.facts] == [fact.id]
        assert take_away(session, person, fact.id, AT, named=[fact.id]) == kind

        assert (held(session, person), fact.withdrawn_by) == (MILK, "person")


def test_whoever_said_it_too_says_it_no_longer() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts")
        told = make_fact(session, person, "allergen", "nuts", source="asked")
        take_away(session, person, told.id, AT, named=[told.id])

        assert held(session, person) == NOTHING


def test_a_question_is_answered_and_not_taken_away() -> None:
    with transaction() as session:
        person = somebody(session)
        open_doubt(session, person, "imported", AT)
        (ask,) = counting(session, person)
        with pytest.raises(Conflict):
            take_away(session, person, ask.id, AT, named=[ask.id])
        with pytest.raises(Conflict):
            withdraw_imported(session, person, ask.id, AT)
        assert is_asked(session, person)

        correct_dietary(session, person, ask.id, "vegan", AT, named=())
        assert (held(session, person), is_asked(session, person)) == (VEGAN, False)


def test_no_other_act_of_the_person_touches_a_dietary_fact() -> None:
    with transaction() as session:
        person = somebody(session)
        fact = make_fact(session, person, "allergen", "nuts")
        with pytest.raises(ValueError, match="by name"):
            withdraw(session, person, fact.id, AT)
        with pytest.raises(ValueError, match="by name"):
            correct(session, person, fact.id, "milk", AT)


def test_a_correction_to_something_else_takes_the_first_away_and_has_to_name_it() -> None:
    with transaction() as session:
        person = somebody(session)
        old = make_fact(session, person, "diet", "vegan")
        with pytest.raises(MustBeNamed):
            correct_dietary(session, person, old.id, "halal", AT, named=())
        assert held(session, person) == VEGAN

        correct_dietary(session, person, old.id, "halal", AT, named=[old.id])
        assert [(fact.value, fact.source) for fact in counting(session, person)] == [("halal", "asked")]


def test_a_correction_to_something_stricter_takes_nothing_away() -> None:
    with transaction() as session:
        person = somebody(session)
        old = make_fact(session, person, "diet", "vegetarian")
        correct_dietary(session, person, old.id, "vegan", AT, named=())

        assert [(fact.value, fact.source) for fact in counting(session, person)] == [("vegan", "asked")]


def test_a_correction_to_nothing_at_all_has_to_name_everything() -> None:
    with transaction() as session:
        person = somebody(session)
        old = make_fact(session, person, "diet", "vegan")
        nuts = make_fact(session, person, "allergen", "nuts", source="asked", created_at=AT + timedelta(seconds=1))
        with pytest.raises(MustBeNamed) as must:
            correct_dietary(session, person, old.id, "none", AT, named=[old.id])
        assert [fact.value for fact in must.value.facts] == ["vegan", "nuts"]

        correct_dietary(session, person, old.id, "none", AT, named=[old.id, nuts.id])
        assert [(fact.kind, fact.value) for fact in counting(session, person)] == [("diet", "none")]


def test_whoever_said_that_there_is_nothing_and_corrects_it_does_not_bring_back_what_that_overruled() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts")
        (none,) = answer_diet(session, person, [], [], AT).fact_ids
        correct_dietary(session, person, none, "vegan", AT, named=())
        assert held(session, person) == VEGAN

        take_away(session, person, none, AT, named=())
        assert held(session, person) == VEGAN | NUTS


@pytest.mark.parametrize("value", ["sunlight", "ask", ""])
def test_a_value_that_is_none_of_the_kind_is_refused(value: str) -> None:
    with transaction() as session:
        person = somebody(session)
        old = make_fact(session, person, "diet", "vegan")
        with pytest.raises(InvalidInput):
            correct_dietary(session, person, old.id, value, AT, named=[old.id])
        assert held(session, person) == VEGAN


def test_a_seller_takes_back_only_what_a_list_said() -> None:
    with transaction() as session:
        person, stranger = somebody(session), somebody(session)
        facts = {
            source: make_fact(session, person, "allergen", "milk", source=source)
            for source in ("asked", "observed", "inferred")
        }
        taste, theirs = make_fact(session, person, "interest", "tea"), make_fact(session, stranger, "diet", "vegan")
        listed = make_fact(session, person, "allergen", "nuts")
        for fact in (*facts.values(), taste, theirs):
            with pytest.raises(NotFound):
                withdraw_imported(session, person, fact.id, AT)
        assert withdraw_imported(session, person, listed.id, AT).withdrawn_by == "seller"

        assert held(session, person) == MILK


def test_what_the_person_said_too_stands_when_a_seller_takes_it_back() -> None:
    with transaction() as session:
        person = somebody(session)
        listed = make_fact(session, person, "material", "wool")
        make_fact(session, person, "material", "wool", source="asked")
        withdraw_imported(session, person, listed.id, AT)

        assert held(session, person) == WOOL


def test_an_open_question_stays_open_when_a_seller_takes_back_what_opened_it() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, says("nuts?", NUTS, asks=True), AT)
        (nuts,) = (fact for fact in counting(session, person) if fact.value == "nuts")
        withdraw_imported(session, person, nuts.id, AT)
        assert (held(session, person), is_asked(session, person)) == (NOTHING, True)

        keep_saying(session, person, says("nuts?", NUTS, asks=True), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)


def test_somebody_elses_fact_is_not_there() -> None:
    with transaction() as session:
        person, other = somebody(session), somebody(session)
        fact = make_fact(session, other, "allergen", "nuts")
        with pytest.raises(NotFound):
            take_away(session, person, fact.id, AT, named=[fact.id])
        with pytest.raises(NotFound):
            correct_dietary(session, person, fact.id, "milk", AT, named=[fact.id])
        kept = session.get_one(ProfileFact, fact.id)
        assert kept.withdrawn_at is None
