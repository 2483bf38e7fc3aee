"""What Czech and Romanian ask of a sentence: one register throughout, and their own signs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from renderers.language.translations import ASSETS, CATALOGS

SINGULAR = {
    "cs": re.compile(r"\b(?:tebe|tobě|tebou|tvůj|tvá|tvé|tvou|tvého|tvoje|jsi|máš|chceš|můžeš)\b", re.I),
    "ro": re.compile(
        r"\b(?:tu|tine|ție|îți|tău|tăi|tale|ești|vrei|poți|știi|uiți|lași|deschizi|hotărăști)\b|\bți(?:-| (?:se|s-))",
        re.I,
    ),
}
"""Words that say "thou": Czech says vy, Romanian dumneavoastră."""
SEVERAL = re.compile(r"\bjste (?:\w+ )?\w+li\b|\b\w+li jste\b|\b[Mm]áte rádi\b")
"""Polite Czech to one person keeps the participle in the singular, which tells the gender; so that sentences go without."""


def sentences(locale: str) -> Iterator[tuple[str, str]]:
    """Where it stands, and the sentence: of every catalog and of the sample's products and campaign."""
    for path in sorted([*CATALOGS.glob(f"{locale}.json"), *CATALOGS.glob(f"{locale}.*.json")]):
        yield from flat(path.stem, json.loads(path.read_text("utf-8")))
    for product in json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]:
        yield from flat(product["sku"], product["texts"][locale])
    yield "message", json.loads((ASSETS / "samples" / "campaign.json").read_text("utf-8"))["message"][locale]


def flat(where: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(f"{where}.{key}", inner)
    else:
        yield where, str(value)


@pytest.mark.parametrize("locale", ["cs", "ro"])
def test_nobody_is_called_thou(locale: str) -> None:
    assert [(where, said) for where, said in sentences(locale) if SINGULAR[locale].search(said)] == []


def test_polite_czech_speaks_to_one_person_and_tells_no_gender() -> None:
    assert [(where, said) for where, said in sentences("cs") if SEVERAL.search(said)] == []
