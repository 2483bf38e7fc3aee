"""People who are alike in what matters to their safety, counted: for pages that ask what is safe for whom, outside any campaign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, cast

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of, people_of
from service.decisions.values import Candidate
from service.gifting.candidate import as_far_as_safety
from service.recipients.facts.fact import DIETARY, Fact, Source, in_force
from service.recipients.models import ProfileFact, Recipient
from service.workspaces.actor import Actor

_KINDS: Final = (*sorted(DIETARY), "adult")
"""Kinds of facts that say for whom something is safe."""
_NOBODYS: Final = ""
"""The id of a person who stands for a group."""


@dataclass(frozen=True, slots=True)
class Group:
    """So many people of whom `person` stands for each; its id is nobody's."""

    person: Candidate
    people: int


def people_stamp(session: Session, actor: Actor, on: date) -> tuple[object, ...]:
    """What `groups_of` depends on, as far as it can change: another person, another fact or one that was taken away, another day,
    another sight, another stamp. The database counts; nothing is decrypted."""
    alive = session.execute(_by_country(actor))
    facts = session.execute(
        select(func.count(), func.count(ProfileFact.withdrawn_at), func.max(ProfileFact.created_at)).where(
            ProfileFact.workspace_id == actor.workspace_id
        )
    ).one()
    return (_sight_of(session, actor), on, tuple((country, people) for country, people in alive), *facts)


def _sight_of(session: Session, actor: Actor) -> tuple[tuple[str, int, int], ...]:
    """Of whose sight is narrowed: their campaigns, with how many take part and who came last. Empty where all is seen."""
    if actor.may("see_everyone"):
        return ()
    rows = session.execute(
        select(CampaignRecipient.campaign_id, func.count(), func.max(CampaignRecipient.id))
        .join(Campaign, Campaign.id == CampaignRecipient.campaign_id)
        .where(campaigns_of(actor))
        .group_by(CampaignRecipient.campaign_id)
        .order_by(CampaignRecipient.campaign_id)
    )
    return tuple((campaign_id, people, last) for campaign_id, people, last in rows)


def groups_of(session: Session, actor: Actor, on: date) -> list[Group]:
    """Everybody in the actor's sight who has not left us, as groups. Only facts about food, things and age are read, one person's
    at a time; whoever has none is only counted."""
    unknown: Counter[str] = Counter()
    for country, people in session.execute(_by_country(actor)):
        unknown[country] = people
    found: dict[tuple[object, ...], Group] = {}
    for country, facts in _told(session, actor, on):
        unknown[country] -= 1
        _add(found, country, facts, 1)
    for country, people in unknown.items():
        if people > 0:
            _add(found, country, (), people)
    return list(found.values())


def _add(found: dict[tuple[object, ...], Group], country: str, facts: Sequence[Fact], people: int) -> None:
    """Adds people of whom so much is known to the group that is like them."""
    one = as_far_as_safety(Recipient(id=_NOBODYS, account_id=_NOBODYS, country=country), in_force(facts))
    alike = (
        country, one.avoid, one.follow, one.materials, one.diet_known, one.diet_pending, one.age_from, one.age_below,
    )  # fmt: skip
    group = found.get(alike)
    found[alike] = Group(one, people if group is None else group.people + people)


def _by_country(actor: Actor) -> Select[str, int]:
    return (
        select(Recipient.country, func.count())
        .where(*_alive(actor))
        .group_by(Recipient.country)
        .order_by(Recipient.country)
    )


def _alive(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (people_of(actor), Recipient.erased_at.is_(None), Recipient.unsubscribed_at.is_(None))


def _told(session: Session, actor: Actor, on: date) -> Iterator[tuple[str, list[Fact]]]:
    """(country, facts in force on the day) of everybody of whom there is one."""
    rows = session.execute(
        select(
            Recipient.id, Recipient.country, ProfileFact.kind, ProfileFact.value, ProfileFact.source,
            ProfileFact.confidence, ProfileFact.created_at, ProfileFact.valid_until,
        )
        .join(ProfileFact, ProfileFact.recipient_id == Recipient.id)
        .where(
            *_alive(actor),
            ProfileFact.kind.in_(_KINDS),
            ProfileFact.withdrawn_at.is_(None),
            ProfileFact.valid_from <= on,
            or_(ProfileFact.valid_until.is_(None), ProfileFact.valid_until >= on),
        )
        .order_by(Recipient.id, ProfileFact.created_at, ProfileFact.id)
        .execution_options(yield_per=1_000)
    )  # fmt: skip
    for (_, country), those in groupby(rows, key=lambda row: (row[0], row[1])):
        yield (
            country,
            [
                Fact(_NOBODYS, kind, value, cast(Source, source), confidence, since, until, kept_private=False)
                for _, _, kind, value, source, confidence, since, until in those
            ],
        )
