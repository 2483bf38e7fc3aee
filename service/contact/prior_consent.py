"""Where mail between firms needs prior consent: our table with its sources, what an owner says instead, and whom it concerns.

It is no legal advice: each line names what it was read from and of when that is, and an owner sets a country otherwise for their
workspace.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, String, bindparam, false, or_, select, true
from sqlalchemy.orm import Session

from service.contact.models import ConsentRule
from service.contact.wishes.ways import is_text_on
from service.db.loaded import ask
from service.errors import InvalidInput
from service.recipients.models import Recipient, TextNumber
from service.recipients.sources.codes import ENOUGH
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

LONGEST: Final = 300
"""Characters of a source."""


@dataclass(frozen=True, slots=True)
class Line:
    """One country: whether it asks for consent, by which source, of which day (a law's is that from which it holds as it is), and
    who says so (None: our own table)."""

    country: str
    asks: bool
    source: str
    source_on: date
    said_by: str | None = None


_LAWS: Final = (
    ("AT", "Telecommunications Act (TKG 2021), section 174 (3) and (4)", date(2021, 11, 1)),
    ("CH", "Unfair Competition Act (UWG), article 3 (1) (o)", date(2007, 4, 1)),
    ("DE", "Unfair Competition Act (UWG), section 7 (2) no. 2 and (3)", date(2022, 5, 28)),
    ("DK", "Marketing Practices Act (markedsføringsloven), section 10", date(2017, 7, 1)),
    ("ES", "Information Society Services Act (LSSI), article 21", date(2002, 10, 12)),
    ("IT", "Data Protection Code (d.lgs. 196/2003), article 130", date(2004, 1, 1)),
    ("NL", "Telecommunications Act (Telecommunicatiewet), article 11.7", date(2009, 10, 1)),
    ("PL", "Electronic Communications Law of 12 July 2024, article 398", date(2024, 11, 10)),
)
TABLE: Final[Mapping[str, Line]] = {country: Line(country, True, source, on) for country, source, on in _LAWS}
"""Countries whose law asks for prior consent before advertising by mail also where a firm is written to."""


def asking_by_default() -> frozenset[str]:
    """The countries that our own table names."""
    return frozenset(country for country, line in TABLE.items() if line.asks)


def lines_of(session: Session, workspace_id: str) -> list[Line]:
    """The table as it holds in a workspace, by country."""
    rules = session.scalars(select(ConsentRule).where(ConsentRule.workspace_id == workspace_id))
    own = {one.country: Line(one.country, one.asks, one.source, one.source_on, one.said_by or "") for one in rules}
    return [line for _, line in sorted({**TABLE, **own}.items())]


_OWN: Final = select(ConsentRule.country, ConsentRule.asks).where(
    ConsentRule.workspace_id == bindparam("workspace", type_=String)
)


def countries_asking(session: Session, workspace_id: str) -> frozenset[str]:
    """The countries in which the workspace needs consent before it writes."""
    own: dict[str, bool] = {country: asks for country, asks in ask(session, _OWN, {"workspace": workspace_id})}
    return frozenset(
        country for country in {*TABLE, *own} if own.get(country, country in TABLE and TABLE[country].asks)
    )


def lacks_basis(country: str, basis: str | None, asking: Collection[str]) -> bool:
    """Whether a person may not be written to by mail, for want of a reason that their country accepts."""
    return country in asking and basis not in ENOUGH


def has_basis(asking: Collection[str]) -> ColumnElement[bool]:
    """The same for a query over Recipient, the other way round."""
    return or_(Recipient.country.not_in(sorted(asking)), Recipient.basis.in_(ENOUGH))


def may_be_written_to(asking: Collection[str]) -> ColumnElement[bool]:
    """Over Recipient: whether a first message may go to them, by mail or as a text message. A number is nobody's to give but the
    person's, who confirmed it and is texted nowhere else: that is their consent to this way, and needs no other basis."""
    return or_(has_basis(asking), _is_texted())


def sets_out(asking: Collection[str], *, by_card: bool) -> ColumnElement[bool]:
    """Over Recipient: whether somebody may be in a wave, which for want of a basis is only one that needs no mail."""
    return true() if by_card else may_be_written_to(asking)


def _is_texted() -> ColumnElement[bool]:
    """A number is kept only while text messages are their way."""
    if not is_text_on():
        return false()
    reached = select(TextNumber.recipient_id).where(
        TextNumber.confirmed_at.is_not(None), TextNumber.refused_at.is_(None)
    )
    return Recipient.id.in_(reached)


def set_country(
    session: Session, country: str, *, asks: bool, source: str, source_on: date, actor: Actor, at: datetime
) -> None:
    """Says for the actor's workspace whether a country asks for consent. Raises InvalidInput without a source."""
    words = " ".join(source.split())
    if not words or len(words) > LONGEST:
        raise InvalidInput(f"Name the source: the law or advice, in at most {LONGEST} characters.", param="source")
    if source_on > at.date():
        raise InvalidInput("The source’s date can’t be in the future.", param="source_on")
    lock_workspace(session, actor.workspace_id)  # of two who say the same country at once, one comes second
    rule = session.scalar(
        select(ConsentRule).where(ConsentRule.workspace_id == actor.workspace_id, ConsentRule.country == country)
    )
    if rule is None:
        rule = ConsentRule(workspace_id=actor.workspace_id, country=country)
        session.add(rule)
    rule.asks, rule.source, rule.source_on = asks, words, source_on
    rule.said_by, rule.said_at = actor.user_id, at
    session.flush()
    body = {"country": country, "asks": asks, "source": words, "source_on": source_on.isoformat()}
    record_act(session, actor, "workspace.consent_changed", at, subject_id=actor.workspace_id, body=body)
