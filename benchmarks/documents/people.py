"""Two hundred recipients of one campaign, as a campaign has them: five languages, most names local, a few from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any, Final

from renderers.context import Money, PastGift, Story
from renderers.language.translations import ASSETS
from renderers.samples.stories import SAMPLE_STORIES

SAMPLES: Final = {"en": "jana", "cs": "jana-cs", "ru": "darya", "is": "thordis", "ro": "stefan"}
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Ann", "Marcus", "Priya", "Łukasz", "Siobhán", "Zoë", "Nan", "Olu", "Flora", "Jürgen"),
    "cs": ("Růžena", "Žofie", "Jiří", "Kateřina", "Ondřej", "Šárka", "Vít", "Alžběta", "Tomáš", "Dáša"),
    "ru": ("Наталья", "Пётр", "Ёлка", "Щеголь", "Юлия", "Айгүл", "Дмитрий", "Алёна", "Фёдор", "Эльза"),
    "is": ("Þórdís", "Örn", "Ægir", "Guðrún", "Ýmir", "Ásta", "Sigríður", "Jón", "Hrefna", "Davíð"),
    "ro": ("Ștefania", "Țurcan", "Ion", "Mădălina", "Răzvan", "Ilinca", "Ioan", "Crăița", "Vlad", "Anca"),
}
FAMILY: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Goldin", "O’Neill", "Null", "Nwosu", "Ferreira-Lång", "Whitfield", "Iyer", "Żak", "Taft", "Berg"),
    "cs": ("Říhová", "Ďásková", "Novák", "Přibylová", "Svoboda", "Kučerová", "Dvořák", "Malá", "Čech", "Žižka"),
    "ru": ("Щукина", "Объедков", "Юрьева", "Кузнецова", "Цой", "Сәрсенова", "Фролов", "Ильина", "Чехов", "Ягода"),
    "is": (
        "Ægisdóttir",
        "Þorri",
        "Jónsson",
        "Guðmundsdóttir",
        "Ólafsson",
        "Blöndal",
        "Briem",
        "Thors",
        "Páll",
        "Hansen",
    ),
    "ro": ("Țurcanu", "Pop", "Ionescu", "Brâncuși", "Șerban", "Munteanu", "Călin", "Dinu", "Stan", "Vodă"),
}
ELSEWHERE: Final = ("Ελένη Παπαδάκη", "Đặng Thị Hương", "Дарья Кузнецова", "Kɔfi Mɛnsa")
"""One in twenty-five has a name from elsewhere; the last of them has letters that no form carries."""
COMPANIES: Final = (
    "Vltava Instruments",
    "Hafblik ehf.",
    "Carpați Mobilă",
    "Cedar Freight",
    "Elbtal Werkzeuge GmbH",
    "Nordlys AS",
)
CITIES: Final = ("Praha", "Reykjavík", "Brașov", "Oslo", "Dresden", "London", "Brno")


def recipients(count: int, seed: int = 7) -> list[Story]:
    """Their stories; the same for the same seed."""
    chance = Random(seed)
    products = json.loads((ASSETS / "samples" / "catalog.json").read_text(encoding="utf-8"))["products"]
    locales = list(SAMPLES)
    return [_story(chance, locales[number % len(locales)], number, products) for number in range(count)]


def _story(chance: Random, locale: str, number: int, products: list[dict[str, Any]]) -> Story:
    base = SAMPLE_STORIES[SAMPLES[locale]]
    product, before = chance.choice(products), chance.choice(products)
    name = f"{chance.choice(GIVEN[locale])} {chance.choice(FAMILY[locale])}"
    texts = product["texts"][locale]
    issued = base.issued_at + timedelta(minutes=chance.randint(0, 60 * 24 * 20))
    past = PastGift(
        issued - timedelta(days=chance.randint(20, 300)),
        before["texts"][locale]["name"],
        "accepted",
        Money(2400, "EUR"),
    )
    gift_id = f"gft_{chance.getrandbits(80):020x}"[:20]
    return replace(
        base,
        gift_id=gift_id,
        number=f"HP-{issued.date().isoformat()}-{chance.getrandbits(16):04X}",
        person=replace(
            base.person,
            full_name=ELSEWHERE[number // 25 % 4] if number % 25 == 24 else name,
            company=chance.choice(COMPANIES),
            city=chance.choice(CITIES),
        ),
        gift=replace(
            base.gift,
            name=texts["name"],
            inside=texts["inside"],
            price=Money(product["price_minor"], product["currency"]),
        ),
        past_gifts=(past,) if number % 2 else (),
        state=chance.choice(("open", "accepted", "accepted", "donated")),
        issued_at=issued,
        links=replace(base.links, statement=f"https://handpicked.example/gift/{gift_id}/statement"),
    )
