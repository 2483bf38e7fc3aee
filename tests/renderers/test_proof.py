"""What the last reader lets through and what it stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import ProofFailed
from renderers.proof import proof, recording, require_copy, verified

BROKEN = [
    "Dear {{ given_name }}, we picked one thing.",
    "Dear {given_name}, we picked one thing.",
    "Dear [First Name], we picked one thing.",
    "Dear <name>, we picked one thing.",
    "Dear ${name}, we picked one thing.",
    "Dear %s, we picked one thing.",
    "Dear %(name)s, we picked one thing.",
    "Dear *|FNAME|*, we picked one thing.",
    "Dear None, we picked one thing.",
    "Worth nan euros.",
    "Worth NaN euros.",
    "You like null.",
    "You like undefined.",
    "nanの連絡先より",
    "شكرًا وNone",
    "You like [object Object].",
    "microsite.hero.greeting",
    "A letter was lost: \N{REPLACEMENT CHARACTER}.",
    "We picked  one thing.",
    "Dear , we picked one thing.",
    "Dear, we picked one thing.",
    ", we picked one thing.",
    "Thank you .",
    "Worth () in the shop.",
    "You told us “”.",
]
WHOLE = [
    "Jana, we picked a gift for you.",
    "None of this obliges you to anything.",
    "Open until Friday 14 May (22:00 UTC).",
    "Nanna and Nullarbor are words; 100 % of it is yours.",
    "„может содержать“ и «содержит»",
    "ひとつだけ選びました。よろしければ、どうぞ。",
    "The nave is old.\nFits your diet: vegan",
]


@pytest.mark.parametrize("words", BROKEN)
def test_a_broken_sentence_is_stopped(words: str) -> None:
    with pytest.raises(ProofFailed):
        proof(words, (), "page")


@pytest.mark.parametrize("words", WHOLE)
def test_a_whole_sentence_passes(words: str) -> None:
    proof(words, (), "page")


@pytest.mark.parametrize(
    "name", ["Nan Goldin", "Mr Null", "Null", "None Ugwu", "Undefined Behaviour", "[Jo]", "{{7*7}}"]
)
def test_a_verified_name_is_greeted_whatever_it_says(name: str) -> None:
    proof(f"{name}, we picked a gift for you.", {name}, "page")


def test_a_name_covers_itself_and_not_a_part_of_another_word() -> None:
    with pytest.raises(ProofFailed, match="“We picked nan things”"):
        proof("We picked nan things", {"na", "an"}, "page")


def test_the_same_letters_elsewhere_are_still_a_fault() -> None:
    with pytest.raises(ProofFailed, match="a value that was never there"):
        proof("Nan Goldin, this is worth nan.", {"Nan Goldin"}, "page")


def test_a_verified_value_may_be_broken_over_lines() -> None:
    proof("Nan\nGoldin, we picked one thing.", {"Nan Goldin"}, "page")


@pytest.mark.parametrize("value", ["", "   ", "\u200b", "\u2066\u2069", "\n"])
def test_a_value_with_nothing_to_read_is_refused(value: str) -> None:
    with pytest.raises(ProofFailed, match="An empty value was inserted"):
        verified(value)


@pytest.mark.parametrize("value", [None, float("nan"), 3.5, True, object(), ["Jana"]])
def test_a_value_that_is_not_text_is_refused(value: object) -> None:
    with pytest.raises(ProofFailed, match=f"type {type(value).__name__} "):
        verified(value)


def test_a_recording_holds_its_own_values_only() -> None:
    with recording() as outer:
        verified("Jana")
        with recording() as inner:
            verified("Vltava")
        verified("Praha")
    assert (outer, inner) == ({"Jana", "Praha"}, {"Vltava"})


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn", "Z")), min_size=1, max_size=40))
def test_any_visible_name_passes_as_a_verified_value(name: str) -> None:
    with recording() as inserted:
        try:
            verified(name)
        except ProofFailed:
            return
    proof(f"We picked one thing for {name}", inserted, "page")


@pytest.mark.parametrize("words", ["Nan Goldinの連絡先より", "Fjord وNan Goldin", "«Nan Goldin»"])
def test_a_name_is_covered_where_its_language_sets_no_space(words: str) -> None:
    proof(words, {"Nan Goldin"}, "page")


@given(
    st.text(max_size=30), st.sampled_from(["None", "nan", "{{ x }}", "[name]", "%s", "undefined"]), st.text(max_size=30)
)
def test_a_leak_is_found_wherever_it_stands(before: str, leak: str, after: str) -> None:
    with pytest.raises(ProofFailed):
        proof(f"{before} {leak} \n{after}", (), "page")


def test_copy_may_have_two_spaces_after_a_full_stop_but_no_token() -> None:
    require_copy("Thank you, Nan.  See you.", ["Nan"], "message")
    with pytest.raises(ProofFailed, match="message: There is an unresolved token"):
        require_copy("Thank you, {given_name}.", ["Nan"], "message")


def test_copy_that_was_merged_with_nothing_is_refused() -> None:
    with pytest.raises(ProofFailed, match="a value that was never there"):
        require_copy("Thank you, None.", ["Nora"], "message")
