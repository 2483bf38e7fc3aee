from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.errors import InvalidInput
from service.recipients.answers import answer_diet, is_open, skip
from service.recipients.facts.doubt import open_doubt
from service.recipients.facts.fact import facts_of
from service.recipients.facts.take_away import MustBeNamed
from service.recipients.models import Question
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
    somebody,
)

pytestmark = pytest.mark.usefixtures("database")


def test_a_later_answer_adds_to_the_earlier_one_and_says_that_something_stands_beside_it() -> None:
    with transaction() as session:
        person = somebody(session)
        first = answer_diet(session, person, ["vegan"], ["nuts"], AT, materials=["wool"])
        again = answer_diet(session, person, ["vegan"], [], AT)

        assert (first.stands_beside, again.stands_beside) == (False, True)
        assert again.fact_ids[0] in first.fact_ids
        assert held(session, person) == VEGAN | NUTS | WOOL


def test_nothing_at_all_takes_away_what_they_told_only_where_it_is_named() -> None:
    with transaction() as session:
        person = somebody(session)
        told = answer_diet(session, person, ["vegan"], ["nuts"], AT)
        make_fact(session, person, "allergen", "milk")
        open_doubt(session, person, "imported", AT)
        with pytest.raises(MustBeNamed) as must:
            answer_diet(session, person, [], [], AT, named=told.fact_ids[:1])
        assert {(fact.kind, fact.value) for fact in must.value.facts} == {("diet", "vegan"), ("allergen", "nuts")}
        assert (held(session, person), is_asked(session, person)) == (VEGAN | NUTS | MILK, True)

        answer_diet(session, person, [], [], AT, named=told.fact_ids)
        assert (held(session, person), is_asked(session, person)) == (NOTHING, False)
        assert [(fact.kind, fact.value, fact.source) for fact in counting(session, person)] == [
            ("diet", "none", "asked")
        ]


def test_nothing_at_all_is_one_tap_for_whoever_has_told_us_nothing() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts")
        make_fact(session, person, "material", "wool", source="inferred")
        open_doubt(session, person, "asked", AT)
        answer = answer_diet(session, person, [], [], AT)

        assert (held(session, person), is_asked(session, person)) == (NOTHING, False)
        assert answer.stands_beside is False


@pytest.mark.parametrize(("diets", "allergens"), [([], ["nuts"]), (["vegan"], [])])
def test_an_answer_settles_the_doubt_an_upload_left_and_keeps_the_allergy_it_brought(
    diets: list[str], allergens: list[str]
) -> None:
    with transaction() as session:
        person = somebody(session)
        open_doubt(session, person, "imported", AT)
        make_fact(session, person, "allergen", "milk", source="imported")
        answer_diet(session, person, diets, allergens, AT)

        assert not is_asked(session, person)
        assert not is_open(session, person.id, "diet")
        assert held(session, person) & MILK == MILK


def test_a_question_is_put_once_until_another_doubt_opens_it() -> None:
    with transaction() as session:
        person = somebody(session)
        assert is_open(session, person.id, "diet")
        skip(session, person, "diet", AT)
        skip(session, person, "diet", AT)
        assert not is_open(session, person.id, "diet")
        assert is_open(session, person.id, "interest")

        open_doubt(session, person, "imported", AT)
        assert is_open(session, person.id, "diet")
        row = session.scalars(select(Question).where(Question.kind == "diet")).one()
        assert (row.opened_at, row.answered_at, row.skipped_at) == (AT, None, None)


def test_rather_not_say_leaves_the_doubt_and_the_stricter_reading() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts")
        open_doubt(session, person, "imported", AT)
        skip(session, person, "diet", AT)

        assert not is_open(session, person.id, "diet")
        assert {fact.value for fact in counting(session, person)} == {"nuts", "ask"}


@pytest.mark.parametrize(
    ("diets", "allergens", "materials"),
    [(["ask"], [], []), (["none", "vegan"], [], []), (["none"], ["nuts"], []), (["none"], [], ["wool"])],
)
def test_an_answer_that_contradicts_itself_is_refused(
    diets: list[str], allergens: list[str], materials: list[str]
) -> None:
    with transaction() as session:
        person = somebody(session)
        with pytest.raises(InvalidInput):
            answer_diet(session, person, diets, allergens, AT, materials=materials)

        assert facts_of(session, [person.id], AT.date())[person.id] == ()
