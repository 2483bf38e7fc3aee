"""Words about a person against the texts of a workspace's gifts: what they are near to, in any language that the model reads."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.catalog.models import Product
from service.config import ASSETS
from service.decisions.scoring.likeness import Real, meant, near_to
from service.planning.people.likeness.model import TextModel, looked_for, looked_through, text_model

GIFTS_EACH: Final = 4
"""Gifts of an interest whose texts are read: more say hardly anything else, and take longer."""
_ICELANDIC: Final = re.compile(r"[þðæ]|\b(?:og|á|í)\b", re.IGNORECASE)
"""Letters and words of Icelandic and of no other language of ours. The model hardly reads it: one note of twelve was right."""
_FEWEST: Final = 4
"""Interests below which nothing is compared: with no others beside it, everything is near to each."""


@dataclass(frozen=True, slots=True)
class AboutGifts:
    """What a shelf is about: its `interests` and what each means (I, D); the `middle` (D,) of what interests are called."""

    interests: tuple[str, ...]
    means: Real
    middle: Real


def gift_texts(session: Session, workspace_id: str) -> Mapping[str, tuple[str, ...]]:
    """Interest -> texts of gifts about it, in the order of their codes; only interests that have a name in every language."""
    rows = session.execute(
        select(Product.interests, Product.texts)
        .where(Product.workspace_id == workspace_id, Product.retired_at.is_(None))
        .order_by(Product.sku)
    )
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for interests, texts in rows:
        for interest in interests:
            if interest in labels() and "en" in texts and len(found[interest]) < GIFTS_EACH:
                found[interest][f"{texts['en']['name']}. {texts['en']['line']}"] = None
    return {interest: tuple(found[interest]) for interest in sorted(found)}


def compare(texts: Mapping[str, tuple[str, ...]], words: Sequence[str]) -> list[Mapping[str, float]]:
    """For each of the words, trait -> log-odds. `texts` as of `gift_texts`. Nothing for any of them without the model, or for a
    shelf that is about fewer than four things; nothing for words in Icelandic."""
    found: list[Mapping[str, float]] = [{} for _ in words]
    model = text_model()
    read = [at for at, one in enumerate(words) if _ICELANDIC.search(one) is None]
    if model is None or len(texts) < _FEWEST or not read:
        return found
    about = _about(model, tuple(texts.items()))
    for at, vector in zip(read, looked_for(model, [words[at] for at in read]), strict=True):
        found[at] = near_to(vector, about.middle, about.interests, about.means)
    return found


@lru_cache(maxsize=8)
def _about(model: TextModel, texts: tuple[tuple[str, tuple[str, ...]], ...]) -> AboutGifts:
    interests = tuple(interest for interest, _ in texts)
    gifts = [_vectors(model, of_gifts) for _, of_gifts in texts]
    names, middle = _names(model)
    return AboutGifts(interests, meant([names[interest] for interest in interests], gifts), middle)


@lru_cache(maxsize=512)
def _vectors(model: TextModel, texts: tuple[str, ...]) -> Real:
    return looked_through(model, texts)


@lru_cache(maxsize=1)
def _names(model: TextModel) -> tuple[Mapping[str, Real], Real]:
    """(Interest -> (7, D) its names as texts, (D,) the middle of all of them as words that are looked for)."""
    every = {interest: list(dict.fromkeys(by_language.values())) for interest, by_language in labels().items()}
    names = {interest: looked_through(model, one) for interest, one in every.items()}
    middle: Real = np.concatenate([looked_for(model, one) for one in every.values()]).mean(axis=0)
    return names, middle


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Interest -> language -> its name."""
    found: dict[str, dict[str, str]] = json.loads((ASSETS / "translations" / "interests.json").read_text("utf-8"))
    found.pop("_about", None)
    return found
