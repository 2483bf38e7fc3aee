"""What the table of questions lists is what the page offers and what every language has words for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.language.translations import LOCALES, keys, text
from renderers.microsite.live import splice
from renderers.microsite.slots import DECLINE_WORDS
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from service.gifting.decline import LONGEST_WORDS
from service.recipients.questions import ANSWERS, DECLINE_REASONS, KINDS, MOTIVES, UNSAID, QuestionKind, find_kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_buttons_of_a_question_send_its_answers(kind: QuestionKind) -> None:
    story = SAMPLE_STORIES["jana"]
    page = splice(render("microsite", story).body, replace(sample_live(story), question=kind), lambda: story).decode()
    assert re.findall(r'name="answer" value="(\w+)"', page) == [*ANSWERS[kind], UNSAID]
    assert re.findall(r'name="question" value="(\w+)"', page) == [kind]


def test_the_field_for_words_takes_as_many_letters_as_the_act() -> None:
    assert DECLINE_WORDS == LONGEST_WORDS


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_words_for_every_motive_and_reason(locale: str) -> None:
    codes = [f"microsite.ask.{motive}" for motive in MOTIVES]
    codes += [f"microsite.decline.{reason}" for reason in (*DECLINE_REASONS, UNSAID)]
    assert all(text(locale, code) for code in codes)


def test_no_catalog_has_words_for_a_reason_that_is_gone() -> None:
    worded = {code.removeprefix("microsite.decline.") for code in keys("microsite") if ".decline." in code}
    assert worded == {*DECLINE_REASONS, UNSAID}


def test_a_form_names_a_question_of_ours_or_none() -> None:
    assert [find_kind(code) for code in ("diet", "interest", "allergen", "")] == ["diet", "interest", None, None]
