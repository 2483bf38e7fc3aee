"""Every sentence in every language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from markupsafe import Markup

from renderers.errors import ProofFailed, TemplateError
from renderers.language import translations
from renderers.language.translations import LOCALES, direction, fields, framed, keys, marked, resolve, text, tie
from renderers.proof import proof, recording

SURFACES = (
    "after", "arrival", "common", "decline", "film", "mail", "microsite", "offers", "others", "parcel", "preferences",
    "privacy", "question",
    "safety", "sms", "statement", "tell", "video", "words",
)  # fmt: skip
EVERY_KEY = [(surface, key) for surface in SURFACES for key in sorted(keys(surface))]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_can_be_said_and_passes_the_proof(locale: str) -> None:
    for surface, key in EVERY_KEY:
        values: dict[str, object] = dict.fromkeys(fields(locale, key), "Nan Goldin")
        for count in (1, 2, 5, 21, 113):
            with recording() as inserted:
                said = text(locale, key, **values | {"count": count})
            if surface == "common" and ".date." in key:
                continue
            proof(said, inserted, f"{locale} {key}")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_asks_for_the_same_values(locale: str) -> None:
    asked = {key: fields(locale, key) - {"count"} for _, key in EVERY_KEY}
    assert asked == {key: fields("en", key) - {"count"} for _, key in EVERY_KEY}


def test_no_sentence_was_left_in_english() -> None:
    for locale in set(LOCALES) - {"en"}:
        same = [key for key in keys("microsite") if text_or_forms(locale, key) == text_or_forms("en", key)]
        assert same == [], locale


def text_or_forms(locale: str, key: str) -> object:
    return translations._find(locale, key)


@pytest.mark.parametrize(
    ("locale", "count", "said"),
    [
        ("en", 1, "1 working day"),
        ("ru", 1, "1\u00a0рабочий день"),
        ("ru", 3, "3\u00a0рабочих дня"),
        ("ru", 5, "5\u00a0рабочих дней"),
        ("ru", 21, "21\u00a0рабочий день"),
        ("cs", 3, "3\u00a0pracovní dny"),
        ("cs", 5, "5\u00a0pracovních dnů"),
        ("is", 21, "21\u00a0virkur dagur"),
        ("ro", 20, "20\u00a0de zile lucrătoare"),
        ("ar", 2, "يوما عمل"),
        ("ja", 4, "4営業日"),
    ],
)
def test_plural_forms_follow_the_language(locale: str, count: int, said: str) -> None:
    assert text(locale, "microsite.fact.lead_short", count=count) == said


def test_values_are_recorded_and_verified() -> None:
    with recording() as inserted:
        text("en", "microsite.hero.greeting", name="Nan")
    assert inserted == {"Nan"}
    with pytest.raises(ProofFailed, match="NoneType"):
        text("en", "microsite.hero.greeting", name=None)


def test_html_escapes_values_and_keeps_strong_words() -> None:
    said = marked("en", "microsite.where.text", company="A&B **<script>**")
    assert "<strong>A&amp;B **&lt;script&gt;** never sees it</strong>" in said
    assert text("en", "microsite.where.text", company="A").count("*") == 0


def test_a_latin_name_is_isolated_in_arabic_and_a_link_is_not_escaped() -> None:
    assert marked("ar", "mail.by", title="AE", company="Fjord") == "<bdi>AE</bdi>، <bdi>Fjord</bdi>"
    link = Markup('<a href="/x">x</a>')
    assert link in marked("ar", "microsite.safe.changed", link=link)


def test_a_latin_name_is_isolated_in_a_plain_arabic_mail() -> None:
    assert framed("ar", "mail.by", title="AE", company="Fjord") == "\u2068AE\u2069، \u2068Fjord\u2069"
    assert framed("ja", "mail.by", title="AE", company="Fjord") == "Fjord、AE"


@pytest.mark.parametrize(
    ("asked", "spoken"), [("en-US", "en"), ("cs_CZ", "cs"), ("RU", "ru"), ("el", "en"), ("ar-AE", "ar")]
)
def test_a_reader_is_spoken_to_in_the_nearest_language(asked: str, spoken: str) -> None:
    assert resolve(asked) == spoken


def test_arabic_runs_from_right_to_left() -> None:
    assert [direction(locale) for locale in ("ar", "cs")] == ["rtl", "ltr"]


def test_short_words_are_tied_where_the_language_asks() -> None:
    assert tie("cs", "v Brně a na poště") == "v\u00a0Brně a\u00a0na\u00a0poště"
    assert tie("ru", "звук — по желанию") == "звук\u00a0— по\u00a0желанию"
    assert tie("en", "a gift") == "a gift"


def test_a_number_is_tied_to_what_it_counts_where_the_language_asks() -> None:
    assert tie("cs", "do 30 dní, 14. května") == "do\u00a030\u00a0dní, 14.\u00a0května"
    assert tie("ru", "95 % из 14 аллергенов") == "95\u00a0% из\u00a014\u00a0аллергенов"
    assert tie("ro", "20 de zile") == "20\u00a0de zile"
    assert tie("is", "{count} virkir dagar") == "{count}\u00a0virkir dagar"
    assert [tie(locale, "30 days") for locale in ("en", "ar", "ja")] == ["30 days"] * 3


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("microsite.hero.nothing", {}, "There is no sentence microsite.hero.nothing"),
        ("nothing.at.all", {}, "There is no surface nothing"),
        ("microsite.hero.greeting", {}, "needs a value for {name}"),
        ("microsite.fact.lead", {}, "needs a whole number as `count`"),
    ],
)
def test_a_sentence_that_cannot_be_said_is_an_error(key: str, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(TemplateError, match=sentence):
        text("en", key, **values)


@pytest.mark.parametrize(
    ("english", "czech", "sentence"),
    [
        ({"tea": {"a": "A", "b": "B"}}, {"tea": {"a": "A"}}, "cs: The sentence tea.b is missing"),
        ({"tea": {"a": "A"}}, {"tea": {"a": "A", "b": "B"}}, "cs: The sentence tea.b is not in the English catalogue"),
        (
            {"tea": {"a": "A"}},
            {"tea": {"a": {"one": "A", "other": "B"}}},
            "plural forms of tea.a must be few, many, one, other",
        ),
        ({"tea": {"a": "A"}}, {"tea": {"a": 3}}, "tea.a is neither a sentence nor plural forms"),
    ],
)
def test_a_catalog_with_a_hole_is_refused_when_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: object, czech: object, sentence: str
) -> None:
    for locale in LOCALES:
        (tmp_path / f"{locale}.json").write_text(json.dumps(czech if locale == "cs" else english))
    monkeypatch.setattr(translations, "CATALOGS", tmp_path)
    with pytest.raises(TemplateError, match=sentence):
        text("en", "tea.a")
