"""The sender's own subject for one person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Person
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from service.campaigns.models import Campaign
from service.content.stories.sender_note import merged_subject

JANA = SAMPLE_STORIES["jana"]


def subject(person: Person, **subjects: str) -> str | None:
    return merged_subject(Campaign(brand={"subjects": subjects}), person, JANA.sender)


def test_it_is_merged_in_the_language_that_the_person_reads() -> None:
    assert subject(JANA.person, en="A small thank-you, {given_name}") == f"A small thank-you, {JANA.person.given_name}"
    assert subject(replace(JANA.person, locale="cs-CZ"), en="Thanks", cs="Díky") == "Díky"


def test_ours_stands_there_in_another_language_without_a_value_and_where_it_gets_too_long() -> None:
    assert subject(replace(JANA.person, locale="cs"), en="Thanks") is None
    assert subject(replace(JANA.person, given_name=None), en="For {given_name}") is None
    assert subject(replace(JANA.person, company="X" * 80), en="For {company}") is None
    assert subject(JANA.person) is None


def test_the_invitation_carries_it_and_ours_without_one() -> None:
    def sent(own: str | None) -> str:
        return render("mail", replace(JANA, subject=own)).files["subject"][1].decode()

    assert sent("A small thank-you") == "A small thank-you"
    assert sent(None) == f"A gift for you from {JANA.sender.name}"


@pytest.mark.parametrize("words", ["", "For {nobody}"])
def test_what_is_not_well_formed_is_never_sent(words: str) -> None:
    assert subject(JANA.person, en=words) is None
