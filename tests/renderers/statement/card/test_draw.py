"""The printed card: two sides of A6, whole in every language, with nothing on it that tells of a gift."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from renderers.errors import ProofFailed
from renderers.language.translations import LOCALES
from renderers.statement.card.context import Card, from_bytes, to_bytes
from renderers.statement.card.draw import print_card
from renderers.statement.pdf.read_back import words_of

CARD = Card(
    locale="en",
    brand="Fjord & Loom",
    name="Jana Nováková",
    giver="Nora Whitfield",
    company="Fjord & Loom AS",
    street="Nedre gate 7",
    city="0551 Oslo",
    link="https://gifts.fjordloom.example/c/7KQ4M-2XTR9",
    typed="gifts.fjordloom.example/c",
    code="7KQ4M-2XTR9",
    open_until=datetime(2027, 5, 14, 18, 0, tzinfo=UTC),
    help="help@handpicked.example",
)
MILLIMETRE = 72 / 25.4


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [tuple(round(side / MILLIMETRE) for side in page.get_size()) for page in document]  # type: ignore[misc]
    finally:
        document.close()


def test_it_survives_its_way_to_the_child() -> None:
    assert from_bytes(to_bytes(CARD)) == CARD


@pytest.mark.parametrize("locale", LOCALES)
def test_both_sides_are_there_in_every_language(locale: str) -> None:
    pdf = print_card(replace(CARD, locale=locale))
    assert sizes(pdf) == [(105, 148), (105, 148)]
    told = "".join(words_of(pdf).split())
    assert [word for word in (CARD.code, CARD.typed, "JanaNováková") if word not in told] == []


def test_a_print_shop_s_has_bleed_around_it() -> None:
    (wide, high), _ = sizes(print_card(replace(CARD, edition="bleed")))
    assert (wide > 110, high > 153) == (True, True)


@pytest.mark.parametrize(
    "name", [None, "Wolfeschlegelsteinhausenbergerdorff von Hohenschwangau zu Neuschwanstein", "李小龙"]
)
def test_it_is_whole_whatever_somebody_is_called(name: str | None) -> None:
    assert len(sizes(print_card(replace(CARD, name=name)))) == 2


def test_equal_cards_are_equal_bytes() -> None:
    assert print_card(CARD) == print_card(CARD)


def test_a_value_that_is_nothing_stops_it() -> None:
    with pytest.raises(ProofFailed):
        print_card(replace(CARD, giver=" "))


@pytest.mark.parametrize("locale", ["en", "ar", "ja"])
def test_a_first_message_stands_on_it_in_place_of_the_invitation(locale: str) -> None:
    said = "".join(words_of(print_card(replace(CARD, locale=locale, told="welcome_1"))).split())
    assert ("Acceptitorsayno" in said, CARD.code.replace("-", "") in said.replace("-", "")) == (False, True)
    assert (locale != "en") or "Whatyoutoldusisnoted" in said
