from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.recipients.answers import answer_diet
from service.recipients.erase import erase_values
from service.recipients.facts.heard import Writer, hear, hear_doubt, hear_once
from tests.factories import AT, make_fact
from tests.service.recipients.knowing import NOTHING, NUTS, VEGAN, counting, held, is_asked, somebody

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("writer", ["asked", "imported"])
def test_a_dietary_word_opens_the_question_and_counts_as_a_guess_until_it_is_answered(writer: Writer) -> None:
    with transaction() as session:
        person = somebody(session)
        assert hear(session, person, "I am allergic to nuts", writer, AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)
        assert {(fact.value, fact.source) for fact in counting(session, person)} == {
            ("nuts", "inferred"),
            ("ask", writer),
        }

        answer_diet(session, person, ["vegan"], [], AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS | VEGAN, False)


def test_words_of_other_things_are_not_heard() -> None:
    with transaction() as session:
        person = somebody(session)
        assert not hear(session, person, "Thank you, see you in spring", "asked", AT)
        assert counting(session, person) == ()


def test_the_same_words_written_again_are_heard_again() -> None:
    """Whoever said that they eat everything and then writes of an allergy has changed their mind, or has just been wrong."""
    with transaction() as session:
        person = somebody(session)
        for _ in range(2):
            hear(session, person, "allergic to nuts", "asked", AT)
            assert (held(session, person), is_asked(session, person)) == (NUTS, True)
            answer_diet(session, person, [], [], AT)
            assert (held(session, person), is_asked(session, person)) == (NOTHING, False)


def test_a_text_that_is_brought_twice_in_another_case_or_width_is_heard_once() -> None:
    with transaction() as session:
        person = somebody(session)
        texts = ("Allergic to nuts", "ＡＬＬＥＲＧＩＣ  to nuts", "Allergic to milk")
        assert [hear_once(session, person, text, "asked", AT) for text in texts] == [True, False, True]


def test_a_doubt_without_a_word_we_know_is_a_doubt() -> None:
    with transaction() as session:
        person = somebody(session)
        make_fact(session, person, "allergen", "nuts")
        hear_doubt(session, person, "asked", AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)


def test_of_an_erased_person_nothing_is_heard() -> None:
    with transaction() as session:
        person = somebody(session)
        erase_values(session, person, AT)
        hear(session, person, "allergic to nuts", "asked", AT)
        assert counting(session, person) == ()
