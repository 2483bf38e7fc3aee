"""The two mails about one person's gift: chosen again, and not to be used yet."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.mail.safety import chosen_again_mail, unsafe_mail
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.mail.parts import file

JANA = SAMPLE_STORIES["jana"]


def test_chosen_again_is_a_sentence_and_the_choice() -> None:
    said = file(chosen_again_mail(JANA), "text")
    assert said.startswith(
        "Jana, there’s a change to your gift.\n\nWe won’t be sending the gift that Nora Whitfield at Fjord & Loom AS had for "
        "you. We’ve chosen another one, and you’ll find it on your page: you can accept it, swap it or say no.\n\n"
        f"Open your page:\n{JANA.links.personal}\n\n"
    )


def test_while_nothing_is_chosen_it_promises_nothing_that_is_not_there() -> None:
    said = file(chosen_again_mail(replace(JANA, state="held")), "text")
    assert "We’re looking for another one" in said
    assert "has been chosen" not in said


def test_the_warning_says_first_what_not_to_do_and_which_gift() -> None:
    mail = unsafe_mail(JANA)
    assert file(mail, "subject") == "Please read this before you use your gift"
    assert file(mail, "text").startswith(
        "Jana, please don’t use this gift yet.\n\nDo not eat, drink or use it, and do not put it on your skin, until you have "
        f"read what is in it on your page.\n\nThis is the gift: {JANA.gift.name}\n\n"
    )


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_neither_names_a_diet_or_offers_to_stop_what_cannot_be_stopped(name: str) -> None:
    story = SAMPLE_STORIES[name]
    private = [fact.value for fact in story.reasons if fact.code != "place"]
    for mail in (chosen_again_mail(story), unsafe_mail(story)):
        for part in ("body", "text", "subject"):
            said = file(mail, part).replace(story.gift.name, "")
            assert not any(re.search(rf"\b{re.escape(value)}\b", said) for value in private)
            assert story.links.unsubscribe not in said
    assert story.gift.name not in file(chosen_again_mail(story), "body")
    assert story.gift.name in file(unsafe_mail(story), "text")
