"""What stands on a gift: merged, short enough, drawable, or nothing at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Person
from renderers.errors import ProofFailed, TemplateError
from renderers.inscription.merged import initials, inscription_for
from renderers.product.marks import inscribed, inside_of
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES

JANA = Person("cs", "Jana", "Jana Nováková", "Vltava Instruments", None)


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Jana Nováková", "JN"),
        ("Šárka Němcová-Malá", "ŠNM"),
        ("Ludwig van Beethoven", "LvB"),
        ("Ольга Иванова", "ОИ"),
        ("佐藤美咲", None),
        ("ليلى حداد", None),
        ("N. 2", None),
        (None, None),
    ],
)
def test_initials_are_the_first_letter_of_each_part_where_a_script_has_them(
    name: str | None, letters: str | None
) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("copy", "most", "words"),
    [
        ("{initials}", 3, "JN"),
        ("{initials}", 1, None),
        ("For {given_name}", 8, "For Jana"),
        ("For {given_name}", 7, None),
        ("{given_name|You}[[, {company}]]", 40, "Jana, Vltava Instruments"),
        ("To the hills", 12, "To the hills"),
        ("two\nlines", 40, None),
        ("ᏩᏯ", 40, None),
    ],
)
def test_an_inscription_is_merged_and_left_out_where_it_does_not_fit(copy: str, most: int, words: str | None) -> None:
    assert inscription_for(copy, JANA, most) == words


def test_a_maker_of_one_kind_writes_nothing_of_the_other() -> None:
    found = {
        (copy, kind): inscription_for(copy, JANA, 40, (kind,))
        for copy in ("{initials}", "For {initials}")
        for kind in ("initials", "line")
    }
    assert found == {
        ("{initials}", "initials"): "JN",
        ("{initials}", "line"): None,
        ("For {initials}", "initials"): None,
        ("For {initials}", "line"): "For JN",
    }


def test_whoever_lacks_a_value_gets_the_gift_without_it() -> None:
    nobody = replace(JANA, given_name=None, full_name=None)
    assert inscription_for("{initials}", nobody, 10) is None
    assert inscription_for("{given_name|You}", nobody, 10) == "You"


@pytest.mark.parametrize("copy", ["{sender_name}", "{gift_name}", "{given_name", "{nothing}"])
def test_only_what_is_the_persons_own_can_stand_on_a_gift(copy: str) -> None:
    with pytest.raises(TemplateError):
        inscription_for(copy, JANA, 40)


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("en", "On it: JN"),
        ("cs", "Nápis: JN"),
        ("ro", "Inscripție: JN"),
        ("is", "Áletrun: JN"),
        ("ru", "Надпись: JN"),
        ("ja", "刻印：JN"),
        ("ar", "النقش: JN"),
    ],
)
def test_it_is_told_in_every_language(locale: str, sentence: str) -> None:
    gift = replace(next(iter(SAMPLE_STORIES.values())).gift, locale=locale, inscription="JN")
    assert inscribed(gift) == sentence
    assert inscribed(replace(gift, inscription=None)) is None
    gap = "" if locale == "ja" else " "
    assert f"cherries.{gap}{sentence}" in inside_of(gift)


def test_the_page_shows_it_to_its_person_alone_and_the_proof_reads_it() -> None:
    story = SAMPLE_STORIES["jana"]
    written = replace(story, gift=replace(story.gift, inscription="JN"))
    page = render("microsite", written).body.decode()
    part = page[page.index("On it: JN") - 200 : page.index("On it: JN") + 60]
    assert "<!--part:named--><p" in part
    assert "</p><!--/part:named-->" in part
    with pytest.raises(ProofFailed, match=r"inscription: There is an unresolved token"):
        render("microsite", replace(story, gift=replace(story.gift, inscription="{initials}")))
