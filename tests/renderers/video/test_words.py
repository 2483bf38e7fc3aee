"""The words of a film."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Person, ReasonFact, SafetyFacts, Story
from renderers.sample import SAMPLE_STORIES
from renderers.video.script import Script, script_of
from renderers.video.storyboard import storyboard_for
from renderers.video.words import Inside, inside_words, opening_words, why_words, yours_words

JANA = SAMPLE_STORIES["jana"]
NOTHING = SafetyFacts(True, (), (), (), (), (), (), (), None)


def reason(code: str, value: str, source: str) -> ReasonFact:
    return ReasonFact("pf_1", code, value, source, JANA.issued_at)  # type: ignore[arg-type]


def because(*reasons: ReasonFact) -> Story:
    return replace(JANA, reasons=reasons)


def with_safety(**facts: object) -> Inside:
    return inside_words(replace(JANA, gift=replace(JANA.gift, safety=replace(NOTHING, **facts))))


def whole(story: Story) -> Script:
    return script_of(story, storyboard_for(story))


def test_the_name_stands_alone_as_the_person_writes_it() -> None:
    assert opening_words(JANA).spoken() == ("Jana Nováková", "Something chosen for one person.")


def test_without_a_name_the_sentence_is_the_headline() -> None:
    opening = opening_words(SAMPLE_STORIES["no-name"])
    assert (opening.name, opening.line) == (None, "Chosen for one person.")


def test_interests_that_were_told_come_first_and_at_most_two() -> None:
    told = because(
        reason("interest", "tea", "imported"),
        reason("interest", "running", "asked"),
        reason("interest", "chess", "asked"),
        reason("interest", "music", "asked"),
    )
    why = why_words(told)
    assert (why.told, why.facts) == ("You told us two things:", ("running", "chess"))


def test_an_interest_from_the_giver_names_its_source() -> None:
    why = why_words(because(reason("interest", "tea", "imported")))
    assert (why.told, why.facts) == ("From the notes of Fjord & Loom:", ("tea",))


@pytest.mark.parametrize("source", ["observed", "inferred"])
def test_a_guess_is_never_shown_as_a_fact(source: str) -> None:
    why = why_words(because(reason("interest", "tea", source)))
    assert why.facts == (f"{JANA.considered}",)


def test_a_diet_of_the_person_is_in_no_word_of_the_film() -> None:
    story = replace(because(reason("diet", "halal", "asked"), reason("allergen", "celery", "asked")))
    script = whole(replace(story, gift=replace(story.gift, safety=NOTHING)))
    assert not any("halal" in words or "celery" in words for words in script.shown())


def test_what_a_gift_contains_is_said_beside_what_it_suits() -> None:
    inside = with_safety(
        suits=("vegan", "vegetarian", "dairy_free", "halal"), contains=("nuts",), may_contain=("sesame",)
    )
    assert inside.safe == ("Suits: vegan and halal",)
    assert inside.contains == ("Contains: nuts", "May contain: sesame")


def test_free_of_everything_is_only_said_when_nothing_is_unknown() -> None:
    assert with_safety(free_of=("milk",)).safe == ("None of the 14 allergens of EU law",)
    unknown = with_safety(unknown=("milk",))
    assert (unknown.safe, unknown.contains) == ((), ("Not stated: milk",))


def test_a_thing_that_is_not_food_says_so_and_an_age_is_told() -> None:
    inside = with_safety(is_consumable=False, min_age=18)
    assert inside.safe == ("Nothing to eat, nothing for the skin",)
    assert inside.contains == ("Age: 18+",)


def test_the_code_carries_the_whole_link_and_people_see_the_host() -> None:
    yours = yours_words(JANA)
    assert yours.link == JANA.links.page
    assert yours.address == "handpicked.example"
    assert JANA.links.page not in yours.shown()


@pytest.mark.parametrize("name", [name for name in SAMPLE_STORIES])
def test_every_language_has_its_words(name: str) -> None:
    script = whole(SAMPLE_STORIES[name])
    assert len(script.shown()) > 20
    assert all(words.strip() for words in script.shown())


def test_names_that_look_like_nothing_are_shown() -> None:
    person = Person("en", "Nan", "Nan Null", "Vltava Instruments", "Praha")
    assert opening_words(replace(JANA, person=person)).name == "Nan Null"
