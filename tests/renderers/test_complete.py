"""A story is whole or it is not drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from renderers.complete import require_complete
from renderers.context import Money, Story
from renderers.errors import ContextError, ProofFailed
from renderers.samples.stories import SAMPLE_STORIES

JANA = SAMPLE_STORIES["jana"]


def with_gift(**changes: Any) -> Story:
    return replace(JANA, gift=replace(JANA.gift, **changes))


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_every_sample_is_whole(name: str) -> None:
    require_complete(SAMPLE_STORIES[name])


@pytest.mark.parametrize(
    ("story", "where", "sentence"),
    [
        (replace(JANA, occasion=" "), "story.occasion", "It is empty"),
        (with_gift(line=""), "story.gift.line", "It is empty"),
        (with_gift(name=None), "story.gift.name", "It is NoneType, not str"),
        (with_gift(lead_days=2.5), "story.gift.lead_days", "It is float, not int"),
        (with_gift(lead_days=True), "story.gift.lead_days", "It is bool, not int"),
        (with_gift(price=Money(-1, "EUR")), "story.gift.price", "-1 EUR is not a sum"),
        (with_gift(price=Money(1, "EURO")), "story.gift.price", "1 EURO is not a sum"),
        (with_gift(name="Tea\x00"), "story.gift.name", "It holds U+0000"),
        (with_gift(name="Tea\ue000"), "story.gift.name", "It holds U+E000"),
        (replace(JANA, issued_at=datetime(2027, 1, 1)), "story.issued_at", "A moment needs its time zone"),  # noqa: DTZ001
        (replace(JANA, state="eaten"), "story.state", "'eaten' is not one of held, open"),  # type: ignore[arg-type]
        (replace(JANA, person=replace(JANA.person, given_name="")), "story.person.given_name", "It is empty"),
        (replace(JANA, brand=replace(JANA.brand, tokens={"ember": ""})), "story.brand.tokens.ember", "It is empty"),
    ],
)
def test_what_is_missing_is_named(story: Story, where: str, sentence: str) -> None:
    with pytest.raises(ContextError) as refused:
        require_complete(story)
    assert (refused.value.where, refused.value.sentence.startswith(sentence)) == (where, True)


def test_what_may_be_unknown_may_be_none() -> None:
    require_complete(
        replace(JANA, person=replace(JANA.person, given_name=None, full_name=None, city=None), decided_at=None)
    )


@pytest.mark.parametrize("copy", ["Thank you, {given_name}.", "Thank you, None.", "Dear [Name], thank you."])
def test_a_message_with_a_broken_merge_is_refused(copy: str) -> None:
    with pytest.raises(ProofFailed, match=r"^message: "):
        require_complete(replace(JANA, message=copy))


def test_an_imported_product_text_with_a_token_is_refused_by_its_number() -> None:
    with pytest.raises(ProofFailed, match=r"^HP-0025\.line: There is an unresolved token"):
        require_complete(with_gift(line="For {{customer}}"))


def test_a_message_may_name_a_person_called_null() -> None:
    person = replace(JANA.person, given_name="Null", full_name="Null Goldin")
    require_complete(replace(JANA, person=person, message="Thank you, Null.  None of it obliges you."))
