"""What is stated of one person who is added: why they may be written to, where their address is from, how they told what they eat.
As of a list, and asked before anything is chosen for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from service.contact.prior_consent import countries_asking, lacks_basis
from service.errors import InvalidInput
from service.planning.people.lists.intake import PersonReading
from service.recipients.sources.basis import Statement
from service.recipients.sources.codes import BASES, HOWS, SOURCE_MOST, Basis, How

STATED: Final = ("basis", "source", "told_how", "told_on")
"""Fields of the form beside those that a list has."""


def statement_of(
    session: Session,
    workspace_id: str,
    person: PersonReading,
    typed: Mapping[str, str],
    said_by: str | None,
    at: datetime,
) -> Statement:
    """What the form states. Raises InvalidInput where something is missing, or their country accepts no mail on that basis."""
    basis, source = read_basis(session, workspace_id, person.country, typed, "Ask them first, then add them.")
    return Statement(basis, source, _food(person, typed, at), said_by)


def read_basis(
    session: Session, workspace_id: str, country: str, typed: Mapping[str, str], instead: str
) -> tuple[Basis, str]:
    """(why they may be written to, where their address is from), as the form states both. `instead`: what to do where their country
    accepts no mail on that basis. Raises InvalidInput."""
    basis, source = typed.get("basis", ""), " ".join(typed.get("source", "").split())
    if basis not in BASES:
        raise InvalidInput("Say why you may write to them.", param="basis")
    if not source or len(source) > SOURCE_MOST:
        raise InvalidInput(
            f"Say where you have their address from, in at most {SOURCE_MOST} characters.", param="source"
        )
    if lacks_basis(country, basis, countries_asking(session, workspace_id)):
        raise InvalidInput(
            f"Their country asks for consent before a mail, and you have none, so they can be in no wave. {instead}",
            param="basis",
        )
    return basis, source


def _food(person: PersonReading, typed: Mapping[str, str], at: datetime) -> tuple[tuple[int, How, date], ...]:
    """How and when they told what they eat, where something is said of it."""
    if not typed.get("diet", "").strip():
        return ()
    how, day = typed.get("told_how", ""), typed.get("told_on", "").strip()
    if how not in HOWS:
        raise InvalidInput(
            "Say how they told you what they eat and agreed, or leave it empty and they’re asked.", param="told_how"
        )
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise InvalidInput("Say on which day they told you, such as 2027-03-18.", param="told_on") from None
    if on > at.date():
        raise InvalidInput("The day on which they told you can’t be in the future.", param="told_on")
    return tuple((place, how, on) for place in person.told_in)
