"""The mail that brings a letter: in every language, with its words or with word that they are on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.errors import ProofFailed
from renderers.language.translations import LOCALES
from renderers.mail.reply import reply_mail
from renderers.samples.stories import SAMPLE_STORIES

STORY = SAMPLE_STORIES["jana"]


def text(words: str | None, locale: str = "en", *, is_automatic: bool = False, joins_thread: bool = True) -> str:
    story = replace(STORY, person=replace(STORY.person, locale=locale))
    mail = reply_mail(story, words=words, is_automatic=is_automatic, joins_thread=joins_thread)
    assert set(mail.files) == {"body", "text", "subject"}
    return mail.files["text"][1].decode()


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_its_mail(locale: str) -> None:
    assert f"{STORY.links.page}/thread" in text("One line.\n\nAnother {{ line }}, or None.", locale)
    assert "One line" not in text(None, locale, is_automatic=True, joins_thread=False)


def test_who_writes_and_where_a_reply_goes_is_said() -> None:
    assert "Automatic answer, from the gift’s own facts:" in text("It’s on its way.", is_automatic=True)
    assert "You can also simply reply to this email." in text("Hello")
    assert f"A reply to this email goes to {STORY.sender.name}." in text("Hello", joins_thread=False)
    assert "You can read it on your page." in text(None)


def test_a_letter_without_anything_to_see_is_no_mail() -> None:
    with pytest.raises(ProofFailed):
        text("\N{ZERO WIDTH JOINER}")
