"""What a back-reader is given: every sentence with its values, the same list for the same seed, and no English in it."""

from __future__ import annotations

import re

import pytest

from renderers.language.translations import LOCALES, keys
from workshop.readback.entries import read_entries
from workshop.readback.examples import PLACES, sample, spoken


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_can_be_shown_with_its_values(locale: str) -> None:
    shown = {one.key: one.said for one in sample(read_entries(), locale, 10_000, seed=1)}
    assert {key for surface in PLACES for key in keys(surface) if ".date." not in key} <= shown.keys()
    assert [words for words in shown.values() if re.search(r"[{}]", words) or not words.strip()] == []


def test_values_are_those_of_the_sample_stories() -> None:
    assert spoken("cs", "mail.greeting").startswith("Jano, ")
    assert "Nora Whitfield" in spoken("ru", "mail.subject")
    assert "園芸" in spoken("ja", "microsite.reason.interest")
    assert spoken("is", "microsite.fact.lead_short", count=21).startswith("21\u00a0virkur ")


def test_the_same_seed_draws_the_same_sentences_in_every_language() -> None:
    entries = read_entries()
    czech, arabic = (sample(entries, locale, 24, seed=7) for locale in ("cs", "ar"))
    assert [one.key for one in czech] == [one.key for one in arabic]
    assert len({one.key for one in czech}) == 24
    assert len([one for one in czech if one.key.startswith("catalog.")]) == 3
    assert [one.key for one in sample(entries, "cs", 24, seed=8)] != [one.key for one in czech]


def test_a_product_s_line_is_read_below_its_name_and_a_sentence_below_its_title() -> None:
    entries = read_entries()
    shown = {one.key: one for one in sample(entries, "cs", 10_000, seed=1)}
    assert shown["microsite.where.text"].heading == entries["microsite.where.title"].said["cs"]
    assert shown["microsite.where.title"].heading is None
    line = shown["catalog.products.HP-0001.texts.line"]
    assert line.heading == entries["catalog.products.HP-0001.texts.name"].said["cs"]
