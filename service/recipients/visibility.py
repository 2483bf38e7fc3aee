"""Which facts about a person may be read or named by whom: one rule for console, page and film, and for what the person is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement

from service.recipients.facts.fact import GUESSED, Fact, is_from_list
from service.recipients.models import ProfileFact
from service.security.encryption import readable

OURS_TO_TELL: Final = frozenset({"interest", "has_already", "dislike"})
"""Kinds of what a person told us that the sender may read, unless they asked us to keep it."""


def sender_sees(fact: Fact) -> bool:
    """The sender reads what it brought itself, and of what a person told us only what they may be known to like.

    What somebody eats, avoids or keeps away from is theirs, in food and in things.
    """
    return is_from_list(fact) or (fact.kind in OURS_TO_TELL and may_be_named(fact))


def may_be_named(fact: Fact) -> bool:
    """Whether it may be named as a reason, on the page and to the sender: not where its person keeps it to themselves, whoever else
    said so too."""
    return not fact.kept_private


def is_nameable() -> ColumnElement[bool]:
    """The same as a condition of a query over facts."""
    return ProfileFact.kept_private.is_(False)


def values_sender_sees(facts: Iterable[Fact]) -> frozenset[tuple[str, str]]:
    """(kind, value) of all that the sender reads in any of a person's facts. What they told us as well, the sender goes on reading
    in its own list, and that is what the person is told."""
    return frozenset((fact.kind, fact.value) for fact in facts if sender_sees(fact))


def own_copy(row: ProfileFact) -> dict[str, Any]:
    """A fact as its own person's copy of everything tells it: nothing of it is kept from them."""
    return {
        "kind": row.kind,
        "value": readable(row.value),
        "source": row.source,
        "since": row.created_at,
        "until": None if row.valid_until is None else row.valid_until.isoformat(),
        "kept_private": row.kept_private,
        "taken_back_at": row.withdrawn_at,
        "condition": row.condition,
        "condition_on": None if row.condition_on is None else row.condition_on.isoformat(),
        "condition_how": row.condition_how,
    }


def is_told() -> ColumnElement[bool]:
    """Facts that a list, a colleague or the person stated: no guess of ours. For counting, where nobody's words are shown."""
    return ProfileFact.source != GUESSED
