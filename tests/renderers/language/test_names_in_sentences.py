"""Where names stand in sentences: nobody bends a company's, a person's or a product's name, so that it stands where none must be.

That is behind a noun that is bent in its place (от компании {company}), or outside the sentence: at its beginning, behind a colon,
a comma or a dot, in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from renderers.language import translations
from renderers.language.translations import LOCALES, framed, keys, marked, text, tie

SURFACES = (
    "after", "arrival", "common", "decline", "film", "mail", "microsite", "offers", "others", "parcel", "preferences",
    "privacy", "question",
    "safety", "sms", "statement", "tell", "video", "words",
)  # fmt: skip
COMPANIES = "company|sender|account|giver"
PEOPLE = "name"
THINGS = "product|gift|brand|charity|title|street|city|contact"
LABELS = "value|marks|materials|allergen"
OUTSIDE = r"(?:^|[.:;,?·،؛؟、。：] ?|\(|\*\*)"
BEFORE_COMPANIES = {
    "cs": r"\b[Ff]irm(?:a|y|ě|u|ou) |\b(?:a|vede) ",
    "ro": r"\b[Cc]ompani(?:a|ei) |\b(?:de la|iar|asta) ",
    "is": r"\b[Ff]yrirtæk(?:ið|inu|isins) |\b(?:og|sér) ",
    "ru": r"\b[Кк]омпани(?:я|и|ю|ей) |\bи ",
    "ar": r"(?<!\w)شركة ",
}
"""A noun, or a word after which the name is the subject of its clause. Japanese bends nothing; English has no cases."""
BEFORE_PEOPLE = {
    "cs": r"\bPosílá ",
    "ro": r"\bde ",
    "is": r"(?!)",
    "ru": r"\b(?:для вас|отправили вам) (?=\{name\} и компания)",
    "ar": r"(?<!\w)(?:من|إلى|عن) ",
}
"""What else may stand before a person's name: a verb whose subject it is, or a preposition that bends none in this language."""
AFTER = {
    "en": r"(?![’'\w-])",
    "ja": r"(?=$|[、。：）]|の|から|より|が|も|に|へ|様)",
    **dict.fromkeys(("cs", "ro", "ar"), r"(?=$|[ ,.:;?!)،؛؟])"),
    **dict.fromkeys(("is", "ru"), r"(?=$|[ ,:;?!)])"),
}
"""No ending, no hyphen and no possessive is glued to a name. In Icelandic and Russian its own full stop is not the sentence's."""


def sentences(locale: str) -> Iterator[tuple[str, str]]:
    """Key and words of every sentence and of each of its plural forms, without the quotation marks of names."""
    return ((key, re.sub(r"«(\{[a-z]+\})»", r"\1", words)) for key, words in written(locale))


def written(locale: str) -> Iterator[tuple[str, str]]:
    """The same as it stands in the catalogue."""
    for surface in SURFACES:
        for key in sorted(keys(surface)):
            found = translations._find(locale, key)
            for form in (found,) if isinstance(found, str) else found.values():
                yield key, form.replace("\u00a0", " ")


def misplaced(said: Iterable[tuple[str, str]], names: str, before: str, after: str = "") -> list[str]:
    """The keys of sentences where one of the names stands in another place."""
    slot, right = re.compile(rf"\{{(?:{names})\}}"), re.compile(rf"(?:{before})\{{(?:{names})\}}{after}")
    return [
        key for key, words in said if len(slot.findall(words)) != len({found.end() for found in right.finditer(words)})
    ]


@pytest.mark.parametrize("locale", sorted(BEFORE_COMPANIES))
def test_a_company_stands_behind_a_noun_or_outside_the_sentence(locale: str) -> None:
    assert misplaced(sentences(locale), COMPANIES, f"{OUTSIDE}|{BEFORE_COMPANIES[locale]}", AFTER[locale]) == []


