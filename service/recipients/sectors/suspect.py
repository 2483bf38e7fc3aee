"""By the domain of an address or by a job title somebody may be bound by limits of their own: a suspicion, asked anew each time.

Nothing of it is written down of a person: no fact, no feature of any model, and nobody is told. It only has a second person look
before a gift leaves. The words are a table of ours in all languages, and what the workspace adds to it or takes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import ASSETS
from service.folding import fold
from service.recipients.models import Recipient
from service.recipients.sectors.models import SectorWords
from service.security.encryption import readable

Sector = Literal["government", "military", "eu_institutions", "health", "procurement", "media"]
SECTORS: Final[tuple[Sector, ...]] = (
    "military", "eu_institutions", "government", "health", "procurement", "media",
)  # fmt: skip
"""In the order in which somebody is suspected of one: whoever could be of two is of the first."""
_WITHOUT_SPACES: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of languages that set no spaces: there a word is found wherever it stands."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Which sector, by what of theirs, and which entry of the table it was."""

    sector: Sector
    by: Literal["domain", "title"]
    entry: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a sector is suspected by, folded."""

    domains: frozenset[str]
    titles: frozenset[str]


Table = Mapping[Sector, Words]


def table_of(session: Session, workspace_id: str) -> Table:
    """Our table with what the workspace has added and taken out."""
    own = {
        row.sector: row.words
        for row in session.scalars(select(SectorWords).where(SectorWords.workspace_id == workspace_id))
    }
    return {sector: _with(words, own.get(sector, {})) for sector, words in our_table().items()}


@cache
def our_table() -> Table:
    """The table as it comes with the product."""
    told: Mapping[Sector, Mapping[str, list[str]]] = asset()["sectors"]
    return {
        sector: Words(
            frozenset(map(plain_domain, told[sector]["domains"])), frozenset(map(plain_title, told[sector]["titles"]))
        )
        for sector in SECTORS
    }


@cache
def asset() -> Mapping[str, Any]:
    """The file that holds the table and the limits we know a source of."""
    found: Mapping[str, Any] = json.loads((ASSETS / "translations" / "sectors.json").read_text("utf-8"))
    return found


def suspicion_of(person: Recipient, table: Table) -> Suspicion | None:
    """The first sector that their address or title speaks for; None for most people. What cannot be read speaks for none."""
    domain = plain_domain((readable(person.email) or "").rpartition("@")[2])
    title = plain_title(readable(person.job_title) or "")
    for sector in SECTORS:
        words = table[sector]
        if (entry := next((one for one in _upwards(domain) if one in words.domains), None)) is not None:
            return Suspicion(sector, "domain", entry)
    for sector in SECTORS:
        if (entry := next((one for one in sorted(table[sector].titles) if _stands_in(one, title)), None)) is not None:
            return Suspicion(sector, "title", entry)
    return None


def plain_domain(text: str) -> str:
    """A domain as it is compared: without case, and without a mark before it."""
    return text.strip().casefold().lstrip(".@")


def plain_title(text: str) -> str:
    """A title as it is compared: folded, with single spaces."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _upwards(domain: str) -> list[str]:
    """A domain and all that it lies below."""
    parts = domain.split(".") if domain else []
    return [".".join(parts[place:]) for place in range(len(parts))]


def _stands_in(entry: str, title: str) -> bool:
    if not entry or not title:
        return False
    if _WITHOUT_SPACES.search(entry):
        return entry.replace(" ", "") in title.replace(" ", "")
    return f" {entry} " in f" {title} "


def _with(ours: Words, own: Mapping[str, Any]) -> Words:
    without = frozenset(own.get("without", ()))
    return Words(
        (ours.domains | frozenset(own.get("domains", ()))) - without,
        (ours.titles | frozenset(own.get("titles", ()))) - without,
    )
