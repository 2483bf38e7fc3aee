"""What a person reads is in their language from title to foot: no English but names, and what says of itself that it is English."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Final

import pytest

from renderers.context import Charity
from renderers.language.translations import LOCALES, _surface, resolve
from renderers.markup.readable import _SPOKEN, _VOID
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.everything import film_words, mails_of, pages_of

READERS: Final = ("jana-cs", "darya", "thordis", "stefan", "amal", "misaki")
SURFACES: Final = ("common", "microsite", "mail", "privacy", "tell", "safety", "statement", "film", "video")
ENGLISH: Final = re.compile(
    r"\b(the|and|with|your|you|this|that|from|which|what|our|we|was|were|will|have|has|is not|isn’t|been|gift|gifts|until|"
    r"press|please|page|account executive|norway|org\. no\.|email|company|english|more|less|thank|choose|chosen|for you)\b",
    re.IGNORECASE,
)
NAMES: Final = (
    "Nora Whitfield", "Fjord & Loom AS", "Fjord & Loom", "Lantern Books", "Clearbrook Rivers", "Handpicked", "handpicked",
    "Gulf Horizon Trading", "handpicked.example", "help@handpicked.example", "j@vltava.example", "Vltava Instruments",
    "gifts.example",
)  # fmt: skip


class _Read(HTMLParser):
    """The words of a page that claims to be in one language: what stands in an element of another is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = tag in {"style", "script"} or given.get("lang") == "en" or (bool(self._open) and self._open[-1][1])
        if not silent:
            self.words += [said for name in _SPOKEN if (said := given.get(name))]
            self.words += [said for name in ("content", "value") if " " in (said := given.get(name) or "")]
        if tag not in _VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.words.append(data)


def read(html: str) -> str:
    """Everything a reader of the page meets that does not say it is English."""
    reader = _Read()
    reader.feed(re.sub(r'<meta name="(viewport|robots|color-scheme|supported-color-schemes|referrer)"[^>]*>', "", html))
    return "\n".join(reader.words)


@cache
def english_sentences() -> dict[str, str]:
    """Key -> the longest run of words between two fields of an English sentence of two words or more."""
    found = {}
    for surface in SURFACES:
        for key, sentence in _surface(surface)["en"].items():
            for form in (sentence,) if isinstance(sentence, str) else sentence.values():
                longest = max((part.strip() for part in re.split(r"\{\w+\}", form.replace("**", ""))), key=len)
                if " " in longest and not key.startswith("common.date."):
                    found[longest] = key
    return found


@cache
def told_to(name: str) -> dict[str, str]:
    """Title -> everything that this sample person reads or hears, without what says that it is English."""
    story = SAMPLE_STORIES[name]
    told = {title: read(html) for title, html in pages_of(story)}
    for title, mail in mails_of(story):
        told[f"{title} mail"] = "\n".join(
            (read(mail.body.decode()), *(mail.files[part][1].decode() for part in ("text", "subject")))
        )
    return told | {"film": film_words(story)}


def english_in(words: str) -> list[str]:
    """What of the text is English, names apart."""
    for name in NAMES:
        words = words.replace(name, "·")
    plain = re.sub(r"[\u2066-\u2069\u200e\u200f]", "", re.sub(r"\s+", " ", words))
    found = [f"{key}: {said}" for said, key in english_sentences().items() if said in plain]
    return found + [
        plain[max(0, hit.start() - 40) : hit.end() + 40] for hit in ENGLISH.finditer(re.sub(r"\S*[/@]\S*", "", plain))
    ]


def test_there_is_a_reader_for_every_other_language() -> None:
    assert {resolve(SAMPLE_STORIES[name].person.locale) for name in READERS} == set(LOCALES) - {"en"}


@pytest.mark.parametrize("name", READERS)
def test_no_english_is_left_on_a_page_in_a_mail_a_statement_or_a_film(name: str) -> None:
    told = told_to(name)
    # The recaller wrote in English alone, and a plain mail has no way to say so.
    left = {
        title: found
        for title, words in told.items()
        if (found := english_in(words.replace("The lid was not closed.", "")))
    }
    assert left == {}
    assert len(told) > 60


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("misaki", r"[ぁ-ヿ一-鿿][,;:!?](?!\d)|[。、：！？] (?! )|[ぁ-ヿ一-鿿]\. "),
        ("amal", r"[\u0620-\u064a][\u064b-\u0652]*[,;?]"),
    ],
)
def test_what_is_said_is_joined_as_its_script_does(name: str, latin: str) -> None:
    """No Latin comma, colon or space where Japanese or Arabic has its own."""
    told = {title: re.sub(r"\s*\n\s*", "\n", words) for title, words in told_to(name).items()}
    found = {
        title: [words[max(0, hit.start() - 20) : hit.end() + 20] for hit in re.finditer(latin, words)]
        for title, words in told.items()
    }
    assert {title: hits for title, hits in found.items() if hits} == {}


def test_english_would_be_found_in_text_attributes_and_titles() -> None:
    page = '<title>A gift for you</title><p lang="en">Thank you.</p><img alt="What it is"><input value="See the gift">'
    assert [bool(english_in(part)) for part in read(page).split("\n")] == [True, True, True]
    assert english_in("Děkujeme. We picked a gift for you.") != []
    assert english_in("Děkujeme, Nora Whitfield, Fjord & Loom AS.") == []


def test_an_english_page_is_full_of_english() -> None:
    told = {title: read(html.replace('lang="en"', "")) for title, html in pages_of(SAMPLE_STORIES["jana"])}
    assert [title for title, words in told.items() if not english_in(words)] == []


@pytest.mark.parametrize("name", ["amal"])
def test_what_somebody_wrote_in_english_alone_says_so(name: str) -> None:
    story = SAMPLE_STORIES[name]
    english = replace(
        story,
        sender=replace(story.sender, title="Account Executive", title_locale="en"),
        occasion="a year with you",
        message="Thank you for this year.",
        copy_locale="en",
        gift=replace(
            story.gift, name="The tea", line="A tea for you", inside="The tea", image_alt="The tea", locale="en"
        ),
        charities=(Charity("clearbrook", "Clearbrook Rivers", "Plants trees with you.", "en"),),
    )
    told = dict(pages_of(english))
    # Print has no way to say it, nor has a subject that is also the title of its mail.
    assert [title for title, html in told.items() if english_in(read(html))] == [
        "statement on paper",
        "statement of a value on paper",
    ]
    bodies = {title: (mail.body.decode(), mail.files["subject"][1].decode()) for title, mail in mails_of(english)}
    assert [title for title, (html, subject) in bodies.items() if english_in(read(html).replace(subject, ""))] == []
    assert "Account Executive" not in film_words(english)
