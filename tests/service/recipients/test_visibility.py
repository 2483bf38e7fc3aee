from __future__ import annotations

import pytest

from service.recipients.facts.fact import Fact, Source
from service.recipients.visibility import may_be_named, sender_sees
from tests.factories import AT

SAFETY = ("diet", "allergen", "material")
OTHERS = ("motive", "size", "adult", "away", "channel", "policy")
TASTES = ("interest", "has_already", "dislike")


def fact(kind: str, source: Source, *, private: bool = False) -> Fact:
    return Fact("fct_1", kind, "x", source, 1.0, AT, None, private)


@pytest.mark.parametrize("kind", [*SAFETY, *OTHERS, *TASTES])
def test_the_sender_sees_what_it_brought_itself(kind: str) -> None:
    assert sender_sees(fact(kind, "imported"))


@pytest.mark.parametrize("kind", [*SAFETY, *OTHERS])
def test_what_a_person_told_us_or_we_gathered_stays_here(kind: str) -> None:
    assert not any(sender_sees(fact(kind, source)) for source in ("asked", "observed", "inferred"))


@pytest.mark.parametrize("kind", TASTES)
def test_a_taste_may_be_told_unless_they_keep_it_to_themselves(kind: str) -> None:
    assert (sender_sees(fact(kind, "asked")), sender_sees(fact(kind, "asked", private=True))) == (True, False)


@pytest.mark.parametrize("source", ["asked", "imported"])
def test_what_somebody_keeps_to_themselves_is_named_nowhere_even_where_a_list_says_it_too(source: Source) -> None:
    assert (may_be_named(fact("interest", source)), may_be_named(fact("interest", source, private=True))) == (
        True,
        False,
    )
