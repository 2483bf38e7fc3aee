"""The audience of a rehearsal: as many invented people, with the same shares of countries, languages, diets and tastes.

Nobody is copied. What is known of food goes round among them as a whole, and what is known of tastes does so by itself, so that no
invented person knows, eats and likes what one real person does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import CampaignRecipient
from service.folding import company_key, searched_text
from service.planning.rehearsal.copied.invented import DOMAIN, company_names, names
from service.planning.rehearsal.copied.rows import copied
from service.recipients.facts.fact import DIETARY, Fact, facts_of, in_force
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.search.keep import index_people
from service.security.encryption import address_hash
from service.security.ids import new_id

_TASTES: Final = frozenset(
    {"interest", "dislike", "has_already", "motive", "size", "taste", "adult", "away", "for_whom"}
)
"""Kinds that are carried over besides those of food: codes and things, no words about somebody."""


@dataclass(frozen=True, slots=True)
class _Real:
    """What is carried over of one real person, in parts that part company: `stays` are the person's own columns."""

    stays: Recipient
    food: Sequence[Fact]
    tastes: Sequence[Fact]


def copy_people(
    session: Session,
    of_campaign_id: str,
    workspace_id: str,
    campaign_id: str,
    chance: np.random.Generator,
    at: datetime,
    most: int,
) -> dict[str, str]:
    """Invents the people of a copy, at most so many; answers id of a real company -> id of the invented one. Erased people are not
    among those they are made after."""
    everybody = _real_people(session, of_campaign_id, at)
    shuffled = [everybody[place] for place in chance.permutation(len(everybody))][:most]
    accounts = _companies(session, shuffled, workspace_id, chance, at)
    supply = names(chance)
    food, tastes, left = (chance.permutation(len(shuffled)) for _ in range(3))
    people: list[Recipient] = []
    for number, one in enumerate(shuffled):
        name = supply.person(one.stays.locale, one.stays.country)
        email = f"person-{number + 1}@{DOMAIN}"
        person = Recipient(
            id=new_id("rcp"), workspace_id=workspace_id, account_id=accounts[one.stays.account_id],
            email=email, email_hash=address_hash(email), given_name=name.given, family_name=name.family,
            job_title=None, city=name.city, owner=None, country=one.stays.country, locale=one.stays.locale,
            basis=one.stays.basis, unsubscribed_at=at if shuffled[left[number]].stays.unsubscribed_at else None,
            created_at=at,
        )  # fmt: skip
        people.append(person)
        session.add(person)
    session.flush()
    for number, person in enumerate(people):
        for fact in (*shuffled[food[number]].food, *shuffled[tastes[number]].tastes):
            session.add(_fact(fact, person, at))
        session.add(
            CampaignRecipient(
                workspace_id=workspace_id, campaign_id=campaign_id, recipient_id=person.id, row_number=number + 1
            )
        )
    session.flush()
    index_people(session, people)
    return accounts


def _real_people(session: Session, campaign_id: str, at: datetime) -> list[_Real]:
    people = session.scalars(
        select(Recipient)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign_id, Recipient.erased_at.is_(None))
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    ).all()
    known: Mapping[str, Sequence[Fact]] = facts_of(session, [one.id for one in people], at.date())
    return [_as_real(person, in_force(known[person.id])) for person in people]


def _as_real(person: Recipient, facts: Sequence[Fact]) -> _Real:
    ordered = sorted(facts, key=lambda fact: (fact.kind, fact.value))
    return _Real(
        person,
        [fact for fact in ordered if fact.kind in DIETARY],
        [fact for fact in ordered if fact.kind in _TASTES],
    )


def _fact(fact: Fact, person: Recipient, at: datetime) -> ProfileFact:
    """As it was known: what was told stays told, so that the console shows no more of it than of a real person's."""
    return ProfileFact(
        id=new_id("fct"), workspace_id=person.workspace_id, recipient_id=person.id, kind=fact.kind, value=fact.value,
        source=fact.source, confidence=fact.confidence, valid_from=at.date(), valid_until=fact.valid_until,
        kept_private=fact.kept_private, created_at=at,
        condition="told" if fact.kind in DIETARY else None, condition_on=at.date() if fact.kind in DIETARY else None,
    )  # fmt: skip


def _companies(
    session: Session, real: Sequence[_Real], workspace_id: str, chance: np.random.Generator, at: datetime
) -> dict[str, str]:
    """Id of a real company -> id of the invented one, whose country and rules are the same."""
    wanted = list(dict.fromkeys(one.stays.account_id for one in real))
    rows = {row.id: row for row in session.scalars(select(Account).where(Account.id.in_(wanted)))}
    made: defaultdict[str, str] = defaultdict(str)
    for account_id, name in zip(wanted, company_names(chance, len(wanted)), strict=True):
        made[account_id] = new_id("acc")
        session.add(
            copied(
                rows[account_id], id=made[account_id], workspace_id=workspace_id, name=name, name_key=company_key(name),
                searched=searched_text(name), policy_changed_at=None, proposed_policy={}, created_at=at,
            )
        )  # fmt: skip
    session.flush()
    return dict(made)
