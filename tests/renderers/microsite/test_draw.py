"""The gift page as it is drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from typing import get_args

import pytest

from renderers.context import MaterialFacts, Story
from renderers.errors import ContextError, FontMissing, ProofFailed
from renderers.language.names import masthead_name
from renderers.language.translations import ASSETS, LOCALES, text
from renderers.markup.readable import readable
from renderers.microsite.draw import Became, closed_page, held_page, later_page, reason_line
from renderers.microsite.live import splice
from renderers.product.marks import table_of
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from tests.line_ends import parted
from tests.renderers.hostile import HOSTILE

JANA = SAMPLE_STORIES["jana"]
DRAWN = [name for name in SAMPLE_STORIES if name != "misaki"]
TAGS = re.compile(r"<[a-z!/][^>]*>", re.IGNORECASE)


def page(story: Story) -> str:
    return splice(render("microsite", story).body, sample_live(story), lambda: story).decode()


def named(name: str) -> Story:
    return replace(JANA, person=replace(JANA.person, given_name=name, full_name=name))


@cache
def tags_of_jana() -> list[str]:
    return TAGS.findall(parted(render("microsite", JANA).body.decode()))


@pytest.mark.parametrize("name", DRAWN)
def test_a_whole_page_stays_small_and_strict(name: str) -> None:
    html = page(SAMPLE_STORIES[name])
    assert len(html.encode()) < 60_000
    assert not re.search(
        r"\sstyle=|\son\w+=|<style|<script(?! src=\"/static/scripts/(gift|player|film).js\" defer></script>)", html
    )
    outside = [
        url
        for url in re.findall(r'(?:src|href|poster)="(https?:[^"]+)"', html)
        if not url.startswith("https://handpicked.example/")
    ]
    assert outside == []


def test_the_letter_names_the_person_once_and_the_page_once() -> None:
    words = render("microsite", JANA).text.splitlines()
    assert words[0] == "A gift for Jana Nováková from Fjord & Loom AS"
    assert "Jana, we picked a gift for you." in words
    assert "handpicked.Jana Nováková" not in words


def test_without_a_name_nothing_swaps() -> None:
    html = page(SAMPLE_STORIES["no-name"])
    assert "We picked a gift for you. It’s yours if you’d like it." in html
    assert "mark-in" not in html


def test_reasons_stand_with_their_sources() -> None:
    words = render("microsite", JANA).text
    assert "You follow a vegan diet.\nYou told us · 3 March · A rule we never break." in words
    assert "You like chocolate.\nOur guess · 20 April · It doesn’t matter if we’re wrong: " in words
    assert "this only decided between equally good gifts." in words
    assert "From a list Fjord & Loom AS gave us · 19 April" in words
    assert "We looked at 113 gifts" in words


def test_the_safety_table_says_every_mark_in_words() -> None:
    safety = replace(
        JANA.gift.safety,
        contains=("nuts",),
        may_contain=("sesame", "peanuts"),
        free_of=("milk", "eggs"),
        unknown=("lupin",),
        min_age=18,
    )
    words = render("microsite", replace(JANA, gift=replace(JANA.gift, safety=safety))).text
    for said in (
        "Contains\nNuts",
        "May contain\nSesame seeds and peanuts. If you have an allergy, we treat “may contain” as “contains”.",
        "Free of\nMilk and eggs",
        "Not stated\nLupin. If you have an allergy, we treat “not stated” as “contains”.",
        "Suitable for vegans",
        "Not suitable for a keto diet",
        "For people aged 18 or over",
    ):
        assert said in words


def test_what_nobody_eats_is_told_by_what_it_is_made_of() -> None:
    words = render("microsite", SAMPLE_STORIES["darya"]).text
    assert "Это не\u00a0едят и\u00a0не\u00a0наносят на\u00a0кожу." in words
    assert "Содержит\nНикель\nМожет содержать\nМатериалы животного происхождения (кроме названных)." in words


def test_materials_stand_in_the_same_table_as_allergens() -> None:
    made_of = MaterialFacts(contains=("pollen",), may_contain=("beeswax",), free_of=("wool",), unknown=("nickel",))
    safety = replace(
        JANA.gift.safety, contains=("milk",), may_contain=(), free_of=("eggs",), unknown=(), materials=made_of
    )
    words = render("microsite", replace(JANA, gift=replace(JANA.gift, safety=safety))).text
    for said in (
        "Contains\nMilk and pollen",
        "May contain\nBeeswax. If you have an allergy, we treat “may contain” as “contains”.",
        "Free of\nEggs\n",
        "Not stated\nNickel. If you have an allergy, we treat “not stated” as “contains”.",
    ):
        assert said in words


@pytest.mark.parametrize("name", DRAWN)
def test_that_a_gift_is_no_food_is_never_said_to_be_checked(name: str) -> None:
    html = page(SAMPLE_STORIES[name])
    assert html.count('class="t-') == len(
        table_of(SAMPLE_STORIES[name].person.locale, SAMPLE_STORIES[name].gift.safety)
    )
    assert not re.search(r'class="yes">(?:(?!</li>).)*(?:Not food|Не\s+продукты|Není to jídlo)', html)


def test_a_reason_nobody_has_a_word_for_is_the_person_s_own() -> None:
    fact = replace(JANA.reasons[1], value="kite repair")
    assert reason_line("en", fact).sentence == "You like kite repair."


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_letters_or_nothing(name: str) -> None:
    try:
        html = render("microsite", named(name)).body.decode()
    except ContextError as refused:
        assert refused.where.startswith("story.person.")
        return
    except FontMissing:
        assert masthead_name(named(name).person) == name.strip()
        return
    used = masthead_name(named(name).person)
    if used is None:
        assert name not in unescape(readable(html)) or len(name) < 4
        assert "We picked a gift for you. It’s yours if you’d like it." in html
    else:
        plain = re.sub(r"<bdi>([^<]*)</bdi>(?=,)", r"\1", html)  # a name from the right keeps its own direction
        assert TAGS.findall(parted(plain)) == tags_of_jana()
        assert f"{used}, we picked a gift for you." in unescape(parted(plain))


def test_no_font_of_ours_is_asked_for_the_names_of_the_languages() -> None:
    drawn = render("microsite", JANA)
    assert "日本語" in drawn.body.decode()
    assert not re.search("[\u0600-\u06ff\u3040-\u9fff]", drawn.text)


@pytest.mark.parametrize("company", HOSTILE[:40])
def test_a_hostile_company_is_inert_too(company: str) -> None:
    story = replace(JANA, person=replace(JANA.person, company=company))
    assert "<script>alert" not in page(story)
    assert "onerror=alert(1)>" not in page(story)


def test_a_product_text_with_a_token_never_leaves() -> None:
    with pytest.raises(ProofFailed, match="unresolved token"):
        render("microsite", replace(JANA, gift=replace(JANA.gift, line="For {first_name}.")))


@pytest.mark.parametrize("became", [None, *get_args(Became)])
@pytest.mark.parametrize("locale", LOCALES)
def test_a_closed_page_shows_no_name_no_gift_and_no_sender(locale: str, became: Became | None) -> None:
    html = closed_page(locale, became).decode()
    assert text(locale, f"microsite.closed.{became or 'title'}") in html
    assert f'lang="{locale}"' in html
    assert "<form" not in html
    assert not any(word in html for word in ("Jana", "Nora", "Fjord", JANA.gift.name))


def test_a_held_person_is_asked_and_sees_no_gift() -> None:
    live = replace(sample_live(JANA), state="held", question="diet", notice=None)
    html = held_page(JANA, live).decode()
    assert html.count('name="avoid"') == 14
    assert html.count('name="follow"') == 11
    assert [word for word in ("everything", "told", "unsaid") if f'name="answer" value="{word}"' in html] == [
        "everything",
        "told",
        "unsaid",
    ]
    assert JANA.gift.name not in html
    assert f'action="{live.base_path}/answer"' in html


def test_a_held_person_with_nothing_to_answer_is_told_to_do_nothing() -> None:
    live = replace(sample_live(JANA), state="held", question=None)
    html = held_page(JANA, live).decode()
    assert "There’s nothing you need to do." in html
    assert html.count("<form") == html.count("/not-me") == 1


@pytest.mark.parametrize(("reader", "names"), [("greeted", 1), ("unnamed", 0), ("not_me", 0)])
def test_a_held_person_is_named_like_any_other(reader: str, names: int) -> None:
    live = replace(sample_live(JANA), state="held", question="diet", reader=reader)
    assert held_page(JANA, live).decode().count("Jana Nováková") == names


def test_a_brand_of_its_own_colours_brings_one_more_sheet() -> None:
    themed = replace(JANA, brand=replace(JANA.brand, tokens={"ember": "#0F5C4A"}))
    assert '<link rel="stylesheet" href="/static/themes/0f5c4a-fbf8f3.css">' in page(themed)
    assert "/static/themes/" not in page(JANA)


def test_words_in_another_language_say_which() -> None:
    arabic = page(replace(SAMPLE_STORIES["amal"], copy_locale="en"))
    assert '<div class="slip" lang="en" dir="ltr">' in arabic
    assert '<h2 class="gift-name">' in arabic
    english_gift = replace(JANA.gift, locale="en")
    foreign = page(replace(SAMPLE_STORIES["amal"], gift=english_gift))
    assert '<h2 class="gift-name" lang="en" dir="ltr">' in foreign
    assert "الوصف بالإنجليزية" in foreign
    assert "الوصف بالإنجليزية" not in arabic


@pytest.mark.parametrize("locale", LOCALES)
def test_no_heading_says_that_it_failed_where_what_was_sent_is_saved(locale: str) -> None:
    failed = text(locale, "microsite.later.title")
    for came_of_it in ("not_saved", "nothing"):
        assert f"<h1>{failed}</h1>" in later_page(locale, came_of_it).decode()  # type: ignore[arg-type]
    assert not [one for one in ("saved", "too_many") if failed in later_page(locale, one).decode()]  # type: ignore[arg-type]


def test_no_sentence_is_laid_out_as_a_row_of_parts() -> None:
    """A flex box parts its words at every name and sum within them, and sets its gap where a space is."""
    css = (ASSETS / "styles" / "recipient.css").read_text()
    rules = dict(re.findall(r"^(\.btn|\.src|\.safety dt) \{([^}]*)\}", css, re.MULTILINE))
    assert sorted(rules) == [".btn", ".safety dt", ".src"]
    assert [name for name, rule in rules.items() if re.search(r"flex|grid|gap", rule)] == []


def test_how_to_use_and_keep_the_gift_stands_with_what_it_is_made_of() -> None:
    jana = named("jana")
    told = page(replace(jana, gift=replace(jana.gift, locale="en", use="Warm it first.", keep="Dry & dark.")))
    assert "How to use it: Warm it first." in readable(told, "microsite")
    assert "How to keep it: Dry & dark." in readable(told, "microsite")
    with pytest.raises(ProofFailed):
        page(replace(jana, gift=replace(jana.gift, use="Use it with {name}.")))


def test_an_inscription_is_drawn_over_the_picture_where_it_has_a_place_and_only_there() -> None:
    jana = named("jana")
    gift = replace(jana.gift, image="shapes/mug", inscription="JN", place="shapes/mug")
    told = page(replace(jana, gift=gift))
    assert re.search(r'<svg class="carved"[^>]*><g transform="matrix\([^)]*\)"><text [^>]*>JN</text></g></svg>', told)
    assert 'class="carved"' not in page(replace(jana, gift=replace(gift, place=None)))
    assert 'class="carved"' not in page(replace(jana, gift=replace(gift, inscription=None)))
    assert 'class="carved"' not in page(replace(jana, gift=replace(gift, place="shapes/umbrella")))
