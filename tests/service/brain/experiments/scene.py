"""A workspace with a campaign that has not launched, its people each with a planned gift, and comparisons over it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.experiments.models import Assignment, Experiment
from service.brain.experiments.set_up import Design, create, start
from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import User
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

FILM: Final = Design(
    name="Film or page only",
    hypothesis="A film made for one person makes more people keep their gift, because it feels personal.",
    kind="film",
    metric="kept",
    base=60,
    smallest=15,
    tried_share=50,
    holdout=0,
)
HOLDOUT: Final = replace(
    FILM, name="Gift or held out", kind="holdout", metric="met", base=20, tried_share=100, holdout=20
)


@dataclass(frozen=True, slots=True)
class Scene:
    """`people`: ids in the order of the list; `gifts` theirs."""

    user: User
    campaign: Campaign
    people: tuple[str, ...]
    gifts: tuple[str, ...]

    @property
    def actor(self) -> Actor:
        """Who sets comparisons up."""
        return actor_of(self.user)

    def design(self, design: Design = FILM, **values: Any) -> Design:
        """A design over this campaign, unless it covers all of them."""
        where: dict[str, Any] = {} if values.get("covers_all") else {"campaign_ids": (self.campaign.id,)}
        return replace(design, **{**where, **values})

    def begin(self, design: Design = FILM, at: datetime = AT, **values: Any) -> Experiment:
        """Sets one up and starts it."""
        with transaction() as session:
            experiment = create(session, self.design(design, **values), self.actor, at)
            return start(session, experiment.id, self.actor, at)


def set_the_scene(people: int = 40, **campaign: Any) -> Scene:
    with transaction() as session:
        workspace = make_workspace(session)
        user = make_user(session, workspace.id, "manager")
        made = make_campaign(session, workspace.id, **{"status": "running", **campaign})
        ids, gifts = [], []
        for number in range(people):
            person, gift = add_person(session, made, number)
            ids.append(person)
            gifts.append(gift)
    return Scene(user, made, tuple(ids), tuple(gifts))


def add_person(session: Session, campaign: Campaign, number: int) -> tuple[str, str]:
    account = make_account(session, campaign.workspace_id, f"Company {number}")
    person = make_recipient(session, account, f"Person {number}", email=f"p{number}.{campaign.id}@example.com")
    join(session, campaign, person, number + 2)
    product = make_product(session, campaign.workspace_id, f"Gift {number}")
    return person.id, make_gift(session, campaign, person, product).id


def arms(experiment: Experiment) -> dict[str, tuple[str, float]]:
    """Person -> (arm, probability)."""
    with reading() as session:
        rows = session.execute(
            select(Assignment.recipient_id, Assignment.arm, Assignment.probability).where(
                Assignment.experiment_id == experiment.id
            )
        )
        return {person: (arm, probability) for person, arm, probability in rows}
