from __future__ import annotations

import pytest

from service.db.connect import transaction
from service.errors import InvalidInput
from service.recipients.models import Recipient
from service.recipients.names import Name, correct_name, forget_name, full_name, name_of, person_name
from tests.factories import AT, make_account, make_recipient, make_workspace


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


@pytest.mark.usefixtures("database")
def test_a_person_without_a_name_is_called_by_the_address_and_an_erased_one_not_at_all() -> None:
    with transaction() as session:
        account = make_account(session, make_workspace(session).id)
        nameless = make_recipient(session, account, None, family_name=None, email="sam.lee@example.com")
        erased = make_recipient(session, account, None, family_name=None, erased_at=AT)
        assert (person_name(nameless), person_name(erased)) == ("sam.lee@example.com", "Erased")


def test_blanks_are_no_name() -> None:
    assert name_of(Recipient(given_name=" ", family_name="", locale="en")) == Name(None, None)


def test_a_name_is_put_right_whole_and_can_be_taken_away() -> None:
    person = Recipient(given_name="Jan", family_name="Novak", locale="cs")
    correct_name(person, " Jana  N. ", AT)
    assert name_of(person) == Name("Jana N.", "Jana N.")
    forget_name(person)
    assert name_of(person) == Name(None, None)


@pytest.mark.parametrize("words", ["", "  ", "x" * 81, "Ja\x00na"])
def test_what_is_no_name_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput):
        correct_name(Recipient(given_name="Jan", family_name=None, locale="cs"), words, AT)
