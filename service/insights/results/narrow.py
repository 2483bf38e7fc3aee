"""The results of a part of a campaign's people: by one of account, segment, stage, country or a saved segment, never by two.

A saved segment is one only where it asks for what staff see of each person by name: the states of gifts would tell the rest. It
shows nothing where it differs by one to three people from another part that can be shown.

Two together could tell about single people by subtraction; a second one is left out, and the page says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from babel import Locale
from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from service.brain.segments.conditions import of_rows
from service.brain.segments.models import Segment
from service.brain.segments.people import people_in
from service.brain.segments.small_numbers import shown_count
from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import FEWEST
from service.gifting.models import RecipientGift
from service.recipients.models import Account, Recipient

Kind = Literal["account", "segment", "stage", "country"]
KINDS: Final[Mapping[Kind, str]] = {
    "account": "Account", "segment": "Segment", "stage": "Stage", "country": "Country",
}  # fmt: skip
SAVED: Final = "saved"
NONE: Final = "none"
"""Stands in an address for people of whom nobody knows the segment or the stage."""
MOST: Final = 200
_SEGMENTS: Final[Mapping[str, str]] = {
    "prospect": "Prospects", "customer": "Customers", "partner": "Partners", NONE: "Segment not known",
}  # fmt: skip
Part = Kind | Literal["saved"]
"""What the results can be narrowed by: a breakdown by saved segments is none, since they overlap."""
FILTERS: Final[Mapping[str, str]] = {**{str(kind): label for kind, label in KINDS.items()}, SAVED: "Saved segment"}
LAUNCHED: Final = (RecipientGift.launched_at.is_not(None), RecipientGift.status != "canceled")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`people` of `whole` launched gifts; without a `kind`, all of them. `left_out`: what else was asked for."""

    campaign_id: str
    kind: Part | None
    value: str
    label: str
    people: int
    whole: int
    left_out: str | None = None
    ids: frozenset[str] = frozenset()
    """People of a saved segment, as they are now."""
    is_apart: bool = True
    """Whether neither it nor everybody else differs by one to three people from another part of which more is told."""

    @property
    def tells(self) -> bool:
        """Whether what nobody may see by name can be told of it: it and everybody else are at least four, and so is what it differs
        by from every other part of which that is told."""
        return self.kind is None or (self.is_apart and self.people >= FEWEST and self.whole - self.people >= FEWEST)

    @property
    def address(self) -> str:
        """As it stands in a link."""
        return "" if self.kind is None else f"{self.kind}:{self.value}"

    def condition(self) -> tuple[ColumnElement[bool], ...]:
        """The condition on launched gifts."""
        base = (RecipientGift.campaign_id == self.campaign_id, *LAUNCHED)
        if self.kind is None:
            return base
        if self.kind == SAVED:
            return (*base, RecipientGift.recipient_id.in_(sorted(self.ids)))
        if self.kind == "account":
            return (*base, RecipientGift.account_id == self.value)
        if self.kind == "country":
            return (*base, RecipientGift.recipient_id.in_(select(Recipient.id).where(Recipient.country == self.value)))
        column = Account.relationship if self.kind == "segment" else Account.lifecycle
        is_it = column.is_(None) if self.value == NONE else column == self.value
        return (*base, RecipientGift.account_id.in_(select(Account.id).where(is_it)))


def narrowed(session: Session, campaign: Campaign, wanted: Sequence[str], at: datetime) -> Narrowed:
    """What was asked for as kind:value; the first that is one counts, everybody where none is."""
    whole = _count(session, Narrowed(campaign.id, None, "", "", 0, 0))
    known = {
        f"{kind}:{value}": (kind, value, label, people) for kind, value, label, people in choices(session, campaign, at)
    }
    asked = [known[one] for one in dict.fromkeys(wanted) if one in known]
    if not asked:
        return Narrowed(campaign.id, None, "", "Everyone", whole, whole)
    kind, value, label, people = asked[0]
    return Narrowed(
        campaign.id,
        kind,
        value,
        label,
        people,
        whole,
        asked[1][2] if len(asked) > 1 else None,
        _ids(session, campaign, kind, value, at),
        kind == SAVED or _is_apart(session, campaign, kind, value),
    )


