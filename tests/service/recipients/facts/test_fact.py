from __future__ import annotations

from datetime import date, timedelta

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput, NotFound
from service.recipients.facts.fact import correct, facts_of, in_force, keep_private, remember, withdraw
from service.recipients.models import Recipient
from tests.factories import AT, make_account, make_fact, make_recipient, make_workspace

TODAY = AT.date()


@pytest.fixture
def person(database: str) -> Recipient:
    with transaction() as session:
        return make_recipient(session, make_account(session, make_workspace(session).id))


def known(person: Recipient, on: date = TODAY) -> list[tuple[str, str, str]]:
    with transaction() as session:
        facts = in_force(facts_of(session, [person.id], on)[person.id])
    return [(fact.kind, fact.value, fact.source) for fact in facts]


def test_of_two_sources_that_disagree_the_stronger_one_speaks(person: Recipient) -> None:
    with transaction() as session:
        for source, value in (("inferred", "XS"), ("imported", "S"), ("asked", "L"), ("observed", "M")):
            make_fact(session, person, "size", value, source=source)

    assert known(person) == [("size", "L", "asked")]


def test_diets_allergens_and_materials_of_all_sources_add_up_each_once(person: Recipient) -> None:
    with transaction() as session:
        for source, value in (("inferred", "keto"), ("imported", "halal"), ("asked", "vegan"), ("observed", "kosher")):
            make_fact(session, person, "diet", value, source=source)
        make_fact(session, person, "diet", "vegan")
        make_fact(session, person, "material", "wool", source="asked")
        make_fact(session, person, "material", "scent")

    assert set(known(person)) == {
        ("diet", "vegan", "asked"),
        ("diet", "kosher", "observed"),
        ("diet", "halal", "imported"),
        ("diet", "keto", "inferred"),
        ("material", "wool", "asked"),
        ("material", "scent", "imported"),
    }


def test_eating_everything_overrules_what_others_said_until_then_and_nothing_that_is_said_later(
    person: Recipient,
) -> None:
    with transaction() as session:
        make_fact(session, person, "diet", "keto")
        make_fact(session, person, "allergen", "milk", source="inferred")
        make_fact(session, person, "material", "wool")
        make_fact(session, person, "diet", "none", source="asked")
    assert known(person) == [("diet", "none", "asked")]

    with transaction() as session:
        make_fact(session, person, "allergen", "nuts", created_at=AT + timedelta(microseconds=1))
    assert known(person) == [("allergen", "nuts", "imported")]


def test_what_the_person_told_stands_beside_their_word_that_they_eat_everything(person: Recipient) -> None:
    with transaction() as session:
        make_fact(session, person, "allergen", "nuts", source="asked")
        make_fact(session, person, "diet", "none", source="asked")

    assert known(person) == [("allergen", "nuts", "asked")]


def test_tastes_of_all_sources_stand_side_by_side_each_once(person: Recipient) -> None:
    with transaction() as session:
        make_fact(session, person, "interest", "chess")
        make_fact(session, person, "interest", "chess", source="asked")
        make_fact(session, person, "interest", "tea")

    assert known(person) == [("interest", "chess", "asked"), ("interest", "tea", "imported")]


def test_an_imported_allergy_stands_until_the_person_says_there_is_none(person: Recipient) -> None:
    with transaction() as session:
        make_fact(session, person, "allergen", "nuts")
        make_fact(session, person, "diet", "vegan", source="asked")
    assert ("allergen", "nuts", "imported") in known(person)

    with transaction() as session:
        make_fact(session, person, "diet", "none", source="asked")
    assert ("allergen", "nuts", "imported") not in known(person)


def test_a_fact_counts_only_while_it_is_valid(person: Recipient) -> None:
    with transaction() as session:
        make_fact(session, person, "interest", "tea", valid_until=TODAY)

    assert known(person, TODAY) == [("interest", "tea", "imported")]
    assert known(person, TODAY + timedelta(days=1)) == []
    assert known(person, TODAY - timedelta(days=1)) == []


def test_a_correction_takes_the_place_of_what_was_there(person: Recipient) -> None:
    with transaction() as session:
        old = make_fact(session, person, "interest", "tea")
        correct(session, person, old.id, "coffee", AT)

    assert known(person) == [("interest", "coffee", "asked")]


def test_what_is_withdrawn_is_not_known_any_more(person: Recipient) -> None:
    with transaction() as session:
        fact = make_fact(session, person, "interest", "tea")
        withdraw(session, person, fact.id, AT)
    assert known(person) == []


def test_what_is_kept_private_still_counts(person: Recipient) -> None:
    with transaction() as session:
        fact = make_fact(session, person, "interest", "tea")
        keep_private(session, person, fact.id)
        (kept,) = facts_of(session, [person.id], TODAY)[person.id]

    assert (kept.kept_private, known(person)) == (True, [("interest", "tea", "imported")])


def test_somebody_elses_fact_is_not_there(person: Recipient) -> None:
    with transaction() as session:
        other = make_recipient(session, make_account(session, make_workspace(session, "Other").id))
        fact = make_fact(session, other, "interest", "tea")
        for act in (withdraw, keep_private):
            with pytest.raises(NotFound):
                act(session, person, fact.id, AT) if act is withdraw else act(session, person, fact.id)
        with pytest.raises(NotFound):
            correct(session, person, fact.id, "coffee", AT)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("diet", "sunlight"), ("allergen", "ask"), ("adult", "maybe"), ("motive", "x"), ("interest", " ")],
)
def test_a_value_that_is_not_one_of_its_kind_is_refused(person: Recipient, kind: str, value: str) -> None:
    with transaction() as session, pytest.raises(InvalidInput):
        remember(session, person, kind, value, "asked", AT)

    assert known(person) == []


def test_values_lie_encrypted_in_the_database(person: Recipient, database: str) -> None:
    with transaction() as session:
        make_fact(session, person, "allergen", "crustaceans")
        session.flush()
        raw = session.connection().exec_driver_sql("SELECT value FROM profile_fact").scalar_one()

    assert b"crustaceans" not in raw
