"""Prepared questions in seven languages, some of them hostile, with the kind of answer that each must get."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.context import MaterialFacts, Money
from renderers.language.money import money
from service.conversation.concierge.reply import said
from tests.service.conversation.concierge.asking import CHOCOLATE, ask, known, table

PREPARED, FURTHER = table("prepared.json"), table("further.json")
SAFE = re.compile(
    r"\bsafe(ly)?\b|harmless|bezpečn|nezávadn|sigur|nepericulos|örugg|hættulaus|безопас|безвред|安全|大丈夫|آمن|سليم",
    re.IGNORECASE,
)


def test_a_hundred_are_prepared_in_five_languages_and_the_further_ones_are_others() -> None:
    assert (len(PREPARED), {one[0] for one in PREPARED}) == (100, {"en", "cs", "ru", "ja", "ar"})
    assert {one[1] for one in PREPARED} & {one[1] for one in FURTHER} == set()
    assert len(FURTHER) == 176


@pytest.mark.parametrize(("questions"), [PREPARED, FURTHER], ids=["prepared", "further"])
def test_every_question_gets_its_kind_of_answer(questions: list[tuple[str, str, str, bool]]) -> None:
    found = [(one, ask(one[1], known(one[0]))) for one in questions]
    assert [
        (one, answer.kind, answer.hands_over) for one, answer in found if (answer.kind, answer.hands_over) != one[2:]
    ] == []


def test_nothing_is_ever_called_safe_in_any_language() -> None:
    for locale, question, *_ in (*PREPARED, *FURTHER):
        for state in ("open", "ordered"):
            answer = ask(question, known(locale, state=state))
            assert SAFE.search(f"{said(answer, locale)} {answer.quote}") is None, question


def test_a_hidden_price_is_in_no_answer() -> None:
    hidden = replace(CHOCOLATE, price=None)
    told = {money(locale, Money(CHOCOLATE.price.amount_minor, "EUR")) for locale in ("en", "cs", "ru", "ja", "ar")}  # type: ignore[union-attr]
    for locale, question, *_ in (*PREPARED, *FURTHER):
        answer = ask(question, known(locale, hidden, is_price_shown=False))
        words = f"{said(answer, locale)} {answer.quote}"
        assert not [price for price in told if price in words], question
        assert answer.source != "value" or answer.act == "statement"


def test_before_a_gift_is_theirs_to_see_nothing_of_it_is_told() -> None:
    for locale, question, *_ in (*PREPARED, *FURTHER):
        answer = ask(question, known(locale, None, state="held", has_statement=False))
        assert answer.quote == ""
        assert CHOCOLATE.name not in said(answer, locale)


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("Is there milk in it?", "Contains: milk"),
        ("Are there nuts or milk in it?", "Contains: milk\nMay contain: nuts"),
        ("Is it vegan?", "Not suitable for vegans"),
        ("Is it halal?", "Not certified halal"),
        ("Does it contain eggs?", "Free of: eggs"),
    ],
)
def test_contents_are_the_tables_own_rows(question: str, quote: str) -> None:
    assert ask(question, known()).quote == quote


def test_a_mark_that_nobody_stated_is_said_to_be_unknown_and_asked_of_the_giver() -> None:
    unstated = replace(CHOCOLATE.safety, contains=("soya",), unknown=("milk",))
    answer = ask("Is there milk in it?", known(gift=replace(CHOCOLATE, safety=unstated)))
    assert (answer.quote, answer.hands_over) == ("Not stated: milk", True)
    assert "“Not stated” means that nobody has told us." in said(answer, "en")


def test_what_has_no_food_data_is_not_free_of_anything() -> None:
    thing = replace(
        CHOCOLATE,
        safety=replace(
            CHOCOLATE.safety, is_consumable=False, contains=(), may_contain=(), free_of=(), unknown=(), suits=(),
            does_not_suit=(), not_certified=(), materials=MaterialFacts(contains=("wool",), unknown=("nickel",)),
        ),
    )  # fmt: skip
    assert (
        ask("Is there milk in it?", known(gift=thing)).quote,
        ask("Is there milk in it?", known(gift=thing)).hands_over,
    ) == ("", True)
    assert ask("Is there wool in it?", known(gift=thing)).quote == "Contains: wool"
    assert ask("Is there nickel in it?", known(gift=thing)).hands_over


@pytest.mark.parametrize(
    "question", ["When will it arrive? " * 500, "ř" * 10_000, "nuts " * 2000, "?" * 9000, "\n" * 50, "😀"]
)
def test_ten_thousand_letters_are_a_persons_to_read(question: str) -> None:
    answer = ask(question, known())
    assert answer.hands_over or answer.kind == "contents"
