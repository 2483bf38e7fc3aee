"""By the domain of an address or by a job title somebody may be bound by limits of their own: a suspicion, asked anew each time.

Nothing of it is written down of a person: no fact, no feature of any model, and nobody is told. It only has a second person look
before a gift leaves. The words are a table of ours in all languages, and what the workspace adds to it or takes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, Literal, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.config import ASSETS
from service.folding import fold
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


class Told(Protocol):
    """What somebody may be suspected by: a person, or a row of these two columns."""

    @property
    def email(self) -> str | None: ...
    @property
    def job_title(self) -> str | None: ...


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


def suspicion_of(person: Told, table: Table) -> Suspicion | None:
    """The first sector that their address or title speaks for; None for most people. What cannot be read speaks for none."""
    above = _upwards(plain_domain((readable(person.email) or "").rpartition("@")[2]))
    for sector in SECTORS:
        domains = table[sector].domains
        for one in above:
            if one in domains:
                return Suspicion(sector, "domain", one)
    if not (written := readable(person.job_title)) or not (title := plain_title(written)):
        return None
    for sector in SECTORS:
        if (entry := _stands_first(table[sector].titles, title)) is not None:
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


def _stands_first(titles: frozenset[str], title: str) -> str | None:
    """The first of the table's titles, in their order, that stands in a plain title: as whole words, or anywhere in a language that
    sets no spaces. Runs of the title's words are looked up, so that a long table costs no more than a short one."""
    most, unspaced = _shape(titles)
    words = title.split(" ")
    found = {
        run
        for first in range(len(words))
        for last in range(first + 1, min(first + most, len(words)) + 1)
        if (run := " ".join(words[first:last])) in titles
    }
    if unspaced and _WITHOUT_SPACES.search(title):
        joined = title.replace(" ", "")
        found |= {entry for entry in unspaced if entry.replace(" ", "") in joined}
    return min(found, default=None)


@lru_cache(maxsize=256)
def _shape(titles: frozenset[str]) -> tuple[int, frozenset[str]]:
    """(words of the longest entry, the entries in languages that set no spaces)."""
    return max((len(one.split(" ")) for one in titles), default=0), frozenset(filter(_WITHOUT_SPACES.search, titles))


def _with(ours: Words, own: Mapping[str, Any]) -> Words:
    without = frozenset(own.get("without", ()))
    return Words(
        (ours.domains | frozenset(own.get("domains", ()))) - without,
        (ours.titles | frozenset(own.get("titles", ()))) - without,
    )
