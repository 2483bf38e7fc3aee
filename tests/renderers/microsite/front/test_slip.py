"""The giver's note beside the gift: what is read at once, and that nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.microsite.front.slip import LETTERS, Slip, slip_of
from renderers.samples.stories import SAMPLE_STORIES

LONG = "Thank you for a good first year. " + "We learned more from you than we could have hoped for. " * 4


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_two_short_sentences_are_read_at_once(name: str) -> None:
    note = SAMPLE_STORIES[name].message
    assert slip_of(note) == Slip(note, "")


def test_a_longer_letter_is_folded_after_its_first_sentence() -> None:
    slip = slip_of(LONG)
    assert slip.first == "Thank you for a good first year."
    assert slip.rest.startswith("We learned more")


def test_a_letter_that_begins_with_a_long_sentence_is_folded_as_a_whole() -> None:
    note = "We, who have " + "so very much " * 20 + "to thank you for, thank you. Nora"
    assert slip_of(note) == Slip("", note)


@pytest.mark.parametrize(
    ("note", "first"),
    [
        ("一文目です。二文目です。三文目です。", "一文目です。"),
        ("كيف حالكم؟ شكرًا لكم. نراكم قريبًا.", "كيف حالكم؟"),
        ("It cost $3.50 in all. Thank you. Really.", "It cost $3.50 in all."),
        ("«Спасибо!» — сказали мы. Ещё раз спасибо. До встречи.", "«Спасибо!»"),
    ],
)
def test_sentences_end_as_their_language_ends_them(note: str, first: str) -> None:
    assert slip_of(note).first == first


@given(st.text(alphabet="ab .!?。؟\n", max_size=300))
def test_nothing_is_left_out_or_said_twice(note: str) -> None:
    slip = slip_of(note)
    assert "".join((slip.first + slip.rest).split()) == "".join(note.split())
    assert len(slip.first) <= LETTERS
