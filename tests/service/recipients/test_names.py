from __future__ import annotations

import pytest

from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.recipients.names import Name, correct_name, forget_name, full_name, name_of


@pytest.mark.parametrize(
    ("given", "family", "locale", "full"),
    [
        ("Nan", "Goldin", "en", "Nan Goldin"),
        (None, "Null", "en", "Null"),
        ("美咲", "佐藤", "ja", "佐藤 美咲"),
        (None, None, "cs", None),
    ],
)
def test_a_name_is_in_the_order_the_person_writes_it(
    given: str | None, family: str | None, locale: str, full: str | None
) -> None:
    assert full_name(given, family, locale) == full


def test_blanks_are_no_name() -> None:
    assert name_of(Recipient(given_name=" ", family_name="", locale="en")) == Name(None, None)


def test_a_name_is_put_right_whole_and_can_be_taken_away() -> None:
    person = Recipient(given_name="Jan", family_name="Novak", locale="cs")
    correct_name(person, " Jana  N. ")
    assert name_of(person) == Name("Jana N.", "Jana N.")
    forget_name(person)
    assert name_of(person) == Name(None, None)


@pytest.mark.parametrize("words", ["", "  ", "x" * 81, "Ja\x00na"])
def test_what_is_no_name_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput):
        correct_name(Recipient(given_name="Jan", family_name=None, locale="cs"), words)