@pytest.mark.parametrize("locale", sorted(BEFORE_PEOPLE))
def test_a_person_is_never_named_where_the_name_would_be_bent(locale: str) -> None:
    assert (
        misplaced(sentences(locale), PEOPLE, f"{OUTSIDE}|{BEFORE_PEOPLE[locale]}", AFTER[locale].replace(",:", ",.:"))
        == []
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_glued_to_a_name(locale: str) -> None:
    anywhere = "" if locale in {"en", "ja"} else r"(?<![\w-])"
    assert misplaced(sentences(locale), f"{COMPANIES}|{PEOPLE}", anywhere, AFTER[locale].replace(",:", ",.:")) == []


UNBENT = {
    "en": ["microsite.reason.interest", "microsite.reason.place", "privacy.confirm.contains"],
    "ru": ["privacy.confirm.contains", "safety.unsafe.which"],
    "ar": ["privacy.confirm.contains"],
}
"""Where a label reads well within the sentence: behind "есть" it is the subject, in «» behind its noun a gift keeps its name, and
an Arabic label of this kind is written the same in every case."""


@pytest.mark.parametrize("locale", LOCALES)
def test_a_thing_and_a_label_are_named_behind_a_colon_or_a_comma(locale: str) -> None:
    assert sorted(set(misplaced(sentences(locale), f"{THINGS}|{LABELS}", OUTSIDE))) == UNBENT.get(locale, [])


NO_RUNNING_TEXT = {
    "microsite.title",
    "microsite.title_plain",
    "microsite.foot.sent",
    "mail.by",
    "mail.sent",
    "safety.recall.product.giver",
    "sms.frame",
}
"""Titles, signature lines, an address and a label: there a name says by its place that it is one."""


def test_a_company_stands_in_quotation_marks_in_running_russian() -> None:
    bare = re.compile(rf"(?<!«)\{{(?:{COMPANIES})\}}|\{{(?:{COMPANIES})\}}(?!»)")
    assert {key for key, words in written("ru") if bare.search(words)} == NO_RUNNING_TEXT


@pytest.mark.parametrize(
    ("company", "said"),
    [
        ("Fjord & Loom AS", "Не присылать подарки от компании «Fjord & Loom AS»"),
        ("Велес", "Не присылать подарки от компании «Велес»"),
        ("ООО «Ромашка»", "Не присылать подарки от компании ООО «Ромашка»"),
        ('ООО "Ромашка"', 'Не присылать подарки от компании ООО "Ромашка"'),
    ],
)
def test_a_name_with_quotation_marks_of_its_own_gets_no_others(company: str, said: str) -> None:
    said = tie("ru", said)
    assert text("ru", "mail.stop", company=company) == said
    assert framed("ru", "mail.stop", company=company) == said
    assert marked("ru", "mail.stop", company=company).unescape() == said


def test_quotation_marks_stand_around_the_frame_of_a_name_that_runs_the_other_way() -> None:
    assert framed("ru", "mail.stop", company="نور").endswith("«\u2068نور\u2069»")
    assert marked("ru", "mail.stop", company="نور").endswith("«<bdi>نور</bdi>»")


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("cs", "Dárek od {company}"),
        ("ro", "Un cadou de la firmă {company}"),
        ("is", "Gjöf frá {company}"),
        ("ru", "Подарок от {company}"),
        ("ru", "Подарок от компании {company}."),
        ("ar", "هدية لـ{company}"),
        ("ar", "لا تراه {company} أبدًا"),
    ],
)
def test_a_name_in_a_bent_place_is_found(locale: str, said: str) -> None:
    assert misplaced([("said", said)], COMPANIES, f"{OUTSIDE}|{BEFORE_COMPANIES[locale]}", AFTER[locale]) == ["said"]


@pytest.mark.parametrize(
    ("locale", "said"),
    [("en", "{company}’s gift"), ("ja", "{company}はお送りします"), ("is", "gjöf {name}s"), ("ru", "подарок {name}-а")],
)
def test_an_ending_at_a_name_is_found(locale: str, said: str) -> None:
    assert misplaced([("said", said)], f"{COMPANIES}|{PEOPLE}", "", AFTER[locale]) == ["said"]
