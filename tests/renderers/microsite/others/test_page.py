"""The page of other gifts: what each card says of money, what stays when one has gone, and that it is whole in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from renderers.context import Money, ValueStep
from renderers.language.translations import LOCALES
from renderers.markup.readable import readable
from renderers.microsite.others import page as others
from renderers.microsite.others.page import OthersPage, others_page
from renderers.samples.stories import SAMPLE_STORIES, sample_offers

JANA = SAMPLE_STORIES["jana"]
OFFERS = sample_offers(JANA)
HERE = tuple(offer for offer in OFFERS if offer.is_available)
GONE = next(offer for offer in OFFERS if not offer.is_available)
PAGE = OthersPage(
    person=JANA.person,
    sender=JANA.sender,
    brand=JANA.brand,
    reader="greeted",
    base_path="/gift/gft_1",
    nonce="5fW3oDq1",
    help="mailto:help@example.com",
    gift=JANA.gift,
    offers=HERE,
    way="first",
    page=1,
    pages=1,
    held_for=timedelta(minutes=15),
    swap_limit="within_20",
    swaps_once=False,
    least=Money(3032, "EUR"),
    most=Money(4548, "EUR"),
    taps=("tea", "board_games"),
    longest=80,
)


def page(**other: Any) -> str:
    return others_page(replace(PAGE, **other)).decode()


def words(html: str) -> str:
    return " ".join(readable(html).replace("\u00a0", " ").split())


def offer(step: ValueStep | None, *, price: bool = True) -> tuple[Any, ...]:
    gift = replace(HERE[0].gift, price=HERE[0].gift.price if price else None)
    return (replace(HERE[0], gift=gift, beside_present=step),)


def test_every_card_is_a_button_of_one_form_and_the_gift_can_be_kept() -> None:
    html = page()
    assert re.findall(r'name="product" value="([^"]+)"', html) == [one.gift.product_id for one in HERE]
    assert html.count('action="/gift/gft_1/swap"') == 1
    assert '<a class="act" href="/gift/gft_1">Keep this one</a>' in html
    assert "That’s from €30.32 to €45.48. You can swap as often as you like." in words(html)
    assert "We’re holding them for you for another 15 minutes." in words(html)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (ValueStep("less", Money(310, "EUR")), "€3.10 less than the gift you have now"),
        (ValueStep("more", Money(260, "EUR")), "€2.60 more than the gift you have now"),
        (None, "The same value as the gift you have now"),
    ],
)
def test_a_card_names_the_difference_in_money(step: ValueStep | None, said: str) -> None:
    assert said in words(page(offers=offer(step)))


@pytest.mark.parametrize("step", [ValueStep("less", None), ValueStep("more", None), None])
def test_a_hidden_price_is_nowhere(step: ValueStep | None) -> None:
    hidden = words(page(offers=offer(step, price=False), gift=replace(JANA.gift, price=None), least=None, most=None))
    assert "€" not in hidden
    assert "The same value" not in hidden


def test_one_that_has_gone_stays_first_and_cannot_be_pressed() -> None:
    html = page(gone=GONE, notice="lost_race")
    assert html.index('class="card gone"') < html.index('class="card"')
    assert GONE.gift.product_id not in re.findall(r'name="product" value="([^"]+)"', html)
    assert "That one has just gone. Nothing has changed: the gift you have is still set aside for you." in words(html)
    assert 'role="alert"' in html


def test_pages_lead_on_and_back_and_the_other_way() -> None:
    html = page(way="more", page=2, pages=3)
    pressed = re.findall(r'name="way" value="([a-z]+)"><button[^>]* name="page" value="(\d)"', html)
    assert pressed == [("more", "1"), ("more", "3"), ("different", "1")]
    assert "Page 2 of 3" in words(html)


def test_a_kind_is_typed_or_tapped() -> None:
    html = page(way="kind", typed='a "lamp"')
    assert 'maxlength="80"' in html
    assert 'value="a &#34;lamp&#34;"' in html
    assert re.findall(r'name="tap" value="([a-z_]+)">([^<]+)<', html) == [
        ("tea", "tea"),
        ("board_games", "board games"),
    ]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("notice", ["lost_race", "nothing_like_that", "nothing_left", "wish_invalid", "wish_heard"])
def test_it_is_whole_in_every_language(locale: str, notice: str) -> None:
    person = replace(JANA.person, locale=locale)
    html = page(person=person, notice=notice, gone=GONE, way="different", page=2, pages=3)
    assert f'<html lang="{locale}"' in html
    assert 'id="done"' in html


def test_what_is_kept_of_one_readers_page_is_none_of_the_next_ones() -> None:
    """The second page is put together from what was kept of the first, and is the same as if it had been drawn alone."""
    other = SAMPLE_STORIES["thordis"]
    theirs: dict[str, Any] = {
        "person": replace(other.person, locale=PAGE.person.locale),
        "base_path": "/gift/gft_2",
        "nonce": "another",
        "gift": other.gift,
    }
    page()
    after = page(**theirs)
    for kept in (others._kept_frame, others._lede, others._strip, others._kept_card, others._step):
        kept.cache_clear()

    assert after == page(**theirs)
    assert all(left not in after for left in ("gft_1", PAGE.nonce, "of-whoever-looks", "nonce-of-this-look"))
    assert str(PAGE.person.given_name) not in words(after)


def test_neither_a_name_nor_what_somebody_typed_is_kept() -> None:
    others._kept_frame.cache_clear()
    page(typed="something for Jana")

    assert others._kept_frame.cache_info().currsize == 0
    assert not hasattr(others._masthead, "cache_info")
