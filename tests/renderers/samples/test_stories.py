"""The samples show what there is to show."""

from __future__ import annotations

import pytest

from renderers.language.translations import LOCALES
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES


def test_every_language_has_a_sample() -> None:
    assert {story.person.locale for story in SAMPLE_STORIES.values()} == set(LOCALES)


def test_somebody_eats_the_gift_somebody_does_not_and_somebody_has_no_name() -> None:
    assert {story.gift.safety.is_consumable for story in SAMPLE_STORIES.values()} == {True, False}
    assert SAMPLE_STORIES["no-name"].person.given_name is None


@pytest.mark.parametrize("name", SAMPLE_STORIES)
@pytest.mark.parametrize("kind", ["microsite", "mail"])
def test_every_sample_is_drawn(kind: str, name: str) -> None:
    assert render(kind, SAMPLE_STORIES[name]).body.startswith(b"<!doctype html>")
