"""Keeping the workspace's charities: one added, one retired, and who is offered which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from babel import Locale
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.campaigns.charities.models import Charity
from service.errors import Conflict, InvalidInput, NotFound
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import one_line, written

ENGLISH: Final = "en"
LONGEST_NAME: Final = 120
LONGEST_LINE: Final = 200
LONGEST_NUMBER: Final = 60
MOST: Final = 500
"""Charities of one workspace."""
OFFERED: Final = 12
_COUNTRIES: Final = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())


def charities_for(session: Session, workspace_id: str, country: str) -> Sequence[Charity]:
    """What somebody in a country is offered: those of the country first, then those for everybody, by name."""
    return session.scalars(
        select(Charity)
        .where(
            Charity.workspace_id == workspace_id,
            Charity.retired_at.is_(None),
            or_(Charity.country == country, Charity.country == ""),
        )
        .order_by(Charity.country.desc(), Charity.name, Charity.id)
        .limit(OFFERED)
    ).all()


def find_charity(session: Session, workspace_id: str, charity_id: str) -> Charity:
    """Raises NotFound where there is none, and just so where it is somebody else's."""
    found = session.scalar(select(Charity).where(Charity.id == charity_id, Charity.workspace_id == workspace_id))
    if found is None:
        raise NotFound("There’s no such charity.")
    return found


def add_charity(
    session: Session, actor: Actor, form: Mapping[str, str], languages: Sequence[str], at: datetime
) -> Charity:
    """A charity from a form: `name`, `registration`, `country` (may be empty), `line` and `line_<locale>`. The audit log says who.

    Raises InvalidInput with the field that is wrong in `param`, Conflict where it is kept already or there are too many.
    """
    name = _words(form, "name", LONGEST_NAME, "Write the charity’s name as it is registered.")
    registration = _words(form, "registration", LONGEST_NUMBER, "Write the number under which it is registered.")
    country = form.get("country", "").strip().upper()
    if country and country not in _COUNTRIES:
        raise InvalidInput("Write the country as two letters, such as CZ, or leave it empty.", param="country")
    line = {ENGLISH: _words(form, "line", LONGEST_LINE, "Say in one sentence what it does.")}
    for locale in languages:
        if locale != ENGLISH and written(form.get(f"line_{locale}", "")):
            line[locale] = _words(form, f"line_{locale}", LONGEST_LINE, "")
    rows = session.execute(
        select(Charity.country, Charity.registration, Charity.retired_at).where(
            Charity.workspace_id == actor.workspace_id
        )
    ).all()
    if len(rows) >= MOST:
        raise Conflict(f"A workspace keeps at most {MOST} charities.")
    if any((row.country, row.registration, row.retired_at) == (country, registration, None) for row in rows):
        raise Conflict("A charity with this number is kept for this country already.")
    charity = Charity(
        id=new_id("chy"), workspace_id=actor.workspace_id, country=country, name=name, line=line,
        registration=registration, created_at=at,
    )  # fmt: skip
    session.add(charity)
    session.flush()
    record_act(session, actor, "charity.added", at, subject_id=charity.id, body={"country": country})
    return charity


def retire_charity(session: Session, actor: Actor, charity_id: str, at: datetime) -> None:
    """From now on nobody is offered it; what was donated to it stays. Raises NotFound, or Conflict where it is retired already."""
    charity = find_charity(session, actor.workspace_id, charity_id)
    if charity.retired_at is not None:
        raise Conflict("This charity is no longer offered already.")
    charity.retired_at = at
    record_act(session, actor, "charity.retired", at, subject_id=charity.id)


def _words(form: Mapping[str, str], field: str, longest: int, missing: str) -> str:
    words = one_line(written(form.get(field, "")) or "")
    if not words:
        raise InvalidInput(missing, param=field)
    if len(words) > longest:
        raise InvalidInput(f"Use at most {longest} characters.", param=field)
    return words
