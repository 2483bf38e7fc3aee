"""Thirty good lists in seven languages and German, as people's programs write them, read whole and without a question."""

# ruff: noqa: E501 (a language a line)

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from service.planning.people.lists.intake import read_upload
from service.planning.people.lists.read_file import read_list
from tests.service.planning.people.lists.workbooks import Tab, workbook

People = tuple[tuple[str, ...], ...]
LISTS: Final[dict[str, tuple[tuple[str, ...], People]]] = {
    "en": (
        ("Company", "First name", "Last name", "Work email", "Country", "Dietary requirements"),
        (("Vltava", "Ada", "Testa", "ada@v.example", "United Kingdom", "vegan"), ("Orrin", "Ben", "Testb", "ben@o.example", "USA", "none")),
    ),
    "de": (
        ("Firma", "Vorname", "Nachname", "E-Mail", "Land", "Ernährungsweise"),
        (("Müller GmbH", "Jörg", "Weiß", "joerg@m.example", "Österreich", "vegetarisch"), ("Elbe", "Ute", "Krause", "ute@e.example", "Deutschland", "keine")),
    ),
    "ru": (
        ("Компания", "Имя", "Фамилия", "Эл. почта", "Страна", "Пищевая аллергия"),
        (("Ромашка", "Анна", "Петрова", "anna@r.example", "Казахстан", "орехи"), ("Волга", "Иван", "Ильин", "ivan@w.example", "Россия", "нет")),
    ),
    "cs": (
        ("Společnost", "Jméno", "Příjmení", "E-mail", "Země", "Stravovací omezení"),
        (("Škoda", "Řehoř", "Žižka", "rehor@s.example", "Česko", "vegan"), ("Vltava", "Jana", "Nováková", "jana@v.example", "Slovensko", "žádné")),
    ),
    "is": (
        ("Fyrirtæki", "Fornafn", "Eftirnafn", "Netfang", "Land", "Mataræði"),
        (("Hvalur", "Þórdís", "Ægisdóttir", "thordis@h.example", "Ísland", "grænkeri"), ("Áin", "Björk", "Jónsdóttir", "bjork@a.example", "Danmörk", "ekkert")),
    ),
    "ro": (
        ("Companie", "Prenume", "Nume de familie", "E-mail", "Țară", "Restricții alimentare"),
        (("Carpați", "Ștefan", "Ionescu", "stefan@c.example", "România", "vegan"), ("Mureș", "Ioana", "Popescu", "ioana@m.example", "Moldova", "nu")),
    ),
    "ar": (
        ("الشركة", "الاسم الأول", "اسم العائلة", "البريد الإلكتروني", "الدولة", "الحساسية الغذائية"),
        (("الأرز", "أمل", "حداد", "amal@c.example", "الأردن", "مكسرات"), ("النيل", "سامي", "خليل", "sami@n.example", "مصر", "لا")),
    ),
    "ja": (
        ("会社名", "名", "姓", "メールアドレス", "国", "食物アレルギー"),
        (("ひかり株式会社", "美咲", "田中", "misaki@h.example", "日本", "卵"), ("ポンタ", "太郎", "鈴木", "taro@p.example", "日本", "なし")),
    ),
}  # fmt: skip
"""Language -> headings and people."""


def _lines(language: str, mark: str, end: str = "\r\n") -> str:
    headings, people = LISTS[language]
    return "".join(
        mark.join(f'"{cell}"' if mark in cell else cell for cell in one) + end for one in (headings, *people)
    )


def _sheet(language: str) -> bytes:
    return workbook(Tab(rows=(LISTS[language][0], *LISTS[language][1])))


def _coded(language: str, encoding: str, mark: str = ",", before: str = "", end: str = "\r\n") -> Callable[[], bytes]:
    return lambda: (before + _lines(language, mark, end)).encode(encoding)


GOOD: Final[dict[str, tuple[str, Callable[[], bytes], str]]] = {
    **{f"{one}, CSV in UTF-8": ("list.csv", _coded(one, "utf-8"), one) for one in LISTS},
    **{f"{one}, as Excel writes Unicode text": ("list.txt", _coded(one, "utf-16", "\t"), one) for one in LISTS},
    **{f"{one}, a workbook": ("list.xlsx", (lambda one=one: _sheet(one)), one) for one in LISTS},
    "en, semicolons said by Excel's line": ("list.csv", _coded("en", "utf-8", ";", "sep=;\r\n"), "en"),
    "de, semicolons and a mark of order": ("list.csv", _coded("de", "utf-8-sig", ";"), "de"),
    "cs, blank lines first": ("list.csv", _coded("cs", "utf-8", ",", "\r\n\r\n\r\n"), "cs"),
    "is, lines of an old Mac": ("list.csv", _coded("is", "utf-8", ",", "", "\r"), "is"),
    "ru, UTF-16 the other way round": ("list.csv", lambda: b"\xfe\xff" + _lines("ru", ";").encode("utf-16-be"), "ru"),
    "ja, tabs in UTF-8": ("list.tsv", _coded("ja", "utf-8", "\t"), "ja"),
    "ar, pipes": ("list.csv", _coded("ar", "utf-8", "|"), "ar"),
    "ro, semicolons": ("list.csv", _coded("ro", "utf-8", ";"), "ro"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_a_good_list_is_read_whole_and_without_a_question(name: str) -> None:
    file, make, language = GOOD[name]
    read = read_upload(make(), file)
    assert [(one.code, one.sentence) for one in read.questions] == []
    assert [cell.error for row in read.rows for cell in row.errors] == []
    assert read.unknown_columns == ()
    assert [(person.company, person.given_name, person.family_name, person.email) for _, person in read.people] == [
        one[:4] for one in LISTS[language][1]
    ]
    assert [person.diet_known for _, person in read.people] == [True, True]


def test_there_are_thirty_in_seven_languages() -> None:
    assert len(GOOD) >= 30
    assert {language for _, _, language in GOOD.values()} >= {"en", "ru", "cs", "is", "ro", "ar", "ja"}


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_each_is_read_the_same_by_the_command_and_by_the_page(name: str) -> None:
    file, make, _ = GOOD[name]
    assert read_list(make(), file) == read_upload(make(), file)
