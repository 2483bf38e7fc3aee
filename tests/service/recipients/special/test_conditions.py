from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from service.db.connect import reading, transaction
from service.ops.audit.checks.people import compare_people
from service.recipients.answers import answer_diet, skip
from service.recipients.facts.heard import hear
from service.recipients.models import ProfileFact
from service.recipients.sources.basis import Statement
from service.recipients.special.conditions import ask_for_conditions, state_conditions
from tests.factories import AT, make_fact
from tests.service.recipients.knowing import NUTS, held, is_asked, somebody

pytestmark = pytest.mark.usefixtures("database")
HOUR = timedelta(hours=1)


def conditions() -> dict[str, tuple[str | None, date | None, str | None, str | None, str | None]]:
    with reading() as session:
        return {
            row.value: (row.condition, row.condition_on, row.condition_how, row.condition_wording, row.condition_locale)
            for row in session.scalars(select(ProfileFact))
        }


def test_what_a_person_tells_is_told_under_the_sentence_beside_the_form_in_their_language() -> None:
    with transaction() as session:
        person = somebody(session)
        person.locale = "cs"
        answer_diet(session, person, ["vegan"], ["nuts"], AT)
    told = ("told", AT.date(), None, "food.1", "cs")
    assert conditions() == {"vegan": told, "nuts": told}


def test_a_lists_fact_says_how_and_when_its_person_agreed_and_only_where_its_column_does() -> None:
    said = Statement("agreed", "Fair 2026", ((3, "form", date(2026, 5, 1)), (4, "call", date(2026, 6, 1))))
    with transaction() as session:
        jana, jan, eva = (somebody(session) for _ in range(3))
        make_fact(session, jana, "diet", "vegan", condition=None, condition_on=None)
        make_fact(session, jan, "allergen", "nuts", condition=None, condition_on=None)
        make_fact(session, eva, "material", "wool", condition=None, condition_on=None)
        make_fact(session, eva, "allergen", "milk", condition=None, condition_on=None)
        state_conditions(
            session,
            said,
            [
                (jana, [("diet", "vegan")], (3,)),
                (jan, [("allergen", "nuts")], (7,)),
                (eva, [("material", "wool")], (3, 4)),
            ],
        )
    none = (None,) * 5
    assert conditions() == {
        "vegan": ("agreed", date(2026, 5, 1), "form", None, None),
        "nuts": none,
        "wool": ("agreed", date(2026, 6, 1), "call", None, None),
        "milk": none,
    }


def test_a_fact_without_a_condition_is_in_the_audit_until_its_person_is_asked_and_confirmed_by_an_answer() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts", condition=None, condition_on=None)
        make_fact(session, person, "diet", "vegan")
        expected = (
            f"Person {person.id}: 1 fact about their food without a stated condition; the sweeper asks them again."
        )
        assert [defect.sentence for defect in compare_people(session)] == [expected]

    assert (ask_for_conditions(AT + HOUR), ask_for_conditions(AT + 2 * HOUR)) == (1, 0)

    with transaction() as session:
        assert list(compare_people(session)) == []
        assert not NUTS - held(session, person)
        skip(session, person, "diet", AT + 3 * HOUR)
    assert ask_for_conditions(AT + 4 * HOUR) == 0

    with transaction() as session:
        answer_diet(session, person, ["vegan"], [], AT + 5 * HOUR)
        assert not is_asked(session, person)
    assert conditions()["nuts"] == ("confirmed", AT.date(), None, "food.1", person.locale)


def test_a_guess_is_asked_about_anyway() -> None:
    with transaction() as session:
        hear(session, somebody(session), "allergic to nuts", "imported", AT)
        assert list(compare_people(session)) == []
    assert ask_for_conditions(AT + HOUR) == 0
