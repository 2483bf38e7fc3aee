"""People of a campaign of ordinary size: names, languages, gifts and interests repeat, links never do. The same every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Final

from renderers.context import Person, Story
from renderers.samples.stories import SAMPLE_STORIES, gift_facts

GIFTS: Final = ("HP-0260", "HP-0335", "HP-0051", "HP-0297", "HP-0198", "HP-0037", "HP-0159", "HP-0313")
OTHERS: Final = ("HP-0357", "HP-0291", "HP-0324", "HP-0236", "HP-0346", "HP-0137", "HP-0302", "HP-0328")
INTERESTS: Final = ("running", "tea", "calligraphy", "gardening", "knitting", "chocolate", "hiking", "cooking")
COMPANIES: Final = (
    "Vltava Instruments",
    "Elbtal Werkzeuge",
    "Fjord Optics",
    "Northern Wind",
    "Alatau Soft",
    "Carpati Mobila",
)
PATTERNS: Final[Mapping[str, str]] = {"en": "jana", "cs": "jana-cs"}
LOCALES: Final = ("en",) * 7 + ("cs",) * 3
GIVEN: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("Anna", "James", "Maria", "Thomas", "Emma", "Peter", "Sarah", "Paul", "Laura", "David"),
    "cs": ("Jana", "Petr", "Eva", "Tomáš", "Lucie", "Martin"),
}
FAMILY: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        "Miller",
        "Baker",
        "Hughes",
        "Carter",
        "Morris",
        "Palmer",
        "Reed",
        "Walsh",
        "Grant",
        "Foster",
        "Lane",
        "Shaw",
    ),
    "cs": ("Dvořák", "Procházka", "Kučera", "Veselý", "Horák", "Němec", "Pokorný", "Marek"),
}


def people(count: int, seed: int = 1) -> tuple[Story, ...]:
    """Stories of `count` people who were all invited by the same giver."""
    chance = Random(seed)
    return tuple(_somebody(at, chance) for at in range(count))


def renamed(story: Story, number: int) -> Story:
    """The same story of somebody whom nobody had before: name and link are new."""
    person = replace(story.person, given_name="Nova", full_name=f"Nova Newman {_roman(number)}")
    return replace(story, person=person, links=replace(story.links, page=f"{story.links.page}n{number}"))


def _somebody(number: int, chance: Random) -> Story:
    locale = chance.choice(LOCALES)
    given, family = chance.choice(GIVEN[locale]), chance.choice(FAMILY[locale])
    pattern = SAMPLE_STORIES[PATTERNS[locale]]
    interest = next(reason for reason in pattern.reasons if reason.code == "interest")
    gift_id = f"gft_{number:04}"
    return replace(
        pattern,
        gift_id=gift_id,
        person=Person(locale, given, f"{given} {family}", chance.choice(COMPANIES), None),
        gift=gift_facts(chance.choice(GIFTS), locale),
        alternatives=tuple(gift_facts(sku, locale) for sku in chance.sample(OTHERS, 3)),
        reasons=(replace(interest, value=chance.choice(INTERESTS)),),
        links=replace(pattern.links, page=f"https://handpicked.example/g/{gift_id}/{chance.getrandbits(96):024x}"),
    )


def _roman(number: int) -> str:
    return "I" * (number + 1)
