"""The limit of a sector in a country, with its source and its day: ours where we have one, else what the workspace says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.recipients.sectors.models import SectorLimit, SectorWords
from service.recipients.sectors.suspect import SECTORS, asset, our_table, plain_domain, plain_title
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

LONGEST_SOURCE = 300
MOST_WORDS = 300
LONGEST_WORD = 80


@dataclass(frozen=True, slots=True)
class Limit:
    """`country` "" for every country without a line of its own. `said_by` None: our own table."""

    sector: str
    country: str
    minor: int
    currency: str
    source: str
    source_on: date
    said_by: str | None = None


@cache
def our_limits() -> Mapping[tuple[str, str], Limit]:
    """The limits that come with the product, each read in a public source."""
    found = {}
    for one in asset()["limits"]:
        minor = int(Decimal(one["amount"]).scaleb(get_currency_precision(one["currency"])))
        limit = Limit(
            one["sector"], one["country"], minor, one["currency"], one["source"], date.fromisoformat(one["on"])
        )
        found[limit.sector, limit.country] = limit
    return found


def limits_of(session: Session, workspace_id: str) -> dict[tuple[str, str], Limit]:
    """(sector, country) -> limit, as the workspace has it."""
    rows = session.scalars(select(SectorLimit).where(SectorLimit.workspace_id == workspace_id))
    own = {
        (row.sector, row.country): Limit(
            row.sector, row.country, row.limit_minor, row.currency, row.source, row.source_on, row.said_by or ""
        )
        for row in rows
    }
    return {**our_limits(), **own}


def limit_for(limits: Mapping[tuple[str, str], Limit], sector: str, country: str) -> Limit | None:
    """The line of the country, else that of every country; None where nobody knows one."""
    return limits.get((sector, country)) or limits.get((sector, ""))


def set_limit(session: Session, limit: Limit, actor: Actor, at: datetime) -> None:
    """What the workspace says of a sector and country. Raises InvalidInput, which names the field."""
    source = " ".join(limit.source.split())
    if limit.sector not in SECTORS:
        raise InvalidInput("Choose a sector.", param="sector")
    if limit.minor < 0:
        raise InvalidInput("The limit can’t be below zero.", param="limit")
    if not source or len(source) > LONGEST_SOURCE:
        raise InvalidInput(f"Name the source: the law or rule, in at most {LONGEST_SOURCE} characters.", param="source")
    if limit.source_on > at.date():
        raise InvalidInput("The source’s date can’t be in the future.", param="source_on")
    lock_workspace(session, actor.workspace_id)  # of two who say the same at once, one comes second
    row = session.get(SectorLimit, (actor.workspace_id, limit.sector, limit.country))
    if row is None:
        row = SectorLimit(workspace_id=actor.workspace_id, sector=limit.sector, country=limit.country)
        session.add(row)
    row.limit_minor, row.currency, row.source, row.source_on = limit.minor, limit.currency, source, limit.source_on
    row.said_by, row.said_at = actor.user_id, at
    session.flush()
    body = {"sector": limit.sector, "country": limit.country, "limit_minor": limit.minor, "currency": limit.currency}
    record_act(session, actor, "workspace.sector_changed", at, subject_id=actor.workspace_id, body=body)


def set_words(session: Session, sector: str, text: str, actor: Actor, at: datetime) -> None:
    """The words by which the workspace suspects a sector, one a line: a domain begins with a dot or an at sign, all else is a
    title. Ours that are left out count here no more. Raises InvalidInput."""
    if sector not in SECTORS:
        raise InvalidInput("Choose a sector.", param="sector")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_WORDS or any(len(line) > LONGEST_WORD for line in lines):
        raise InvalidInput(f"Write at most {MOST_WORDS} lines of at most {LONGEST_WORD} characters.", param="words")
    domains = {plain_domain(line) for line in lines if line[0] in ".@"} - {""}
    titles = {plain_title(line) for line in lines if line[0] not in ".@"} - {""}
    if wrong := next((one for one in sorted(domains) if not all(one.split("."))), None):
        raise InvalidInput(f"“.{wrong}” isn’t a domain. Write it as .gov or .example.com.", param="words")
    ours = next(words for one, words in our_table().items() if one == sector)
    lock_workspace(session, actor.workspace_id)
    row = session.get(SectorWords, (actor.workspace_id, sector))
    if row is None:
        row = SectorWords(workspace_id=actor.workspace_id, sector=sector)
        session.add(row)
    row.words = {
        "domains": sorted(domains - ours.domains),
        "titles": sorted(titles - ours.titles),
        "without": sorted((ours.domains - domains) | (ours.titles - titles)),
    }
    row.said_by, row.said_at = actor.user_id, at
    session.flush()
    record_act(session, actor, "workspace.sector_changed", at, subject_id=actor.workspace_id, body={"sector": sector})
