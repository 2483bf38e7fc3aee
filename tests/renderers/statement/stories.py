"""Statements that differ as a campaign's do: other people, gifts, sums, states, days and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from renderers.context import Money, Story
from renderers.samples.stories import SAMPLE_STORIES

NAMES = {
    "en": ("Ann-Marie O’Neill", "Marcus Null", "Łukasz Żak", "Flora Offing-Fjord", "AVA Toft"),
    "cs": ("Růžena Říhová", "Žofie Ďásková", "Jan Null"),
    "ru": ("Наталья Щукина", "Ёлка Юрьева", "Пётр Объедков"),
    "is": ("Þórdís Ægisdóttir", "Örn Þorri Ýmisson"),
    "ro": ("Ștefania Țurcanu", "Ion Pop"),
    "ar": ("ليلى محمود", "عبد الله الأحمد"),
}
SAMPLES = {"en": "jana", "cs": "jana-cs", "ru": "darya", "is": "thordis", "ro": "stefan", "ar": "amal"}


def varied(locale: str, count: int, seed: int = 1) -> Iterator[Story]:
    """`count` stories in one language; the same for the same seed."""
    chance = Random(seed)
    base = SAMPLE_STORIES[SAMPLES[locale]]
    for _ in range(count):
        number = chance.randint(1000, 9999)
        yield replace(
            base,
            gift_id=f"gft_{number}",
            number=f"HP-2027-04-{chance.randint(10, 28)}-{number}",
            person=replace(base.person, full_name=chance.choice(NAMES[locale])),
            gift=replace(base.gift, price=Money(chance.randint(900, 9900), "EUR")),
            state=chance.choice(("open", "accepted", "donated")),
            issued_at=base.issued_at + timedelta(hours=chance.randint(0, 900)),
            links=replace(base.links, statement=f"https://handpicked.example/gift/gft_{number}/statement"),
        )
