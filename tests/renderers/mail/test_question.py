"""The mail that asks before anything is chosen."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from renderers.errors import ProofFailed
from renderers.language.vocabulary import allergen, allergen_keys, diet, diet_keys
from renderers.mail.question import question_mail
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.mail.parts import file

JANA = SAMPLE_STORIES["jana"]
SUBJECTS = {
    "jana": "A gift from Nora Whitfield: one question before we choose",
    "jana-cs": "Nora Whitfield vám chce dát dárek: jedna otázka, než vybereme",
    "darya": "Nora Whitfield хочет сделать вам подарок: один вопрос, прежде чем мы выберем",
    "thordis": "Nora Whitfield vill gefa þér gjöf: ein spurning áður en við veljum",
    "stefan": "Nora Whitfield dorește să vă ofere un cadou: o întrebare înainte de a alege",
    "amal": "هدية من \u2068Nora Whitfield\u2069: سؤال واحد قبل أن نختار",
    "misaki": "Nora Whitfieldからの贈り物について、ひとつお尋ねします",
}


def test_the_whole_mail_in_plain_text() -> None:
    assert (
        file(question_mail(JANA), "text")
        == f"""\
Jana, one question before we choose.

Nora Whitfield at Fjord & Loom AS would like to give you a gift. We’re asking before we choose, so that it’s right for you.

See the question:
{JANA.links.personal}

You can skip it. Answering commits you to nothing, and we only ask once. You have until Friday 14 May.

--
Sent on behalf of Nora Whitfield at Fjord & Loom AS, Nedre gate 7, 0551 Oslo, Norway. You’re receiving this because \
Fjord & Loom AS lists you as a contact at Vltava Instruments. We don’t track whether you open this email.

What we know about you:
{JANA.links.privacy}

Your preferences:
{JANA.links.page}/preferences

No more gifts from Fjord & Loom AS:
{JANA.links.unsubscribe}
"""
    )


@pytest.mark.parametrize(("name", "subject"), SUBJECTS.items())
def test_every_language_has_its_own_subject(name: str, subject: str) -> None:
    assert file(question_mail(SAMPLE_STORIES[name]), "subject") == subject


@pytest.mark.parametrize("name", SUBJECTS)
def test_html_carries_the_link_and_the_way_out_and_says_what_the_text_says(name: str) -> None:
    story = SAMPLE_STORIES[name]
    mail = question_mail(story)
    html = file(mail, "body")
    assert html.count(f'href="{story.links.personal}"') == 1
    assert html.count(f'href="{story.links.unsubscribe}"') == 1
    greeting = re.sub("\u2068(.*?)\u2069", r"<bdi>\1</bdi>", file(mail, "text").splitlines()[0])
    assert greeting in html


@pytest.mark.parametrize("name", SUBJECTS)
def test_nobody_who_sees_the_mail_learns_what_is_asked(name: str) -> None:
    story = SAMPLE_STORIES[name]
    words = question_mail(story).text.casefold()
    secrets = [diet(story.person.locale, key) for key in diet_keys()] + [
        allergen(story.person.locale, key) for key in allergen_keys()
    ]
    assert [word for word in secrets if re.search(rf"\b{re.escape(word.casefold())}\b", words)] == []
    assert story.gift.name.casefold() not in words


def test_the_preheader_says_that_it_can_be_skipped() -> None:
    assert '">It takes a minute, and you can skip it.</div>' in file(question_mail(JANA), "body")


def test_without_a_name_nobody_is_greeted() -> None:
    assert file(question_mail(SAMPLE_STORIES["no-name"]), "text").startswith("One question before we choose.\n")


def test_a_mail_that_lacks_who_asks_is_not_handed_out() -> None:
    with pytest.raises(ProofFailed):
        question_mail(replace(JANA, sender=replace(JANA.sender, name=" ")))


def test_nothing_is_loaded_from_anywhere() -> None:
    assert not re.search(r"<img|<link|<script|url\(|src=|background=", file(question_mail(JANA), "body"))
