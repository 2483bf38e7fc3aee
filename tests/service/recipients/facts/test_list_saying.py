"""What lists say about food adds up; what they say less, or otherwise, is asked."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.db.connect import transaction
from service.dietary.vocabulary import Allergen, Diet, Material
from service.recipients.answers import answer_diet, skip
from service.recipients.erase import erase_values
from service.recipients.facts.fact import NOTHING as NONE
from service.recipients.facts.list_saying import ListSaying
from service.recipients.facts.restrictions import Restrictions
from service.recipients.facts.take_away import take_away
from service.recipients.models import DietarySaying
from tests.factories import AT
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
BOTH = says("nut allergy; vegan", NUTS | VEGAN)


def test_a_second_list_that_says_less_takes_nothing_away_and_asks() -> None:
    with transaction() as session:
        person = somebody(session)
        assert keep_saying(session, person, BOTH, AT)
        assert not is_asked(session, person)

        assert keep_saying(session, person, says("vegan", VEGAN), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS | VEGAN, True)


@pytest.mark.parametrize(
    ("later", "asked"),
    [
        (says("none"), True),
        (says("Milk", MILK), True),
        (says("vegan, nuts and milk", NUTS | VEGAN | MILK), False),
        (says("nuts?", NUTS, asks=True), True),
        (says("", known=False), False),
        (says("unknown", known=False), False),
        (says("wool", WOOL, known=False), False),
    ],
)
def test_a_later_list_asks_where_it_leaves_out_contradicts_or_doubts(later: ListSaying, asked: bool) -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, BOTH, AT)
        keep_saying(session, person, later, AT)

        assert (held(session, person), is_asked(session, person)) == (NUTS | VEGAN | later.restricts, asked)


def test_a_restriction_after_a_list_that_said_there_is_none_is_asked_about() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, says("none"), AT)
        assert [(fact.kind, fact.value) for fact in counting(session, person)] == [("diet", NONE)]

        keep_saying(session, person, says("nuts", NUTS), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)


def test_a_stricter_diet_leaves_out_nothing_that_it_covers() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, says("vegetarian", Restrictions(follow=Diet.VEGETARIAN)), AT)
        keep_saying(session, person, says("vegan", VEGAN), AT)
        assert not is_asked(session, person)

        keep_saying(session, person, says("vegetarian again", Restrictions(follow=Diet.VEGETARIAN)), AT)
        assert is_asked(session, person)


def test_what_the_person_told_is_left_out_by_no_list_without_a_question() -> None:
    with transaction() as session:
        person = somebody(session)
        answer_diet(session, person, [], ["nuts"], AT, materials=["wool"])
        keep_saying(session, person, says("vegan", VEGAN), AT)

        assert (held(session, person), is_asked(session, person)) == (NUTS | WOOL | VEGAN, True)


def test_the_same_words_again_change_nothing_and_an_answered_doubt_is_not_asked_twice() -> None:
    doubt = says("Nuts?", NUTS, asks=True)
    with transaction() as session:
        person = somebody(session)
        assert keep_saying(session, person, doubt, AT)
        answer_diet(session, person, [], [], AT)
        assert (held(session, person), is_asked(session, person)) == (NOTHING, False)

        assert not keep_saying(session, person, says("  nuts? ", NUTS, asks=True), AT + timedelta(days=1))
        assert (held(session, person), is_asked(session, person)) == (NOTHING, False)


@pytest.mark.parametrize("closing", ["answered", "skipped"])
def test_a_new_contradiction_opens_a_question_that_was_over(closing: str) -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, BOTH, AT)
        keep_saying(session, person, says("vegan", VEGAN), AT)
        if closing == "answered":
            answer_diet(session, person, ["vegan"], ["nuts"], AT)
            assert not is_asked(session, person)
        else:
            skip(session, person, "diet", AT)

        keep_saying(session, person, says("none"), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS | VEGAN, True)


def test_a_list_after_the_word_that_they_eat_everything_counts_and_is_asked_about() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, BOTH, AT)
        answer_diet(session, person, [], [], AT + timedelta(hours=1))
        assert held(session, person) == NOTHING

        # Uploaded before the answer by its clock, and saved after it: it has not been answered yet.
        keep_saying(session, person, says("no nuts, please", NUTS), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS, True)


def test_what_the_person_took_away_comes_back_only_with_a_question() -> None:
    with transaction() as session:
        person = somebody(session)
        keep_saying(session, person, BOTH, AT)
        (nuts,) = (fact for fact in counting(session, person) if fact.value == "nuts")
        take_away(session, person, nuts.id, AT, named=[nuts.id])
        assert (held(session, person), is_asked(session, person)) == (VEGAN, False)

        keep_saying(session, person, BOTH, AT)
        assert (held(session, person), is_asked(session, person)) == (VEGAN, False)
        keep_saying(session, person, says("vegan with nut allergy", NUTS | VEGAN), AT)
        assert (held(session, person), is_asked(session, person)) == (NUTS | VEGAN, True)


@pytest.mark.parametrize(("seed", "people"), [(20, 8), pytest.param(21, 300, marks=pytest.mark.slow)])
def test_no_list_ever_takes_a_bit_away_and_every_list_that_leaves_one_out_asks(seed: int, people: int) -> None:
    """Random lists in random order: the rule is compared with a plain union."""
    dice = random.Random(seed)
    with transaction() as session:
        for _ in range(people):
            person, union = somebody(session), NOTHING
            for number in range(8):
                bits = Restrictions(
                    Allergen(dice.getrandbits(14) & dice.getrandbits(14) & dice.getrandbits(14)),
                    dice.choice([Diet(0), Diet.VEGAN, Diet.HALAL | Diet.NO_ALCOHOL, Diet.KETO]),
                    dice.choice([Material(0), Material.WOOL, Material.SCENT | Material.LATEX]),
                )
                asks = dice.random() < 0.2
                saying = says(f"words {number}", dice.choice([bits, bits, NOTHING]), asks=asks)
                before = union
                union |= saying.restricts
                keep_saying(session, person, saying, AT + timedelta(days=number))
                assert held(session, person) == union
                if asks or before.left_out_by(saying.restricts):
                    assert is_asked(session, person)
                if dice.random() < 0.3:
                    answer_diet(session, person, ["low_sugar"], [], AT + timedelta(days=number))
                    union |= Restrictions(follow=Diet.LOW_SUGAR)
                    assert (held(session, person), is_asked(session, person)) == (union, False)


def test_an_erased_person_leaves_no_trace_of_what_lists_said() -> None:
    with transaction() as session:
        person, other = somebody(session), somebody(session)
        for one in (person, other):
            keep_saying(session, one, BOTH, AT)
        hashes = session.scalars(select(DietarySaying.text_hash)).all()
        assert len(set(hashes)) == 2
        erase_values(session, person, AT)

        assert session.scalars(select(DietarySaying.recipient_id)).all() == [other.id]


def test_the_words_themselves_are_not_kept() -> None:
    with transaction() as session:
        keep_saying(session, somebody(session), BOTH, AT)
        session.flush()
        row = session.connection().exec_driver_sql("SELECT * FROM dietary_saying").one()
        assert session.scalar(select(func.count()).select_from(DietarySaying)) == 1
    assert not any("vegan" in str(value) or "nut" in str(value) for value in row)
