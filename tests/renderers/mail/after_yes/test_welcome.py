"""The first messages, in every language: each motive has words of its own, one without has the neutral ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import get_args

import pytest

from renderers.context import Motive
from renderers.language.translations import LOCALES, keys, text
from renderers.mail.after_yes.welcome import NEUTRAL, NUMBERS, Number, welcome_mail
from renderers.samples.stories import SAMPLE_STORIES

JANA = SAMPLE_STORIES["jana"]
MOTIVES = sorted(key.removeprefix("series.told.") for key in keys("series") if key.startswith("series.told."))


def words(locale: str, number: str, motive: str | None) -> str:
    story = replace(JANA, person=replace(JANA.person, locale=locale))
    mail = welcome_mail(story, number, motive)  # type: ignore[arg-type]  # a test's own table
    plain = mail.files["text"][1].decode()
    assert JANA.gift.name not in plain
    return plain


@pytest.mark.parametrize("locale", LOCALES)
def test_each_motive_has_words_of_its_own_in_the_first_two_and_the_last_is_the_same_for_all(locale: str) -> None:
    told = {number: [words(locale, number, motive) for motive in MOTIVES] for number in NUMBERS}
    assert [len(set(told[number])) for number in NUMBERS] == [len(MOTIVES), len(MOTIVES), 1]
    assert not set(told["first"]) & set(told["second"])


def test_every_motive_that_can_be_told_has_words() -> None:
    assert set(get_args(Motive)) <= set(MOTIVES) - {NEUTRAL}


@pytest.mark.parametrize(("locale", "number"), list(product(LOCALES, NUMBERS)))
def test_a_motive_without_words_and_none_are_spoken_of_neutrally(locale: str, number: str) -> None:
    assert words(locale, number, "unheard_of") == words(locale, number, None) == words(locale, number, NEUTRAL)


@pytest.mark.parametrize(("number", "path"), [("first", "privacy"), ("second", "privacy"), ("third", "preferences")])
def test_each_leads_to_where_its_reader_decides(number: str, path: str) -> None:
    link = {"privacy": JANA.links.privacy, "preferences": f"{JANA.links.page}/preferences"}[path]
    plain = words("en", number, "outdoors")
    assert f"\n{link}\n" in plain.partition("--")[0]
    assert JANA.links.unsubscribe in plain


@pytest.mark.parametrize("locale", LOCALES)
def test_whose_name_is_not_known_is_greeted_without(locale: str) -> None:
    nobody = replace(JANA.person, locale=locale, given_name=None, full_name=None)
    mail = welcome_mail(replace(JANA, person=nobody), "first", None)
    assert mail.files["text"][1].decode().startswith(text(locale, "series.first.greeting_plain"))


@pytest.mark.parametrize("number", ["first", "second", "third"])
def test_in_japanese_a_name_carries_its_honorific_once_and_somebodys_own_words_none(number: Number) -> None:
    sato = replace(JANA.person, locale="ja", given_name="健", full_name="佐藤健")
    for person, begins in ((sato, "佐藤健様、"), (replace(sato, called="佐藤先生"), "佐藤先生、")):
        assert welcome_mail(replace(JANA, person=person), number, None).files["text"][1].decode().startswith(begins)
