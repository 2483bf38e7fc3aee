"""Stories whose films are the most to read: gifts and people of the sample campaign in each language, and some that are longer."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Final

from renderers.context import GiftFacts, PastGift, Person, ReasonFact, Story
from renderers.language import vocabulary
from renderers.language.names import usable
from renderers.language.translations import ASSETS, CATALOGS
from renderers.relation import Remembered
from renderers.samples.stories import SAMPLE_STORIES, gift_facts
from renderers.statement.figures import value_of

SPEAKERS: Final = {
    "en": "jana",
    "ru": "darya",
    "is": "thordis",
    "cs": "jana-cs",
    "ro": "stefan",
    "ar": "amal",
    "ja": "misaki",
}
"""Language -> who speaks it among the samples."""


def _first(story: Story) -> Story:
    """The same for somebody who was given nothing before."""
    return replace(story, past_gifts=(), remembered=None)


def _kept(story: Story) -> Story:
    """The same for somebody who kept the last gift as it was chosen for them."""
    return replace(story, remembered=story.remembered and replace(story.remembered, was_swapped=False))


def _chose(story: Story) -> Story:
    """The same for somebody who had swapped the last gift that they kept."""
    return replace(story, remembered=story.remembered and replace(story.remembered, was_swapped=True))


BOARDS: Final[Mapping[str, Callable[[Story], Story]]] = {
    "gift": _first,
    "again": _kept,
    "hello": lambda story: replace(_first(story), relationship="prospect"),
    "welcome": lambda story: replace(_first(story), lifecycle="new", motive="calm"),
    "ongoing": lambda story: replace(_kept(story), lifecycle="active", motive="curiosity"),
    "renewal": lambda story: replace(_kept(story), lifecycle="renewal", motive="sport"),
    "back": lambda story: replace(story, lifecycle="lapsed", motive="focus"),
    "partner": lambda story: replace(story, relationship="partner"),
    "swapped": lambda story: replace(story, is_swapped=True),
    "quiet": lambda story: replace(_kept(story), lifecycle="active", motive="calm"),
    "close": lambda story: replace(_kept(story), lifecycle="active", motive="craft"),
    "shared": lambda story: replace(_first(story), lifecycle="active", motive="family"),
    "steady": lambda story: replace(_first(story), lifecycle="renewal", motive="focus"),
    "crafted": lambda story: replace(_kept(story), lifecycle="renewal", motive="curiosity"),
    "lively": lambda story: replace(_kept(story), lifecycle="new", motive="sport"),
    "curious": lambda story: replace(_first(story), lifecycle="new", motive="craft"),
    "moved": lambda story: replace(_first(story), motive="family"),
    "evening": lambda story: replace(story, daypart="evening"),
    "morning": lambda story: replace(_first(story), daypart="morning", lifecycle="active", motive="calm"),
    "chosen": lambda story: _chose(replace(story, daypart="day")),
}
"""Storyboard -> a story as one that it is for."""
LONGEST_NAME: Final = "Maximiliane-Friederike Freifrau von Hohenlohe-Waldenburg-Schillingsfürst-Langenau"
LONG_COMPANY: Final = "Gesellschaft für Schwingungstechnik und Maschinenbau Lichtenberg-Hohenfels & Söhne"


def stories(language: str, every: int) -> Iterator[Story]:
    """One gift in `every`, those with the most to read, and the last of them with people and givers of many kinds."""
    speaker = SAMPLE_STORIES[SPEAKERS[language]]
    gifts = tuple(gift_facts(sku, language) for sku in _skus())
    wordy = sorted(gifts, key=_words_of)
    chosen = (*gifts[::every], max(gifts, key=lambda gift: len(gift.inside)), *wordy[-2:])
    yield from (replace(speaker, gift=gift) for gift in chosen)
    yield from _variants(replace(speaker, gift=wordy[-1]), tuple(sorted(gifts, key=lambda gift: len(gift.name))[-3:]))


def _variants(story: Story, longest: tuple[GiftFacts, ...]) -> Iterator[Story]:
    for person in _people():
        yield replace(story, person=replace(person, locale=story.person.locale))
    yield from (replace(story, alternatives=others) for others in (longest, ()))
    for source in ("asked", "imported"):
        told = tuple(replace(reason, source=source) for reason in _long_interests(story))
        yield from (replace(story, reasons=reasons) for reasons in (told, told[:1], ()))
    yield replace(story, occasion=", ".join([story.occasion] * 5))
    sender = replace(story.sender, title="Senior Regional Director of Customer Partnerships", company=LONG_COMPANY)
    yield replace(story, sender=sender, brand=replace(story.brand, name=LONG_COMPANY))
    on = story.issued_at - timedelta(days=90)
    past = replace(story, past_gifts=(PastGift(on, longest[-1].name, "delivered", value_of(story)),), remembered=None)
    last = Remembered(longest[-1].name, story.person.locale, on, is_for_mail=True, was_swapped=True)
    yield from (past, replace(past, remembered=last))


def _words_of(gift: GiftFacts) -> int:
    facts = gift.safety
    marked = (*facts.contains, *facts.may_contain, *facts.unknown, *facts.suits, *facts.materials.unknown)
    return len(gift.name + gift.line + gift.inside) + 8 * len(marked)


def _long_interests(story: Story) -> tuple[ReasonFact, ...]:
    """The two whose words are longest in the reader's language, as one of their own reasons tells them."""
    words = sorted(_interests(), key=lambda key: len(vocabulary.interest(story.person.locale, key)))
    reason = next(reason for reason in SAMPLE_STORIES["jana"].reasons if reason.code == "interest")
    return tuple(replace(reason, value=key) for key in words[-2:])


@cache
def _people() -> tuple[Person, ...]:
    """The longest and the shortest of the sample list, one longer than any of them, and one whose name nobody knows."""
    with (ASSETS / "samples" / "recipients.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            (f"{row['First name']} {row['Last name']}", row["Company"]) for row in csv.DictReader(file, delimiter=";")
        ]
    rows = [(name, company) for name, company in rows if usable(name)]
    named = sorted(rows, key=lambda row: len(row[0]))
    found = (named[0], named[-1], max(rows, key=lambda row: len(row[1])), (LONGEST_NAME[:80], LONG_COMPANY[:80]))
    people = tuple(Person("en", name.split()[0], name, company, None) for name, company in found)
    return (*people, Person("en", None, None, LONG_COMPANY[:80], None))


@cache
def _skus() -> tuple[str, ...]:
    return tuple(
        each["sku"] for each in json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    )


@cache
def _interests() -> tuple[str, ...]:
    return tuple(json.loads((CATALOGS / "interests.json").read_text("utf-8")))
