"""Nobody is given a title: none is guessed from a name, a job title or a list, and no sentence puts one before a name. No form asks
for one either. Whoever wants to be addressed by one writes it in the line of how we address them, in their own words, on the page
of what we know (`tests/service/content/pages/test_called.py`).

Japanese adds 様 to every reader and every giver, which tells neither gender nor rank; a bare name would be rude there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest

from renderers.context import Person
from renderers.language.names import greeting_name, masthead_name
from renderers.language.translations import CATALOGS, LOCALES
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from service.planning.people.lists.cells.names import read_part, read_whole

TEMPLATES = CATALOGS.parent / "templates/microsite"
TITLES = (
    r"mr|mrs|ms|miss|mx|dr|prof|sir|madam|dear|herr|frau|pan|paní|pane|vážen\w*|domnul\w*|doamn\w*|stimat\w*|herra|frú|fröken|"
    r"kær\w*|господин\w*|госпож\w*|г-н|г-жа|уважаем\w*|дорог\w*|السيد|السيدة|الأستاذ|الدكتور|عزيزي|عزيزتي"
)
_NAME = r"\{(?:name|greeting)\}"
BESIDE_A_NAME = re.compile(rf"(?<!\w)(?:{TITLES})\.?\s+{_NAME}|{_NAME}\s*(?:氏|先生|殿|君|ちゃん)", re.IGNORECASE)
IN_JAPANESE = re.compile(r"\{name\}(?:様|さん)")


def sentences(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from sentences(branch)
    elif isinstance(tree, str):
        yield tree


def told_in(locale: str) -> list[str]:
    files = [CATALOGS / f"{locale}.json", *sorted(CATALOGS.glob(f"{locale}.*.json"))]
    return [one for file in files for one in sentences(json.loads(file.read_text("utf-8")))]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_of_page_mail_film_statement_card_thread_or_text_puts_a_title_beside_a_name(locale: str) -> None:
    told = told_in(locale)
    assert sum("{name}" in one for one in told) > 20
    assert [one for one in told if BESIDE_A_NAME.search(one)] == []
    assert bool([one for one in told if IN_JAPANESE.search(one)]) == (locale == "ja")


def test_the_rule_would_find_one() -> None:
    wrong_ones = (
        "Dear Mrs {name},",
        "Dr. {name}, we",
        "Vážená {name}",
        "Уважаемая {name}",
        "{name}先生へ",
        "عزيزتي {name}",
    )
    for wrong in wrong_ones:
        assert BESIDE_A_NAME.search(wrong), wrong


def test_no_form_of_a_reader_asks_for_a_title_or_offers_any() -> None:
    offered = re.compile(rf"<(?:option|label|legend|input|button)[^>]*>\s*(?:{TITLES})\b", re.IGNORECASE)
    fields = re.compile(r"name=\"(?:title|honorific|salutation|gender|called)\"")
    assert offered.search('<option value="ms">Ms</option>')
    read = [file.read_text("utf-8") for file in sorted(TEMPLATES.rglob("*.html"))]
    assert len(read) > 40
    assert [page for page in read if offered.search(page) or fields.search(page)] == []


def test_what_a_person_is_drawn_from_holds_no_gender_or_job_and_a_title_only_in_their_own_words() -> None:
    assert {field.name for field in fields(Person)} == {
        "locale",
        "given_name",
        "full_name",
        "company",
        "city",
        "called",
        "sound",
    }


@pytest.mark.parametrize(
    ("cell", "given"),
    [
        ("Dr. Ada Testa", "Ada"),
        ("Frau Ada Testa", "Ada"),
        ("Ing. Jana Nováková, Ph.D.", "Jana"),
        ("Mrs. Ada Testa", "Ada"),
        ("Prof. Ada Testa", "Ada"),
    ],
)
def test_a_title_in_a_list_is_no_part_of_the_name_and_is_not_kept(cell: str, given: str) -> None:
    read = read_whole(cell)
    assert (read.given, "." in (read.family or "")) == (given, False)
    assert read_part(cell.removesuffix(" Testa")) == read_part(given) or "Nováková" in cell
    whole = Person("en", read.given, f"{read.given} {read.family}", "Vltava", None)
    assert (greeting_name(whole), str(masthead_name(whole)).split()[0]) == (given, given)


@pytest.mark.parametrize("name", ["jana", "misaki"])
def test_a_drawn_page_and_mail_name_the_person_as_they_write_it(name: str) -> None:
    story = SAMPLE_STORIES[name]
    shown = str(story.person.full_name)
    for kind in ("microsite", "mail"):
        words = render(kind, story).text
        titled = re.search(rf"(?<!\w)(?:{TITLES})\.?\s+{re.escape(shown.split(maxsplit=1)[0])}", words, re.IGNORECASE)
        assert titled is None, (kind, titled)
