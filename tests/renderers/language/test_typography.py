"""How each language sets its signs: quotation marks, dashes, spaces that no line may break, percent, punctuation of the script.

Spaces are set in one place when a sentence is read or drawn (`translations.tie`), so sentences are
looked at as they come out of it.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from renderers.language.translations import ASSETS, LOCALES, babel_locale, tie
from renderers.markup.readable import readable
from renderers.microsite.live import splice
from renderers.render import render
from renderers.samples.stories import SAMPLE_STORIES, sample_live
from workshop.readback.entries import read_entries

QUOTES = {"en": "“”‘’", "cs": "„“‚‘", "ro": "„”«»", "is": "„“‚‘", "ru": "«»„“", "ar": "«»", "ja": "「」『』"}
"""Opening and closing, then those inside; the English apostrophe is the last of its four."""
ANY_QUOTE = frozenset("\"'`´“”‘’„‚«»「」『』‹›")
NEVER = re.compile(r"\.\.\.| - |--| {2}|\d-\d|[!！]|[ \u00a0](?:[,.;:?،؛؟、。…)]|$)|[(«„「] ", re.MULTILINE)
"""Three dots, a hyphen for a dash, two spaces, an exclamation mark, a space before a sign that closes or after one that opens."""
FIELD = re.compile(r"\{[a-z_]+\}")
OWN = {
    "cs": re.compile(r"(?:^|[\s(„*])[kszvouaiKSZVOUAI] |(?<=\d)\.? (?=[^\W\d_])|\} (?:let|roku|dn)|—"),
    "ru": re.compile(r"(?:^|[\s(«*])[ВвКкСсОоУуИиЯя] |(?<=\d)\.? (?=[^\W\d_])| —|—(?! )|–"),
    "ro": re.compile(r"(?<=\d)\.? (?=[^\W\d_])|[şţŞŢ]|—"),
    "is": re.compile(r"(?<=\d)\.? (?=[^\W\d_])|—"),
    "ar": re.compile(r"[,;?]"),
    "ja": re.compile(
        r"[\u3041-\u9fff。、）」：] | [\u3041-\u9fff（「]|[,;:?()!]|[\uff61-\uff9f\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
    ),
}
"""What a language does not set: a line that could end in a one-letter word or between a figure and its unit, a dash that is not its
own, Latin punctuation, letters of other widths or with a cedilla."""


@cache
def said(locale: str) -> tuple[tuple[str, str], ...]:
    """Key and text, as they are drawn and without the names of fields, of everything that readers of a language are told."""
    return tuple(
        (entry.key, FIELD.sub("{}", tie(locale, line)))
        for entry in read_entries().values()
        if entry.is_translated and ".date." not in entry.key and locale in entry.said
        for line in plain(entry.said[locale])
    )


def plain(text: str) -> list[str]:
    """Its lines, without the names of plural forms."""
    return [re.sub(r"^(?:zero|one|two|few|many|other): ", "", line) for line in text.splitlines()]


def faults(locale: str, words: str) -> list[str]:
    """What is set wrongly in words of a language, as it stands there."""
    found = [quote for quote in words if quote in ANY_QUOTE and quote not in QUOTES[locale]]
    found += [match.group() for match in NEVER.finditer(words)]
    found += [match.group() for match in OWN[locale].finditer(words)] if locale in OWN else []
    pattern = babel_locale(locale).percent_formats[None].pattern
    wanted = "\u00a0" if "\u00a0" in pattern else ""
    found += [match.group() for match in re.finditer(r"(?<=\d)(\s?)%", words) if match.group(1) != wanted]
    opening, closing = QUOTES[locale][:2]
    return found + ([f"{opening}{closing}"] if words.count(opening) != words.count(closing) else [])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_set_as_its_language_asks(locale: str) -> None:
    assert [(key, wrong) for key, words in said(locale) if (wrong := faults(locale, words))] == []


@pytest.mark.parametrize(
    ("locale", "words", "found"),
    [
        ("en", "We don't", ["'"]),
        ("en", "A gift - for you...", [" - ", "..."]),
        ("en", "95 % of 3-4", ["3-4", " %"]),
        ("cs", "v Brně", ["v "]),
        ("cs", "Nejpozději 30 dní", [" "]),
        ("cs", "95% a\u00a0„takto”", ["”", "%", "„“"]),
        ("cs", "„takto", ["„“"]),
        ("ru", "звук — тут", [" —"]),
        ("ru", "скажите ”да”", ["”", "”"]),
        ("ro", "20 de zile, ştiți", [" ", "ş"]),
        ("is", "95\u00a0%", ["\u00a0%"]),
        ("ar", "نعم, لا?", [",", "?"]),
        ("ja", "はい (いいえ)", ["い ", "(", ")"]),
    ],
)
def test_each_fault_would_be_found(locale: str, words: str, found: list[str]) -> None:
    assert faults(locale, words) == found


@pytest.mark.parametrize("name", ["jana", "jana-cs", "darya", "thordis", "stefan", "amal", "misaki"])
def test_what_is_drawn_is_set_as_its_language_asks(name: str) -> None:
    story = SAMPLE_STORIES[name]
    page = render("microsite", story).files["body"][1]
    mail = render("mail", story).files["text"][1].decode("utf-8")
    drawn = f"{readable(splice(page, sample_live(story), lambda: story).decode('utf-8'))}\n{mail}"
    for given in (story.sender.street, story.sender.city, story.sender.company, " UTC"):
        drawn = drawn.replace(given, "")
    alt = {story.gift.image_alt, *(other.image_alt for other in story.alternatives)}
    lines = [line.strip() for line in drawn.splitlines() if line.strip() not in {"--", *alt}]
    signs = re.compile(r"[\"'`´]|\.\.\.| - |(?<!-)--(?!-)|(?<=\d)-(?=\d\d? )")
    assert [line for line in lines if signs.search(line)] == []
    if story.person.locale in OWN and story.person.locale not in {"ar", "ja"}:
        assert [line for line in lines if re.search(r"\d\.? [^\W\d_]|\d %", line)] == []


ONE_FORM = re.compile(
    r"(?<!\w)[وف]?(?:إلا|حتى|ثم(?!ّ)|تم(?!ّ)|أيام|مرة|مادة|جدا|لأن(?![\wّ])|كل(?![\wّ]))(?!\w)|عنوان التسليم|مكان التسليم|ّّ"
)
"""Arabic words that we write with their doubling mark, without it; and the address that has one name, under another."""


def test_arabic_spells_a_word_in_one_way() -> None:
    texts = [(path.name, path.read_text("utf-8")) for path in sorted((ASSETS / "translations").glob("ar*.json"))]
    texts.append(("catalog.json", (ASSETS / "samples" / "catalog.json").read_text("utf-8")))
    assert [(name, match.group()) for name, words in texts for match in ONE_FORM.finditer(words)] == []


@pytest.mark.parametrize("said", ["إلا أنّ", "حتى الغد", "ثم نختار", "تم الحفظ", "عنوان التسليم", "ثمّّ"])
def test_the_other_spelling_would_be_found(said: str) -> None:
    assert ONE_FORM.search(said)
    assert not ONE_FORM.search("إلّا أنّ حتّى ثمّ تمّ كلّ عنوان التوصيل ثمر كلمة")


def literal(template: Path) -> str:
    """The words of a template that come from no catalogue and are no value."""
    source = re.sub(
        r"\{#.*?#\}|\{% macro.*?endmacro %\}|\{%.*?%\}|<(style|script|code|pre).*?</\1>",
        "",
        template.read_text("utf-8"),
        flags=re.S,
    )
    return re.sub(r"<[^>]*>", "\n", re.sub(r"\{\{.*?\}\}", "{}", source, flags=re.S))


@pytest.mark.parametrize("folder", ["mail", "microsite", "statement"])
def test_a_template_says_nothing_of_its_own(folder: str) -> None:
    """Every word comes from the catalogues. The sender's own statement is in English, whoever reads."""
    ours = {"handpicked"}
    found = []
    for path in sorted((ASSETS / "templates" / folder).rglob("*.html")):
        if path.name != "sender.html":
            words = re.findall(r"(?<![\w;&])[^\W\d_]{2,}(?![\w;])", literal(path))
            found += [(path.name, word) for word in words if word not in ours]
    assert found == []


def test_the_templates_of_the_console_set_curly_quotes_and_real_dashes() -> None:
    found = []
    for path in sorted((ASSETS / "templates").rglob("*.html")):
        found += [
            (path.name, line) for line in literal(path).splitlines() if re.search(r"\w'\w|\.\.\.| - |--|\d-\d", line)
        ]
    assert found == []
