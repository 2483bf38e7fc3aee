"""The language of a sender's copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import ContextError, TemplateError
from renderers.merge import LONGEST, MERGE_FIELDS, merge, missing, parse, placeholders

NOBODY: dict[str, str | None] = dict.fromkeys(MERGE_FIELDS)
JANA = NOBODY | {"given_name": "Jana", "company": "Vltava"}


@pytest.mark.parametrize(
    ("copy", "known", "unknown"),
    [
        ("Hello {given_name|there}.", "Hello Jana.", "Hello there."),
        ("Hello. [[Thank you, {given_name}. ]]Bye.", "Hello. Thank you, Jana. Bye.", "Hello. Bye."),
        ("Thank you[[ and all at {company}]].", "Thank you and all at Vltava.", "Thank you."),
        ("Nothing to merge [sic].", "Nothing to merge [sic].", "Nothing to merge [sic]."),
        ("{ given_name | you }, thank you.", "Jana, thank you.", "you, thank you."),
        ("[[{given_name} at {company}: ]]hello", "Jana at Vltava: hello", "hello"),
    ],
)
def test_copy_reads_well_with_and_without_its_values(copy: str, known: str, unknown: str) -> None:
    assert (merge(copy, JANA), merge(copy, NOBODY)) == (known, unknown)


def test_a_value_is_never_read_as_copy() -> None:
    assert merge("Hello {given_name}.", JANA | {"given_name": "{company} [[x]]"}) == "Hello {company} [[x]]."


def test_what_is_missing_is_known_before_anything_is_sent() -> None:
    assert missing("{given_name} {company} {city|town} [[{city}]]", JANA) == ()
    assert missing("{given_name} {company} {given_name}", JANA | {"given_name": " "}) == ("given_name",)


def test_copy_without_a_needed_value_is_refused_by_name() -> None:
    with pytest.raises(ContextError, match="The text needs given_name, company; give it a fallback"):
        merge("{given_name} of {company}", NOBODY)


@pytest.mark.parametrize(
    ("copy", "where", "sentence"),
    [
        ("Hello {{given_name}}", "line 1, column 7", "Write a field as"),
        ("Hello\n{first_name}", "line 2, column 1", "There is no field {first_name}"),
        ("Hello }", "line 1, column 7", "Write a field as"),
        ("Hello ]]", "line 1, column 7", "This ]] has no [["),
        ("a\nb [[never closed {city}", "line 2, column 3", "is never closed"),
        ("[[a [[{city}]] ]]", "line 1, column 5", "cannot be inside another"),
        ("[[nothing could be missing]]", "line 1, column 1", "There is no field between"),
        ("[[{city|town}]]", "line 1, column 1", "There is no field between"),
    ],
)
def test_a_mistake_is_shown_where_it_is(copy: str, where: str, sentence: str) -> None:
    with pytest.raises(TemplateError) as refused:
        parse(copy)
    assert (refused.value.where, sentence in refused.value.sentence) == (where, True)


def test_copy_has_a_length() -> None:
    with pytest.raises(TemplateError, match="4001 characters; 4000 are allowed"):
        parse("x" * (LONGEST + 1))


@given(st.text(st.sampled_from("{}[]|a given_name\n"), max_size=60))
def test_any_copy_is_merged_or_refused_with_a_sentence(copy: str) -> None:
    try:
        assert "{given_name" not in merge(copy, JANA)
    except (TemplateError, ContextError) as refused:
        assert refused.sentence


def test_the_fields_of_a_copy_are_listed_once_each_in_their_order() -> None:
    assert placeholders("{city}, [[{given_name} of {city}]] {company|there}") == ("city", "given_name", "company")
