"""An adjective of a name agrees with its noun; a number with what it counts. Lines stand under one product each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
PRODUCTS = json.loads((SAMPLES / "catalog.json").read_text(encoding="utf-8"))["products"]
NOUNS = json.loads((Path(__file__).parent / "tables" / "agreement.json").read_text(encoding="utf-8"))
"""Language -> the nouns of names, adjectives and what else stands behind a noun, by gender and number."""
HEADS = NOUNS["heads"]
ENDINGS = {
    "cs": {"ý": {"m"}, "á": {"f", "n pl"}, "é": {"n", "m pl", "f pl"}},
    "ru": {
        "ый": {"m"}, "ий": {"m"}, "ой": {"m"}, "ая": {"f"}, "яя": {"f"}, "ое": {"n"}, "ее": {"n"}, "ые": {"pl"}, "ие": {"pl"},
    },
}  # fmt: skip
"""What an adjective before its noun ends in, in languages that tell by it."""
WORD = re.compile(r"[\w\u064b-\u0652-]+|[,،(]")
MARKS = re.compile(r"[\u064b-\u0652]")
RO_STOPS = re.compile(r"[,(]|cu|de|din|dintr-o|pentru|la|în|fără|pe|sub|care|ca|tip|și|a")
AR_STOPS = re.compile(r"[،(]|من|مع|في|على|بلا|عن|قابلة?|ال\w+|و\w+|ل\w+|ب(?:ال|حبّ|حلي|حزام|حلق|حسّ|حاف|طراز)\w*")
COUNTED = (
    "[つ人枚冊個本客足組杯粒瓶袋列段品片局色種台点匹分時日月度行歩回輪線年通番次g]|ページ|ピース|週間|か月|か国語|硬度|かせ"
    "|リットル|パーセント|グラム|mm"
)
"""Counters and units of Japanese."""
DIGITS = "0-9.一二三四五六七八九十百千"
ROMANIAN_NUMBERS = {"două", "trei", "patru", "șase", "douăsprezece", "o"}


def written(table: dict[str, str]) -> dict[str, str]:
    return {words: form for form, row in table.items() for words in row.split(", ")}


def words_of(product: dict[str, object], language: str) -> list[str]:
    return WORD.findall(product["texts"][language]["name"])


@pytest.mark.parametrize(("language", "judged"), [("cs", 236), ("ru", 222)])
def test_an_adjective_before_a_noun_agrees_with_it(language: str, judged: int) -> None:
    found = [(name, ends, form) for product in PRODUCTS for name, ends, form in bent_before(language, product)]
    assert [name for name, ends, form in found if form not in ENDINGS[language][ends]] == []
    assert len(found) == judged


def bent_before(language: str, product: dict[str, object]) -> Iterator[tuple[str, str, str | None]]:
    """(name, ending, form of the noun) of every adjective that stands before the noun of a name, or close behind it in Czech."""
    nouns, words = written(HEADS[language]), words_of(product, language)
    place = next((at for at, word in enumerate(words) if word.casefold() in nouns), None)
    behind = words[place + 1 : place + 2] if place is not None and language == "cs" else []
    for word in [*words[: place or 1], *(word for word in behind if word.islower())]:
        for ends in ENDINGS[language]:
            if word.endswith(ends) and (place is None or word.casefold() not in nouns):
                yield " ".join(words), ends, None if place is None else nouns[words[place].casefold()]


def test_a_romanian_adjective_agrees_with_the_noun_before_it() -> None:
    adjectives, nouns = written(NOUNS["adjectives"]["ro"]), written(HEADS["ro"])
    others = set(NOUNS["others"]["ro"].split(", "))
    wrong, judged = [], 0
    for product in PRODUCTS:
        words = words_of(product, "ro")
        while words[0].casefold() in ROMANIAN_NUMBERS:
            words = words[1:]
        noun, *rest = words if words[0].casefold() not in adjectives else (words[1], words[0], *words[2:])
        for word in rest:
            if RO_STOPS.fullmatch(word):
                break
            if word in others:
                continue
            judged += 1
            if nouns.get(noun.casefold()) not in adjectives.get(word.casefold(), "").split(" or "):
                wrong.append(f"{noun} {word}")
    assert (wrong, judged) == ([], 90)


def test_an_arabic_adjective_agrees_with_the_noun_before_it() -> None:
    adjectives = set(NOUNS["adjectives"]["ar"].split(", "))
    feminine = set(NOUNS["feminine"]["ar"].split(", "))
    wrong, judged = [], 0
    for product in PRODUCTS:
        noun, *rest = words_of(product, "ar")
        is_feminine = noun.endswith(("ة", "ات")) or noun in feminine
        for word in rest:
            if AR_STOPS.fullmatch(word):
                break
            plain = MARKS.sub("", word)
            if plain.removesuffix("ة") in adjectives:
                judged += 1
                wrong += [f"{noun} {word}"] if plain.endswith("ة") != is_feminine else []
    assert (wrong, judged) == ([], 113)


def test_an_arabic_number_from_three_to_ten_has_the_other_gender_than_what_it_counts() -> None:
    numbers = re.compile(r"(?<!\w)[وبل]?(?:ثلاث|أربع|خمس|ستّ|سبع|ثماني|تسع|عشر)(ة?) ([\w\u064b-\u0652]+)")
    genders = written(NOUNS["counted"]["ar"])
    counted = {
        (noun, bool(ends))
        for product in PRODUCTS
        for said in product["texts"]["ar"].values()
        for ends, noun in numbers.findall(re.sub(r"اثنتا عشرة|اثنا عشر", "", said))
    }
    assert [noun for noun, is_long in sorted(counted) if genders.get(noun) != ("m" if is_long else "f")] == []
    assert {noun for noun, _ in counted} == set(genders)


def test_a_japanese_number_has_its_counter_and_no_latin_word_is_left() -> None:
    number = re.compile(rf"(?<![{DIGITS}])[{DIGITS}]+(?![{DIGITS}])(?!{COUNTED}|、[{DIGITS}])")
    said = [text for product in PRODUCTS for text in product["texts"]["ja"].values()]
    assert [text for text in said if number.search(text)] == []
    assert {word for text in said for word in re.findall(r"[A-Za-z-]+", text)} == {"AA", "LED", "USB-C", "g", "mm"}
