"""A line of a shelf stands under several products, so what agrees in it must agree with every name it stands under.

Best is a line that agrees with nothing. Where one does, the words are in `AGREES` with their gender and number, and the noun of
every name they stand under is in `HEADS` with the same: a product that joins the shelf with another gender fails here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
PRODUCTS = json.loads((SAMPLES / "catalog.json").read_text(encoding="utf-8"))["products"]

AGREES = {
    "ru": {
        "m": "красив, широк, Соткан на, полным, С ним, Его не",
        "f": "Хороша, Красива, Отлита, промаслена, Сделана, Та самая",
        "n": "Отжато, разлито, Соткано",
        "pl": "Такие, Скатаны, Тёплые, протрутся",
    },
    "is": {
        "m": "Nógu þungur, Gerður, Fallegur, hljóður",
        "f": "Pressuð, Soðin, Þroskuð, Mild, Nógu djúp, Smíðuð, Saumuð, Nógu lítil, Of falleg, Nógu breið, Blásin, full, Sú, "
        "Auðlesin",
        "n": "Aldrei hitað, Sagað, Ofið, Mýkra, Nógu stórt, Nógu létt",
        "m pl": "Hlýir, við þá",
        "f pl": "Nógu litlar, Handrúllaðar, Ein á dag",
    },
}
HEADS = {
    "ru": {
        "m": "зонт, зонт-трость, зонт-купол, плед, графин, мёд, крем-мёд",
        "f": "ваза, вазочка, ваза-кольцо, свеча, доска, миска, ступка, мельница, салатница, чаша",
        "n": "масло, полотенце",
        "pl": "трюфели, носки, наушники",
    },
    "is": {
        "m": "bolli, teketill, vasi, lampi",
        "f": "olía, sulta, sápa, skál, kvörn, bók, hlíf, karafla, klukka",
        "n": "hunang, bretti, teppi, heyrnartól, handklæði",
        "m pl": "sokkar",
        "f pl": "trufflur",
    },
}
"""A noun of Icelandic may be the end of a longer word."""


def written(table: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    return {words: form for form, row in table[language].items() for words in row.split(", ")}


def form_of(language: str, name: str) -> str | None:
    """Gender and number of the first noun of a name that we know; None where we know none."""
    nouns = written(HEADS, language)
    for word in re.findall(r"[\w-]+", name.casefold()):
        for noun, form in nouns.items():
            if word == noun or (language == "is" and word.endswith(noun)):
                return form
    return None


@pytest.mark.parametrize("language", sorted(AGREES))
def test_what_agrees_in_a_line_agrees_with_every_product_it_stands_under(language: str) -> None:
    agrees = written(AGREES, language)
    stand = {
        (words, form, form_of(language, product["texts"][language]["name"]), product["texts"][language]["name"])
        for product in PRODUCTS
        for words, form in agrees.items()
        if re.search(rf"\b{words}\b", product["texts"][language]["line"])
    }
    assert [(words, name) for words, form, found, name in sorted(stand, key=str) if found != form] == []
    assert {words for words, *_ in stand} == set(agrees)
