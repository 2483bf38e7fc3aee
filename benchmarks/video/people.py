"""People as the sample campaign has them: its own rows, languages, interests, motives and stages, each with a gift of its catalogue
in one of its versions. Nothing is invented beside the list. Links never repeat. The same every time.

The sample's plan gives colleagues different things and spreads over nearly all of the catalogue, so gifts are drawn from all of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, get_args

from benchmarks.video.readers import SPEAKERS
from renderers.context import GiftFacts, Person, ReasonFact, Story
from renderers.language.names import usable
from renderers.language.translations import ASSETS, LOCALES
from renderers.relation import Lifecycle, Motive
from renderers.samples.stories import SAMPLE_STORIES, gift_facts
from service.catalog.pictures.pictured import sample_picture
from service.planning.people.lists.intake import read_upload


def people(count: int, seed: int = 1) -> tuple[Story, ...]:
    """Stories of `count` people of the sample's list, drawn without repeating one, who were all invited by the same giver. Of a
    larger number the first are the same, with the same gifts: films of one call are compared with stories of another."""
    rows = Random(seed).sample(_rows(), len(_rows()))[:count]
    return tuple(_story(number, row, Random(f"{seed} {number}")) for number, row in enumerate(rows))


def renamed(story: Story, number: int) -> Story:
    """The same story of somebody whom nobody had before: name and link are new."""
    person = replace(story.person, given_name="Nova", full_name=f"Nova Newman {_roman(number)}")
    return replace(story, person=person, links=replace(story.links, page=f"{story.links.page}n{number}"))


def _story(number: int, row: Any, chance: Random) -> Story:
    locale = row.locale if row.locale in LOCALES else "en"
    pattern = SAMPLE_STORIES[SPEAKERS[locale]]
    name = f"{row.given_name} {row.family_name}" if row.given_name and row.family_name else None
    known = name if name is not None and usable(name) else None
    gift_id = f"gft_{number:04}"
    asked = next(reason for reason in SAMPLE_STORIES["jana"].reasons if reason.code == "interest")
    reasons: tuple[ReasonFact, ...] = tuple(replace(asked, value=key, source="imported") for key in row.interests[:2])
    gift, *others = (_version(sku, locale, chance) for sku in chance.sample(_skus(), 4))
    return replace(
        pattern,
        gift_id=gift_id,
        person=Person(locale, row.given_name if known else None, known, row.company, None),
        gift=gift,
        alternatives=tuple(others),
        reasons=reasons,
        past_gifts=(),
        remembered=None,
        motive=row.motive if row.motive in get_args(Motive) else None,
        relationship=row.relationship or "customer",
        lifecycle=row.lifecycle if row.lifecycle in get_args(Lifecycle) else None,
        links=replace(pattern.links, page=f"https://handpicked.example/g/{gift_id}/{chance.getrandbits(96):024x}"),
    )


def _version(sku: str, locale: str, chance: Random) -> GiftFacts:
    """A gift in one of its versions, which are pictured in their own colour where we ship or tint that picture."""
    facts = gift_facts(sku, locale)
    version = chance.choice((sku, *_versions()[sku]))
    return replace(facts, sku=version, image=sample_picture(version, sku))


@cache
def _rows() -> tuple[Any, ...]:
    data = (ASSETS / "samples" / "recipients.csv").read_bytes()
    return tuple(row for _, row in read_upload(data, "recipients.csv").people)


@cache
def _versions() -> Mapping[str, tuple[str, ...]]:
    products = json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    return {each["sku"]: tuple(one["sku"] for one in each.get("versions") or ()) for each in products}


@cache
def _skus() -> tuple[str, ...]:
    return tuple(_versions())


def _roman(number: int) -> str:
    return "I" * (number + 1)
