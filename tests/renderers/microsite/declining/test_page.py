from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from renderers.context import DeclineReason, Money
from renderers.language.money import money
from renderers.language.translations import LOCALES
from renderers.microsite.declining.page import AT_ONCE, PLACES, DecliningPage, Place, declining_page, limits_below
from renderers.microsite.slots import DECLINE_WORDS
from renderers.samples.stories import SAMPLE_STORIES

STORY = next(iter(SAMPLE_STORIES.values()))
NOTICES = ("nothing_else", "rule_noted", "own_rule", "invalid", "nothing")


def page_of(place: Place, locale: str = "en", **values: object) -> DecliningPage:
    page = DecliningPage(
        place=place,
        person=replace(STORY.person, locale=locale),
        sender=STORY.sender,
        brand=STORY.brand,
        reader="unnamed",
        base_path="/gift/gft_1",
        nonce="n",
        help="mailto:help@example.com",
        unsubscribe="https://example.com/unsubscribe/1",
        gift=STORY.gift.name,
        gift_locale=STORY.gift.locale,
        price=Money(3790, "EUR"),
        currency="EUR",
        undo_for=timedelta(hours=20),
        statement_ready=True,
        gives=True,
        can_answer=True,
    )
    return replace(page, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", PLACES)
def test_every_page_is_told_in_every_language_with_every_notice(place: Place) -> None:
    for locale in LOCALES:
        for notice in (None, *NOTICES):
            html = declining_page(page_of(place, locale, notice=notice)).decode()
            assert f'lang="{locale}"' in html
            assert html.count("<h1>") == 1


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_price_is_nowhere(place: Place) -> None:
    html = declining_page(page_of(place, price=None)).decode()

    assert "37.90" not in html
    assert "€" not in html
    assert 'name="limit" value' not in html


def test_each_reason_says_what_it_does_beside_the_press() -> None:
    html = declining_page(page_of("why")).decode()

    assert [html.index(f'value="{reason}"') for reason in AT_ONCE] == sorted(
        html.index(f'value="{reason}"') for reason in AT_ONCE
    )
    for does in (
        "We plan no more gifts for you.", "You name the limit, and we choose within it.",
        "We note it and choose something else.", "We note what it was and choose something else.",
        "can’t invite you here again.", "The link stops working, we don’t invite you again,",
    ):  # fmt: skip
        assert does in html
    assert "checked" not in html.split("<main")[1]


def test_a_decline_may_name_every_reason_or_none() -> None:
    html = declining_page(page_of("why")).decode()
    named = re.findall(r'name="reason" value="(\w+)"', html)
    # Too dear asks for the limit on a page of its own; another reason is the first button, which names none.
    named += ["value_too_high"] * html.count('href="/gift/gft_1/limit"')
    assert sorted([*named, "other"]) == sorted(get_args(DeclineReason))
    first = html[html.index('action="/gift/gft_1/decline"') :].partition("</form>")[0]
    assert 'name="reason"' not in first
    assert "<button" in first
    assert re.findall(r'name="words".*?maxlength="(\d+)"', html) == [str(DECLINE_WORDS)]


@pytest.mark.parametrize(
    ("price", "below"),
    [
        (Money(3790, "EUR"), [2000, 2500, 3000, 3500]),
        (Money(1000, "EUR"), [300, 500, 700, 900]),
        (Money(90, "EUR"), []),
        (Money(90000, "CZK"), [30000, 35000, 50000, 75000]),
        (Money(4000, "JPY"), [2000, 2500, 3000, 3500]),
        (None, []),
    ],
)
def test_round_sums_below_the_price_are_offered(price: Money | None, below: list[int]) -> None:
    found = limits_below(price)

    assert all(price is not None and one.amount_minor < price.amount_minor for one in found)
    if below and below[0] != 300:
        assert [one.amount_minor for one in found] == below
    assert bool(found) == bool(below)


def test_what_can_no_longer_be_undone_is_not_offered() -> None:
    html = declining_page(page_of("policy", undo_for=None)).decode()

    assert "/undo" not in html
    assert "/limit" not in html
    assert "A statement for your office" in html


def test_the_closed_page_names_nobody_and_leads_to_no_page_of_the_gift() -> None:
    html = declining_page(page_of("closed", reader="not_me")).decode()

    assert STORY.gift.name not in html
    assert "/gift/gft_1/" not in html
    assert money("en", Money(3790, "EUR")) not in html
