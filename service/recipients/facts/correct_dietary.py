"""The person puts a dietary fact right. What falls by it is taken away, with the second press that names it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from service.errors import InvalidInput, NotFound
from service.recipients.answers import answer_diet
from service.recipients.facts.doubt import dietary_rows, moment_after
from service.recipients.facts.fact import (
    ASK,
    NOTHING,
    WITHHELD,
    check_value,
    fact_of,
    in_force,
    remember,
    restricts,
    says_nothing,
)
from service.recipients.facts.restrictions import restrictions_of
from service.recipients.facts.take_away import require_named, withdraw_same
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Recipient


def correct_dietary(
    session: Session, recipient: Recipient, fact_id: str, value: str, at: datetime, *, named: Collection[str]
) -> None:
    """`value` is what is true instead of the fact, a key of the same kind.

    A doubt that is put right is answered. "Nothing to avoid" takes everything away, so everything has to be named. Raises
    NotFound, InvalidInput, MustBeNamed.
    """
    recipient = lock_person(session, recipient.id)
    rows = dietary_rows(session, recipient)
    standing = [row for row in rows if row.withdrawn_at is None]
    old = next((row for row in standing if row.id == fact_id and row.value != WITHHELD), None)
    if old is None:
        raise NotFound("There’s no such fact.")
    if value in (ASK, WITHHELD):
        raise InvalidInput("This isn’t a value we know for this kind of fact.", param="value")
    check_value(old.kind, value)
    if value == NOTHING:
        require_named(_counting(standing), named)
        answer_diet(session, recipient, [], [], at, named=[row.id for row in standing])
    elif old.value == ASK:
        answer_diet(session, recipient, [value], [], at, whole=False)
    else:
        _replace(session, recipient, standing, old, value, moment_after(at, rows), named)
    session.flush()


def _replace(
    session: Session,
    recipient: Recipient,
    standing: list[ProfileFact],
    old: ProfileFact,
    value: str,
    at: datetime,
    named: Collection[str],
) -> None:
    was, says = restrictions_of([(old.kind, old.value)]), restrictions_of([(old.kind, value)])
    if was.left_out_by(says):
        require_named([old], named)
    if value != old.value and not says_nothing(old):
        withdraw_same(standing, old, at)
    if not any(row.source == "asked" and (row.kind, row.value) == (old.kind, value) for row in standing):
        remember(session, recipient, old.kind, value, "asked", at)


def _counting(standing: list[ProfileFact]) -> list[ProfileFact]:
    """What restricts the person now, each thing once."""
    counting = {fact.id for fact in in_force(fact_of(row) for row in standing)}
    return [row for row in standing if row.id in counting and restricts(row)]
