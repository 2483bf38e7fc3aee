"""The figures of a statement."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from renderers.context import GiftState, Money, PastGift, Story, SwapLimit
from renderers.errors import TemplateError
from renderers.language.translations import LOCALES, text
from renderers.samples.stories import SAMPLE_STORIES
from renderers.statement.figures import GIVEN_BACK, declared, figures_of, fingerprint

CHOICES = ("choice", "choice_fixed", "choice_answered", "choice_fixed_answered")
JANA = replace(SAMPLE_STORIES["jana"], past_gifts=())


TEA = Money(2400, "EUR")


def earlier(days: int, state: str = "accepted", price: Money = TEA) -> PastGift:
    return PastGift(JANA.issued_at - timedelta(days=days), "Loose-leaf tea", state, price)


def with_price(minor: int, *past: PastGift) -> Story:
    return replace(JANA, gift=replace(JANA.gift, price=Money(minor, "EUR")), past_gifts=past)


def test_this_gift_and_those_of_the_year_are_added() -> None:
    figures = figures_of(with_price(3800, earlier(10), earlier(364)))
    assert [(gift.gift, gift.value) for gift in figures.earlier] == [
        ("Loose-leaf tea", "€24.00"),
        ("Loose-leaf tea", "€24.00"),
        (JANA.gift.name, "€38.00"),
    ]
    assert figures.together == "€86.00"


def test_a_gift_of_more_than_a_year_ago_is_not_counted() -> None:
    assert figures_of(with_price(3800, earlier(366))).together == "€38.00"


@pytest.mark.parametrize("state", sorted(GIVEN_BACK))
def test_what_went_back_is_not_counted(state: str) -> None:
    assert figures_of(with_price(3800, earlier(10, state))).together == "€38.00"


def test_a_declined_gift_leaves_nothing_to_add() -> None:
    figures = figures_of(replace(JANA, state="declined"))
    assert (figures.earlier, figures.together, figures.state) == ((), None, "Declined")


def test_two_currencies_are_two_sums() -> None:
    assert figures_of(with_price(3800, earlier(10, price=Money(30000, "CZK")))).together == "CZK300.00 + €38.00"


def test_gifts_stand_in_the_order_of_their_days() -> None:
    figures = figures_of(with_price(3800, earlier(10), earlier(200)))
    assert [gift.day for gift in figures.earlier] == ["3 October 2026", "11 April 2027", "21 April 2027"]


@pytest.mark.parametrize("state", ["created", "notified", "opened", "held", "open"])
def test_before_an_answer_a_gift_is_offered(state: str) -> None:
    assert figures_of(with_price(3800, earlier(5, state))).earlier[0].answer == "Offered"


def test_a_state_without_a_word_is_an_error() -> None:
    with pytest.raises(TemplateError, match=r"statement\.state\.lost"):
        figures_of(with_price(3800, earlier(5, "lost")))


def test_figures_hold_no_diet_and_no_reason() -> None:
    names = {field.name for field in fields(figures_of(JANA))}
    assert not names & {"reasons", "safety", "suits", "diet", "contains", "free_of"}
    halal = replace(JANA, gift=replace(JANA.gift, safety=replace(JANA.gift.safety, suits=("halal",))), reasons=())
    assert figures_of(halal) == figures_of(JANA)


def test_a_fingerprint_changes_with_every_figure_and_with_nothing_else() -> None:
    same = fingerprint(figures_of(JANA))
    assert fingerprint(figures_of(replace(JANA, message="Another note."))) == same
    assert fingerprint(figures_of(with_price(3801))) != fingerprint(figures_of(with_price(3800)))
    assert [len(group) for group in same.split(" ")] == [4, 4, 4, 4]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("state", "limit", "choice"),
    [
        ("open", "within_20", "choice"),
        ("open", "none", "choice_fixed"),
        ("donated", "within_20", "choice_answered"),
        ("donated", "none", "choice_fixed_answered"),
        ("accepted", "within_20", "choice_answered"),
        ("expired", "within_20", "choice_answered"),
    ],
)
def test_nobody_who_has_answered_is_told_that_they_may_still_choose(
    locale: str, state: GiftState, limit: SwapLimit, choice: str
) -> None:
    story = replace(SAMPLE_STORIES["jana"], state=state, swap_limit=limit)
    said = declared(replace(story, person=replace(story.person, locale=locale)))
    assert said == ("obligation", "cash_donated" if state == "donated" else "cash", choice, "unclaimed")
    assert len({text(locale, f"statement.declares.{one}") for one in CHOICES}) == len(CHOICES)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_gift_is_called_a_gift_whatever_became_of_it(locale: str) -> None:
    assert text(locale, "statement.value.what") == text(locale, "statement.year.gift")
