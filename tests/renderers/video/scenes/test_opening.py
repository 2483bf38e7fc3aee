"""The name and the company."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Person
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.scenes.opening import opening_words

JANA = SAMPLE_STORIES["jana"]


def test_the_name_stands_alone_as_the_person_writes_it() -> None:
    words = opening_words(JANA)
    assert words.name == "Jana Nováková"
    assert words.spoken() == ("Jana Nováková", "Vltava Instruments", "Something chosen for one person.")


def test_without_a_name_the_sentence_is_the_headline() -> None:
    words = opening_words(SAMPLE_STORIES["no-name"])
    assert (words.name, words.line) == (None, "Chosen for one person.")


@pytest.mark.parametrize("company", ["{{company}}", "<b>", "", "\u202eLtd"])
def test_a_company_that_is_none_is_left_out(company: str) -> None:
    words = opening_words(replace(JANA, person=replace(JANA.person, company=company)))
    assert words.company is None
    assert words.shown() == ("Jana Nováková", "Something chosen for one person.")


def test_names_that_look_like_nothing_are_shown() -> None:
    person = Person("en", "Nan", "Nan Null", "Vltava Instruments", "Praha")
    assert opening_words(replace(JANA, person=person)).name == "Nan Null"
