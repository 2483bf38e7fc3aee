"""Letters of text files that do not say how they were written."""

from __future__ import annotations

import pytest

from service.planning.people.lists.columns import PEOPLE
from service.sheets.encodings import decode
from service.sheets.refusals import ListRefused

HEADINGS = "Company,First name,Last name,Work email,Country\n"


@pytest.mark.parametrize(
    ("encoding", "row"),
    [
        ("cp1252", "Müller GmbH,José,Nuñez,j@m.de,DE"),
        ("cp1252", "Lumen,Åsa,Öberg,a@m.se,SE"),
        ("cp1252", "Zoë,Þórdís,Ægisdóttir,a@b.is,IS"),
        ("cp1252", "Café du Monde,René,Lefèvre – Roux,r@c.fr,FR"),
        ("cp1250", "Škoda,Jiří,Dvořák,j@s.cz,CZ"),
        ("cp1250", "X,Łukasz,Żółć,l@x.pl,Poland"),
        ("cp1250", "Carpaţi,Ştefan,Ionescu,x@y.ro,RO"),
        ("cp1250", "K,Ádám,Szűcs,x@y.hu,HU"),
        ("cp1251", "Ромашка,Иван,Петров,i@r.ru,RU"),
        ("cp1251", "ООО «Щит»,Ян,Ёлкин,i@r.ru,Россия"),
        ("cp1253", "Ελιά,Ελένη,Παππά,e@x.gr,GR"),
        ("cp1254", "Ş,Çağla,Işık,c@x.tr,TR"),
        ("cp1256", "شركة,أمل,حداد,a@b.ae,AE"),
        ("cp932", "ホンダ,太郎,田中,t@h.jp,日本"),
    ],
)
def test_an_older_code_page_is_found_by_its_words_and_told_with_examples(encoding: str, row: str) -> None:
    text, told = decode(f"{HEADINGS}{row}\n".encode(encoding), PEOPLE.is_heading)
    assert text == f"{HEADINGS}{row}\n"
    [question] = told
    assert (question.row, question.code) == (None, "encoding_guessed")
    assert any(f"“{word}”" in question.sentence for cell in row.split(",") for word in cell.split())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1250",
            "Firma;Jméno;Příjmení;E-mail;Země;Dieta / alergie\nLumen;Anna;Testová;a@l.example;Česko;veganka, ořechy\n",
        ),
        ("cp1250", "Společnost;E-mail;Země\nŽelezárny;a@l.example;Německo\n"),
        ("cp1252", "Fyrirtæki;Fornafn;Eftirnafn;Netfang;Land\nLúmen;Þór;Ægisson;a@l.example;Ísland\n"),
        ("cp1251", "Компания;Имя;Почта;Страна\nЛюмен;Анна;a@l.example;Россия\n"),
        ("cp932", "会社名;氏名;メール;国\nルーメン;花;a@l.example;日本\n"),
    ],
)
def test_headings_that_become_words_we_know_tell_the_code_page_before_anything_else(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), PEOPLE.is_heading)[0] == text


def test_nothing_is_asked_where_every_reading_gives_the_same_letters() -> None:
    text, told = decode(f"{HEADINGS}Lumen,Tomáš,Málek,t@l.cz,CZ\n".encode("cp1250"), PEOPLE.is_heading)
    assert (text, told) == (f"{HEADINGS}Lumen,Tomáš,Málek,t@l.cz,CZ\n", ())


@pytest.mark.parametrize(
    ("encoding", "row"),
    [("koi8-r", "Ромашка,Иван,Петров"), ("cp866", "Ромашка,Иван,Петров"), ("mac_roman", "Lumen,José,Müller")],
)
def test_where_no_reading_makes_words_the_file_is_refused(encoding: str, row: str) -> None:
    with pytest.raises(ListRefused, match="Line 2 is not UTF-8") as refused:
        decode(f"{HEADINGS}{row},a@b.example,DE\n".encode(encoding), PEOPLE.is_heading)
    assert refused.value.list_code == "encoding_unknown"
