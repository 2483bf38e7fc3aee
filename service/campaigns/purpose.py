"""Whom a campaign is for, where its people stand alike with the sender: what a list does not say of a company follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from service.recipients.acquaintance import Lifecycle, Relationship

MIXED: Final = "mixed"
"""Nothing follows: each company is what the list says of it."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the builder calls it, and what we then know about every company in the campaign."""

    title: str
    relationship: Relationship | None = None
    lifecycle: Lifecycle | None = None


PURPOSES: Final[Mapping[str, Purpose]] = {
    MIXED: Purpose("A mix of people: follow the list"),
    "hello": Purpose("People you don’t work with yet", "prospect"),
    "welcome": Purpose("New customers", "customer", "new"),
    "thanks": Purpose("Customers to thank", "customer", "active"),
    "renewal": Purpose("Customers who are about to renew", "customer", "renewal"),
    "win_back": Purpose("Customers who have left", "customer", "lapsed"),
    "partners": Purpose("Partners", "partner"),
}
