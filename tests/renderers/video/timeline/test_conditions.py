"""What storyboards may ask of stories."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import SafetyFacts, Story
from renderers.errors import TemplateError
from renderers.samples.stories import SAMPLE_STORIES
from renderers.video.timeline.conditions import QUESTIONS, holds, read_when

JANA = SAMPLE_STORIES["jana"]
FOOD = SafetyFacts(True, (), (), (), (), (), (), (), None)


def with_safety(facts: SafetyFacts) -> Story:
    return replace(JANA, gift=replace(JANA.gift, safety=facts))


def swapped_before(story: Story) -> Story:
    assert story.remembered is not None
    return replace(story, remembered=replace(story.remembered, was_swapped=True))


@pytest.mark.parametrize(
    ("question", "story", "answer"),
    [
        ("language", SAMPLE_STORIES["jana-cs"], "cs"),
        ("language", replace(JANA, person=replace(JANA.person, locale="de")), "en"),
        ("name", SAMPLE_STORIES["no-name"], "unknown"),
        ("name", JANA, "known"),
        ("reason", JANA, "told"),
        ("reason", SAMPLE_STORIES["no-name"], "looked"),
        ("safety", with_safety(FOOD), "known"),
        ("safety", with_safety(replace(FOOD, unknown=("milk",))), "open"),
        ("safety", with_safety(replace(FOOD, is_consumable=False)), "not_consumable"),
        ("motive", replace(JANA, motive="sport"), "sport"),
        ("motive", JANA, "unknown"),
        ("relationship", replace(JANA, relationship="partner"), "partner"),
        ("relationship", JANA, "unknown"),
        ("lifecycle", replace(JANA, lifecycle="renewal"), "renewal"),
        ("lifecycle", JANA, "unknown"),
        ("stage", replace(JANA, relationship="prospect", lifecycle="active"), "prospect"),
        ("stage", replace(JANA, relationship="customer", lifecycle="renewal"), "renewal"),
        ("stage", replace(JANA, relationship="customer"), "unknown"),
        ("earlier_swap", swapped_before(JANA), "made"),
        ("earlier_swap", JANA, "not_made"),
        ("opened", replace(JANA, daypart="evening"), "evening"),
        ("opened", JANA, "unknown"),
        ("gift", JANA, "repeat"),
        ("gift", replace(JANA, past_gifts=()), "repeat"),
        ("gift", replace(JANA, past_gifts=(), remembered=None), "first"),
        ("swap", JANA, "not_made"),
        ("swap", replace(JANA, is_swapped=True), "made"),
        ("alternatives", JANA, "some"),
        ("alternatives", replace(JANA, alternatives=()), "none"),
    ],
)
def test_a_story_answers(question: str, story: Story, answer: str) -> None:
    assert QUESTIONS[question].ask(story) == answer


@pytest.mark.parametrize("name", SAMPLE_STORIES)
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_story_gives_an_answer_that_is_not_written_down(question: str, name: str) -> None:
    assert QUESTIONS[question].ask(SAMPLE_STORIES[name]) in QUESTIONS[question].answers


def test_no_question_looks_at_what_a_person_eats() -> None:
    eats = replace(JANA, reasons=tuple(reason for reason in JANA.reasons if reason.code in {"diet", "allergen"}))
    nothing = replace(JANA, reasons=())
    assert len(eats.reasons) > 0
    assert [question.ask(eats) for question in QUESTIONS.values()] == [
        question.ask(nothing) for question in QUESTIONS.values()
    ]


def test_all_questions_must_hold_and_one_of_the_answers_is_enough() -> None:
    when = read_when({"language": ["cs", "en"], "swap": "not_made"}, "board")
    assert when == {"language": frozenset({"cs", "en"}), "swap": frozenset({"not_made"})}
    assert holds(when, JANA)
    assert not holds(when, replace(JANA, is_swapped=True))
    assert not holds(when, SAMPLE_STORIES["darya"])
    assert holds(read_when(None, "board"), JANA)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ({"luck": "good"}, "board: There is no question 'luck'; there are language, name, reason"),
        ({"swap": "maed"}, "board: when: 'maed' is no answer to 'swap'; there are made, not_made"),
        ({"swap": []}, "board: when: None is no answer to 'swap'"),
        ({"swap": [{}]}, "board: when: {} is no answer to 'swap'"),
        (["swap"], "board: Conditions are written as"),
    ],
)
def test_a_typo_is_named(entry: object, sentence: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        read_when(entry, "board")
    assert str(refusal.value).startswith(sentence)
