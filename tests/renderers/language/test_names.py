"""When a person is named, and how."""

from __future__ import annotations

import pytest

from renderers.context import Person, Sender
from renderers.language.names import (
    company_name,
    full_name,
    given_name,
    greeting_name,
    in_title,
    masthead_name,
    name_on_paper,
    sender_given_name,
    spoken_to,
    usable,
)


def person(given: str | None, full: str | None, company: str = "Vltava") -> Person:
    return Person("en", given, full, company, None)


@pytest.mark.parametrize(
    "name",
    [
        "Jana",
        "Þórdís Ægisdóttir",
        "Ștefan",
        "Дарья",
        "أمل حداد",
        "田中 美咲",
        "Nan",
        "Null",
        "O’Brien",
        "Jean-Luc",
        "St. John",
        "X Æ A-12",
    ],
)
def test_a_name_is_kept_as_its_owner_writes_it(name: str) -> None:
    assert usable(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "  ",
        "{{first_name}}",
        "[Name]",
        "<b>Jana</b>",
        "N/A",
        "n/a",
        "null",
        "unknown",
        "-",
        "123",
        "...",
        "${x}",
        "%s",
        "a@b.c",
        "x" * 81,
        "Ja\u202ena",
        "Ja\x00na",
        "http://x",
    ],
)
def test_what_is_not_a_name_is_not_used(name: str | None) -> None:
    assert usable(name) is None


def test_the_masthead_falls_back_to_the_given_name_and_then_to_nobody() -> None:
    assert masthead_name(person("Jana", "Jana Nováková")) == "Jana Nováková"
    assert masthead_name(person("Jana", None)) == "Jana"
    assert masthead_name(person("Jana", "{{ name }}")) == "Jana"
    assert masthead_name(person(None, None)) is None


def test_a_family_name_alone_greets_nobody() -> None:
    assert greeting_name(person(None, "Null")) is None


@pytest.mark.parametrize(
    ("company", "shown"),
    [("Yahoo!", "Yahoo!"), ('ООО "Ромашка"', 'ООО "Ромашка"'), ("{{Company}}", None), ("<i>", None)],
)
def test_a_company_may_carry_signs_that_a_person_does_not(company: str, shown: str | None) -> None:
    assert company_name(person("Jana", None, company)) == shown


def test_a_sender_is_called_by_the_first_name() -> None:
    assert sender_given_name(Sender("Nora Whitfield", "AE", "Fjord", "a", "b", "c")) == "Nora"


TOLD = [
    ("en", "Dr Novak", "Jana Novak (Dr Novak)"),
    ("cs", "paní doktorko", "Jana Novak (paní doktorko)"),
    ("ja", "ノヴァーク先生", "Jana Novak (ノヴァーク先生)"),
    ("ar", "دكتورة يانا", "Jana Novak (دكتورة يانا)"),
    ("ru", "Яна Петровна", "Jana Novak (Яна Петровна)"),
    ("is", "Dr. Jana Novak", "Dr. Jana Novak"),
]


@pytest.mark.parametrize(("locale", "words", "paper"), TOLD)
def test_whoever_told_how_to_address_them_is_addressed_so_everywhere_and_named_whole_on_paper(
    locale: str, words: str, paper: str
) -> None:
    one = Person(locale, "Jana", "Jana Novak", "Vltava", None, words)
    said = {say(one) for say in (greeting_name, spoken_to, masthead_name, in_title, given_name, full_name)}
    assert (said, name_on_paper(one)) == ({words}, paper)


def test_who_told_it_needs_no_name_on_a_list() -> None:
    one = Person("cs", None, None, "Vltava", None, "paní doktorko")
    assert (spoken_to(one), name_on_paper(one)) == ("paní doktorko", "paní doktorko")


def test_japanese_adds_its_honorific_to_a_name_alone() -> None:
    one = Person("ja", "美咲", "田中 美咲", "Vltava", None)
    assert (greeting_name(one), spoken_to(one), in_title(one)) == ("田中 美咲", "田中 美咲様", "田中 美咲様")
    assert spoken_to(Person("cs", "Jana", "Jana", "Vltava", None)) == "Jano"
