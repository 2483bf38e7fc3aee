"""The notice of a recall on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from renderers.errors import ProofFailed
from renderers.language.translations import LOCALES
from renderers.product.recall import RecallFacts
from renderers.statement.card import recall
from renderers.statement.card.recall import RecallCard, draw_recall_cards, print_recall_cards

FACTS = RecallFacts(
    product="Date truffles",
    product_locale="en",
    kind="edible",
    brand="Månefjell",
    sku="HP-0003",
    batch="L 2041",
    image=None,
    giver="Fjord & Loom AS",
    sent_on=datetime(2026, 11, 20, tzinfo=UTC),
    hazard="allergen",
    allergen="milk",
    details="It was filled on a line for milk chocolate.",
    details_locale="en",
    remedies=("refund", "replacement"),
    contact="+47 800 12 345",
)


def card(locale: str, **facts: object) -> RecallCard:
    to = ("Jana Nováková", "Na Příkopě 1", "110 00 Praha")
    return RecallCard(locale, "HP-2026-11-22-7KQ4", to, replace(FACTS, **facts))  # type: ignore[arg-type]


def test_it_holds_all_that_the_mail_holds_and_no_link() -> None:
    sheet = recall._sheet(card("en"))
    for words in (
        "<h1>Product safety recall</h1>", "Batch or serial number: L 2041", "an allergen that isn’t on its ingredients list: milk",
        "It was filled on a line for milk chocolate.", "the value of the gift, paid to you", "Free of charge: +47 800 12 345",
        "110 00 Praha", "HP-2026-11-22-7KQ4",
    ):  # fmt: skip
        assert words in sheet.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")
    assert "http" not in sheet


def test_a_number_is_not_turned_between_words_from_right_to_left() -> None:
    sheet = recall._sheet(card("ar"))
    assert "\u202a+47 800 12 345\u202c" in sheet
    assert "\u202a110 00 Praha\u202c" in sheet
    assert "\u202a" not in recall._sheet(card("ja"))


def test_what_was_never_filled_in_is_not_printed() -> None:
    with pytest.raises(ProofFailed):
        print_recall_cards([card("en", brand="")])


@pytest.mark.slow
def test_a_sheet_for_each_language() -> None:
    pdf = draw_recall_cards([card(locale) for locale in LOCALES])
    assert len(pypdfium2.PdfDocument(pdf)) == len(LOCALES)
