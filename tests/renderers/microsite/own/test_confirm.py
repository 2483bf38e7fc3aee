"""The page that names what is taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Source
from renderers.markup.readable import readable
from renderers.microsite.own.confirm import ConfirmPage, confirm_page
from renderers.microsite.own.privacy import KnownFact
from renderers.samples.stories import NOW, SAMPLE_STORIES


def fact(kind: str, value: str, source: Source) -> KnownFact:
    return KnownFact(f"fct_{value}", kind, value, source, NOW, None, False, False, True)


def page_of(name: str, *facts: KnownFact, instead: KnownFact | None = None) -> ConfirmPage:
    story = SAMPLE_STORIES[name]
    return ConfirmPage(
        person=story.person,
        sender=story.sender,
        brand=story.brand,
        reader="greeted",
        base_path="/gift/gft_1",
        nonce="5fW3oDq1",
        act="privacy",
        fields=(("act", "erase"), ("fact", facts[0].id)),
        facts=facts,
        instead=instead,
        back="/gift/gft_1/privacy",
        help=story.links.help,
    )


EMMA = next(name for name, story in SAMPLE_STORIES.items() if story.person.locale.startswith("en"))
ALL = (
    fact("allergen", "nuts", "asked"),
    fact("diet", "no_alcohol", "imported"),
    fact("material", "wool", "inferred"),
)


def test_every_fact_is_named_with_whose_word_it_was_and_what_may_come() -> None:
    page = page_of(EMMA, *ALL)
    words = readable(confirm_page(page).decode())

    assert "Your own answer: nuts." in words
    assert "From now on, you may be given a gift that contains nuts." in words
    assert f"From a list that {page.sender.company} gave us: no alcohol." in words
    assert "From now on, you may be given a gift that isn’t suitable for anyone who avoids alcohol." in words
    assert "We worked this out from something that was written: wool." in words


def test_the_second_press_sends_the_first_and_the_name_of_all_that_falls() -> None:
    html = confirm_page(page_of(EMMA, *ALL)).decode()

    assert '<form method="post" action="/gift/gft_1/privacy"' in html
    form = html[html.index("box-danger") :]
    for field in ('name="nonce" value="5fW3oDq1"', 'name="act" value="erase"', 'name="fact" value="fct_nuts"'):
        assert form.count(field) == 1
    assert [f'name="confirm" value="{one.id}"' in html for one in ALL] == [True] * 3
    assert 'href="/gift/gft_1/privacy">No, keep them</a>' in html


def test_a_correction_says_what_takes_its_place() -> None:
    page = page_of(EMMA, ALL[0], instead=fact("allergen", "milk", "asked"))
    assert "We’ll note this instead: milk." in readable(confirm_page(page).decode())
    assert "We’ll note this instead" not in confirm_page(replace(page, instead=None)).decode()


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_the_page_is_told_in_every_language(name: str) -> None:
    assert confirm_page(page_of(name, *ALL)).startswith(b"<!doctype html>")


def test_a_diet_is_named_and_bent_as_its_sentence_asks() -> None:
    name = next(name for name, story in SAMPLE_STORIES.items() if story.person.locale.startswith("cs"))
    words = readable(confirm_page(page_of(name, fact("diet", "vegan", "asked"))).decode()).replace("\u00a0", " ")
    assert "Víme od vás: veganská strava." in words
    assert "Pokud to smažete, může vám přijít dárek nevhodný pro vegany." in words


def test_a_diet_nobody_can_read_any_more_is_told_as_that() -> None:
    page = page_of(EMMA, replace(fact("diet", "", "asked"), is_readable=False))
    assert "gift that isn’t suitable for this diet: something we can no longer read." in readable(
        confirm_page(page).decode()
    )
