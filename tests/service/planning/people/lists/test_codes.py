"""Lists that cannot be read say why."""

from __future__ import annotations

import pytest

from service.planning.people.lists.codes import ERRORS, QUESTIONS, REFUSALS
from service.sheets.refusals import ListRefused
from tests.service.planning.people.lists.reading import codes, read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file_empty"),
        ("Name;Mail adress\nx;y\n", "columns_missing"),
        ("Company,Country\nLumen,DE\n", "columns_missing"),
        ('Company,Email,Country\n"Lumen,a@l.example,DE\n', "file_unreadable"),
    ],
)
def test_a_refused_file_has_a_code(text: str, code: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read(text)
    assert refused.value.list_code == code


def test_no_code_means_two_things() -> None:
    assert len({*REFUSALS, *ERRORS, *QUESTIONS}) == len(REFUSALS) + len(ERRORS) + len(QUESTIONS)


def test_headings_without_a_row_cannot_be_saved_and_say_why() -> None:
    upload = read("Company,Email,Country\n,,\n")
    assert (upload.has_errors, codes(upload)) == (True, [(None, None, "no_people")])
    assert upload.questions[0].sentence.startswith("There are headings but no rows below them.")


def test_a_list_without_a_country_is_told_what_to_add_also_below_a_title() -> None:
    text = "Notes:\nSome addresses are missing.\n\nFirst Name,Last Name,Email Address,Company\nAda,Testa,a@l.example,Lumen\n"
    with pytest.raises(ListRefused) as refused:
        read(text)
    assert refused.value.sentence.startswith("Missing column: Country. It decides what can be delivered")
    assert "Add a column headed “Country”" in refused.value.sentence