def choices(session: Session, campaign: Campaign, at: datetime) -> list[tuple[Part, str, str, int]]:
    """(kind, value, label, people) of every part that can be shown, by kind, the largest first."""
    people: defaultdict[Kind, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for name, number, *values in session.execute(_counted(campaign)):
        of = dict(zip(KINDS, values, strict=True))
        names[of["account"]] = name
        for kind, value in of.items():
            people[kind][value or NONE] += number
    found: list[tuple[Part, str, str, int]] = []
    for kind, counted in people.items():
        rows = [(kind, value, label_of(kind, value, names.get(value)), number) for value, number in counted.items()]
        found += sorted(rows, key=lambda row: (-row[3], row[2]))[:MOST]
    return [*found, *_saved(session, campaign, at)]


def label_of(kind: Kind, value: str, name: str | None) -> str:
    """A part as the page calls it."""
    if kind == "account":
        return name or value
    if kind == "country":
        return str(Locale.parse("en_GB").territories.get(value, value))
    if kind == "segment":
        return _SEGMENTS.get(value, value.capitalize())
    return "Stage not known" if value == NONE else value.replace("-", " ").capitalize()


def column_of(kind: Kind) -> SQLColumnExpression[Any]:
    """What gifts, joined with their people and accounts, are parted by."""
    return {
        "account": Account.id, "segment": Account.relationship, "stage": Account.lifecycle, "country": Recipient.country,
    }[kind]  # fmt: skip


def _counted(campaign: Campaign) -> Any:
    """(account's name, people, the values of every kind in their order): one row for the people of an account in a country, so that
    accounts are looked up once for all of their people."""
    gifts = (
        select(RecipientGift.account_id, Recipient.country, func.count().label("people"))
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.campaign_id == campaign.id, *LAUNCHED)
        .group_by(RecipientGift.account_id, Recipient.country)
        .subquery()
    )
    values = {kind: gifts.c.country if kind == "country" else column_of(kind) for kind in KINDS}
    return select(Account.name, gifts.c.people, *values.values()).join(gifts, gifts.c.account_id == Account.id)


def _count(session: Session, of: Narrowed) -> int:
    return session.scalar(select(func.count()).select_from(RecipientGift).where(*of.condition())) or 0


def _saved(session: Session, campaign: Campaign, at: datetime) -> list[tuple[Part, str, str, int]]:
    """Saved segments that can be shown: neither they nor the rest of the campaign are fewer than four people, and none is one to
    three people from another, or from a part of another kind."""
    segments = session.scalars(
        select(Segment).where(Segment.workspace_id == campaign.workspace_id).order_by(Segment.name_key).limit(MOST)
    )
    asking = [(segment, of_rows(segment.conditions)) for segment in segments]
    by_name = [one for one in asking if all(condition.is_by_name for condition in one[1])]
    if not by_name:
        return []
    everybody = _launched(session, campaign)
    parts = {f"{kind}:{value}": people for kind, value, people in _parts(session, campaign)}
    found: list[tuple[Part, str, str, int]] = []
    for segment, conditions in by_name:
        people = people_in(session, campaign.workspace_id, conditions, at) & everybody
        if shown_count(people, len(everybody), by_name=False).number is None:
            continue
        if any(_are_near(people, other, len(everybody)) for other in parts.values()):
            continue
        parts[segment.id] = people
        found.append((SAVED, segment.id, segment.name, len(people)))
    return found


def _ids(session: Session, campaign: Campaign, kind: Part, value: str, at: datetime) -> frozenset[str]:
    if kind != SAVED:
        return frozenset()
    conditions = of_rows(session.get_one(Segment, value).conditions)
    return people_in(session, campaign.workspace_id, conditions, at) & _launched(session, campaign)


def _launched(session: Session, campaign: Campaign) -> frozenset[str]:
    of = (RecipientGift.campaign_id == campaign.id, *LAUNCHED)
    return frozenset(session.scalars(select(RecipientGift.recipient_id).where(*of)))


def _is_apart(session: Session, campaign: Campaign, kind: str, value: str) -> bool:
    """Whether a part stands far enough from those before it, in one order of all: of two that are near, the first is told of."""
    parts = sorted(_parts(session, campaign), key=lambda one: (list(KINDS).index(one[0]), -len(one[2]), one[1]))
    whole = sum(len(people) for of, _, people in parts if of == parts[0][0])
    told: list[frozenset[str]] = []
    for of, name, people in parts:
        is_apart = len(people) >= FEWEST and whole - len(people) >= FEWEST
        is_apart = is_apart and not any(_are_near(people, other, whole) for other in told)
        if (of, name) == (kind, value):
            return is_apart
        if is_apart:
            told.append(people)
    return False


def _are_near(one: frozenset[str], other: frozenset[str], whole: int) -> bool:
    """Whether one differs by one to three people from the other, or from all who are not in the other."""
    if abs(len(one) - len(other)) >= FEWEST and abs(whole - len(one) - len(other)) >= FEWEST:
        return False
    apart = len(one ^ other)
    return 0 < apart < FEWEST or 0 < whole - apart < FEWEST


def _parts(session: Session, campaign: Campaign) -> list[tuple[Kind, str, frozenset[str]]]:
    """(kind, value, people) of every part of the other kinds, in one query."""
    found: defaultdict[tuple[Kind, str], set[str]] = defaultdict(set)
    rows: Iterable[Sequence[Any]] = session.execute(
        select(RecipientGift.recipient_id, *(column_of(kind).label(kind) for kind in KINDS))
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(RecipientGift.campaign_id == campaign.id, *LAUNCHED)
    )
    for person, *values in rows:
        for kind, value in zip(KINDS, values, strict=True):
            found[kind, value or NONE].add(person)
    return [(kind, value, frozenset(people)) for (kind, value), people in found.items()]
