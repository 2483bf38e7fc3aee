"""The mark at the head."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.brand.wordmark import Wordmark, wordmark
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]


def test_a_known_reader_s_name_takes_the_brand_s_place_for_the_eye() -> None:
    mark = wordmark(JANA.brand, JANA.person)
    assert mark == Wordmark("Fjord & Loom", "Jana Nováková", "#c2410c", "#ff9a66")
    assert mark.shown == "Jana Nováková"


def test_who_is_not_known_sees_the_brand() -> None:
    assert wordmark(JANA.brand, None).shown == "Fjord & Loom"
    assert wordmark(JANA.brand, SAMPLE_STORIES["no-name"].person).shown == "Fjord & Loom"


def test_the_dot_has_the_brand_s_colour_in_both_lights() -> None:
    mark = wordmark(replace(JANA.brand, tokens={"ember": "#0f5c4a"}), None)
    assert (mark.ember, mark.ember_dark) == ("#0f5c4a", "#5a9f8a")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_written_as_its_owner_writes_it_or_not_at_all(name: str) -> None:
    person = replace(JANA.person, given_name=name, full_name=name)
    assert wordmark(JANA.brand, person).name in (name.strip(), None)
