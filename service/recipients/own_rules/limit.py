"""The most that a gift may cost, as its person told: a fact that names its money, and the one that is newest counts.

A value is written as "2500 EUR": minor units and ISO 4217.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.recipients.facts.fact import Fact, remember, said_themselves
from service.recipients.models import ProfileFact, Recipient

KIND: Final = "limit"
POLICY: Final = "policy"
"""The kind of the fact that a person's own rule lets them take no gift."""
NO_GIFTS: Final = "no_gifts"
MOST_MINOR: Final = 100_000_000
_WRITTEN: Final = re.compile(r"(\d{1,12}) ([A-Z]{3})")


def limit_of(value: str) -> tuple[int, str] | None:
    """(minor units, currency) of a fact's value; None where it cannot be read."""
    found = _WRITTEN.fullmatch(value)
    return None if found is None else (int(found[1]), found[2])


def lowest_limit(facts: Iterable[Fact], currency: str) -> int | None:
    """What a gift of this currency may cost by the facts in force, in minor units; None where nobody has set a limit.

    One in other money cannot be compared, and one that cannot be read is not known: until it is set again nothing may cost
    anything.
    """
    said = [limit_of(fact.value) for fact in facts if fact.kind == KIND]
    return min((0 if one is None or one[1] != currency else one[0] for one in said), default=None)


def set_limit(session: Session, recipient: Recipient, minor: int, currency: str, at: datetime) -> ProfileFact:
    """The limit from now on, in place of what they had set before. The person is locked. Raises InvalidInput for none at all."""
    if not 0 < minor <= MOST_MINOR:
        raise InvalidInput("Write the most that is fine for you as a sum above zero.", param="limit")
    take_back(session, recipient, (KIND,), at)
    return remember(session, recipient, KIND, f"{minor} {currency}", "asked", at)


def set_no_gifts(session: Session, recipient: Recipient, at: datetime) -> ProfileFact:
    """Their own rule lets them take none. The person is locked."""
    take_back(session, recipient, (POLICY,), at)
    return remember(session, recipient, POLICY, NO_GIFTS, "asked", at)


def take_back(session: Session, recipient: Recipient, kinds: Iterable[str], at: datetime) -> None:
    """What the person told of these kinds counts no more."""
    session.flush()
    for fact in session.scalars(said_themselves(kinds).where(ProfileFact.recipient_id == recipient.id)):
        fact.withdrawn_at, fact.withdrawn_by = at, "person"
    session.flush()
