from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.recipients.answers import answer_diet, has_answered, is_open, skip
from service.recipients.facts import facts_of, in_force
from tests.factories import AT, make_account, make_fact, make_recipient, make_workspace


def test_a_later_answer_replaces_the_earlier_one_and_nothing_chosen_means_nothing_avoided(database: str) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        answer_diet(session, person, ["vegan"], ["nuts"], AT)
        answer_diet(session, person, [], [], AT)
        facts = in_force(facts_of(session, [person.id], AT.date())[person.id])

    assert [(fact.kind, fact.value, fact.source) for fact in facts] == [("diet", "none", "asked")]


@pytest.mark.parametrize(("diets", "allergens"), [([], ["nuts"]), (["vegan"], []), ([], [])])
def test_an_answer_settles_the_doubt_an_upload_left_and_keeps_the_allergy_it_brought(
    database: str, diets: list[str], allergens: list[str]
) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        make_fact(session, person, "diet", "ask", source="imported")
        make_fact(session, person, "allergen", "milk", source="imported")
        assert not has_answered(session, person.id, "diet")
        answer_diet(session, person, diets, allergens, AT)
        told = facts_of(session, [person.id], AT.date())[person.id]

        assert has_answered(session, person.id, "diet")
    assert ("diet", "ask") not in {(fact.kind, fact.value) for fact in told}
    assert ("allergen", "milk", "imported") in {(fact.kind, fact.value, fact.source) for fact in told}


def test_a_question_is_put_once(database: str) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        assert is_open(session, person.id, "diet")
        skip(session, person, "diet", AT)
        skip(session, person, "diet", AT)
        assert not is_open(session, person.id, "diet")
        assert is_open(session, person.id, "interest")


@pytest.mark.parametrize(("diets", "allergens"), [(["ask"], []), (["none", "vegan"], []), (["none"], ["nuts"])])
def test_an_answer_that_contradicts_itself_is_refused(database: str, diets: list[str], allergens: list[str]) -> None:
    with transaction() as session:
        person = make_recipient(session, make_account(session, make_workspace(session).id))
        with pytest.raises(InvalidInput):
            answer_diet(session, person, diets, allergens, AT)

        assert facts_of(session, [person.id], AT.date())[person.id] == ()
