"""The invitation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage

import pytest

from renderers.brand.theme import theme_of
from renderers.context import Rendition, Story
from renderers.language.vocabulary import diet, interest
from renderers.mail.draw import without_pictures
from renderers.mail.reminder import reminder_mail
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.mail.parts import file

JANA = SAMPLE_STORIES["jana"]
DRAWN = [name for name in SAMPLE_STORIES if name != "misaki"]


def test_subject_text_and_html_say_the_same() -> None:
    mail = render("mail", JANA)
    assert file(mail, "subject") == "A gift for you from Nora Whitfield"
    for name in ("body", "text"):
        assert "Jana, we picked a gift for you." in file(mail, name)
        assert JANA.message in file(mail, name)
        assert JANA.links.personal in file(mail, name)
        assert JANA.links.unsubscribe in file(mail, name)


def test_without_a_name_the_sentence_needs_none() -> None:
    mail = render("mail", SAMPLE_STORIES["no-name"])
    assert file(mail, "text").startswith("We picked a gift for you. It’s yours if you’d like it.\n")


@pytest.mark.parametrize("name", DRAWN)
def test_a_mail_names_no_gift_and_no_fact(name: str) -> None:
    story = SAMPLE_STORIES[name]
    words = render("mail", story).text
    assert story.gift.name not in words
    for fact in story.reasons:
        if fact.code in ("diet", "interest"):
            word = (diet if fact.code == "diet" else interest)(story.person.locale, fact.value)
            assert not re.search(rf"\b{re.escape(word)}\b", words), word


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_loaded_from_anywhere(name: str) -> None:
    html = file(render("mail", SAMPLE_STORIES[name]), "body")
    assert not re.search(r"<link|<script|url\(|background=", html)
    assert re.findall(r'src(?:set)?="([^"]*)"', html) == ["cid:film-moving", "cid:film"]
    assert "cid:" not in without_pictures(html)
    assert "<picture" not in without_pictures(html)
    words = re.findall(r'alt="([^"]*)" style="', html)
    assert re.search(f'<span style="[^"]*font-family:[^"]*">{re.escape(words[-1])}</span></a>', without_pictures(html))
    assert html.count("<img ") == 1


def test_with_pictures_off_the_film_is_still_told() -> None:
    html = file(render("mail", JANA), "body")
    assert 'alt="Jana Nováková: a gift, picked for you"' in html
    assert ">Play the film, with captions</a>" in html
    assert 'alt="A gift, picked for you"' in file(render("mail", SAMPLE_STORIES["no-name"]), "body")


def test_a_mail_wears_its_brand_by_day_and_by_night() -> None:
    themed = replace(JANA, brand=replace(JANA.brand, tokens={"ember": "#0f5c4a", "paper": "#eef4ff"}))
    html = file(render("mail", themed), "body")
    theme = theme_of(themed.brand)
    assert html.count(f"background:{theme.light.ember}") == 2  # the dot and the button
    assert f".yes{{background:{theme.dark.ember}!important}}" in html
    assert "#c2410c" not in html
    assert "Fjord &amp; Loom" in html.partition("</h1>")[0]


def test_arabic_is_set_from_right_to_left_without_tracking() -> None:
    html = file(render("mail", SAMPLE_STORIES["amal"]), "body")
    assert '<html lang="ar" dir="rtl">' in html
    assert "letter-spacing:-.8px" not in html


def test_a_subject_can_not_carry_a_header() -> None:
    story = replace(JANA, sender=replace(JANA.sender, name="Nora\nBcc: all@example.com"))
    subject = file(render("mail", story), "subject")
    assert subject == "A gift for you from Nora Bcc: all@example.com"
    message = EmailMessage()
    message["Subject"] = subject
    assert message.keys() == ["Subject"]


def test_a_mail_is_small_enough_not_to_be_clipped() -> None:
    assert len(render("mail", JANA).body) < 20_000


@pytest.mark.parametrize("draw", [lambda story: render("mail", story), reminder_mail])
def test_where_nobody_is_named_to_give_the_value_to_no_mail_speaks_of_it(draw: Callable[[Story], Rendition]) -> None:
    given, kept = draw(JANA), draw(replace(JANA, charities=()))
    for name in ("body", "text"):
        assert "swap it, donate its value or say no" in file(given, name)
        assert "swap it or say no" in file(kept, name)
        assert "away" not in file(kept, name).replace("\u00a0", " ").split("</style>")[-1]


def test_a_plain_mail_joins_as_its_script_does() -> None:
    japanese = file(render("mail", SAMPLE_STORIES["misaki"]), "text").replace(
        f"{SAMPLE_STORIES['misaki'].person.full_name}", ""
    )
    assert not re.search(r"[\u3041-\u9fff。、）] |: ?\n", japanese)
    greeted = replace(SAMPLE_STORIES["amal"], person=replace(SAMPLE_STORIES["amal"].person, given_name="Nan"))
    assert file(render("mail", greeted), "text").startswith("\u2068Nan\u2069، ")
    subject = file(render("mail", greeted), "subject")
    assert "\u2068Nora Whitfield\u2069" in subject
    assert "\u2068" not in file(render("mail", greeted), "body").replace(subject, "")


def test_a_name_that_runs_from_the_right_is_set_apart_in_a_mail_that_runs_from_the_left() -> None:
    greeted = replace(JANA, person=replace(JANA.person, given_name="أمل"))
    assert file(render("mail", greeted), "text").startswith("\u2068أمل\u2069, we picked")
    assert "<bdi>أمل</bdi>, we picked" in file(render("mail", greeted), "body")
