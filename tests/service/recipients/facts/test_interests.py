from __future__ import annotations

import pytest

from service.recipients.facts.interests import find_interest


@pytest.mark.parametrize("words", ["trail_running", "Trail running", " trail  RUNNING ", "trail-running"])
def test_an_interest_is_known_by_its_key_and_its_label(words: str) -> None:
    assert find_interest(words) == "trail_running"


def test_an_interest_is_known_in_other_languages_and_without_accents() -> None:
    assert (find_interest("чай"), find_interest("vareni")) == ("tea", "cooking")


def test_a_word_that_was_a_label_once_is_still_read() -> None:
    assert (find_interest("papírnictví"), find_interest("psací potřeby a papír")) == ("stationery", "stationery")


def test_what_we_have_no_word_for_is_nothing_we_know() -> None:
    assert find_interest("extreme ironing") is None
