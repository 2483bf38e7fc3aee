"""Draws people: once each, by a keyed hash, with the chance they had; and writes down what everything else has to keep to.

The experiment's row is locked while it draws, so that a share that is changed meanwhile comes wholly before or wholly after, and
nobody is drawn twice. Locks are taken in one order: people, gifts, experiments, then products and the campaign's money. Whoever
holds the campaign already does not wait for an experiment: who is not drawn then is drawn in the moment their gift sets out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.orm import Session

from service.brain.experiments.arms import chances, term_of
from service.brain.experiments.models import Assignment, Experiment, ExperimentCampaign
from service.campaigns.models import Campaign, CampaignRecipient, DrawnTerm
from service.db.writing.chunks import in_chunks
from service.decisions.experiments.assign import assign
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.security.keys import derive_key

PURPOSE: Final = "experiments"


def draw_everybody(session: Session, campaign: Campaign, at: datetime) -> None:
    """Draws all people of a campaign who were not drawn yet, for every experiment that runs in it and that nobody else holds."""
    if not running_in(session, campaign):
        return
    people = select(CampaignRecipient.recipient_id).where(CampaignRecipient.campaign_id == campaign.id)
    ids = session.scalars(people.order_by(CampaignRecipient.recipient_id)).all()
    draw_people(session, campaign, ids, at, waits=False)


def draw_people(
    session: Session, campaign: Campaign, recipient_ids: Sequence[str], at: datetime, *, waits: bool = True
) -> None:
    """The same for some of its people. Whoever has a launched gift of the campaign was given it before they could be drawn, and is
    no part of it; whoever was drawn in another campaign of the experiment stays what they are."""
    for experiment_id in running_in(session, campaign):
        experiment = lock_experiment(session, experiment_id, waits=waits)
        if experiment is None or experiment.state != "running":
            continue
        for some in in_chunks(sorted(set(recipient_ids))):
            _draw(session, experiment, campaign, some, at)


def running_in(session: Session, campaign: Campaign) -> list[str]:
    """Ids of the experiments that draw people of a campaign, in one order for everybody who locks them."""
    takes_part = exists().where(
        ExperimentCampaign.experiment_id == Experiment.id, ExperimentCampaign.campaign_id == campaign.id
    )
    was_launched = exists().where(
        RecipientGift.campaign_id == campaign.id, RecipientGift.launched_at < Experiment.started_at
    )
    return list(
        session.scalars(
            select(Experiment.id)
            .where(
                Experiment.workspace_id == campaign.workspace_id,
                Experiment.state == "running",
                or_(takes_part, Experiment.covers_all & ~was_launched),
            )
            .order_by(Experiment.id)
        )
    )


def lock_experiment(session: Session, experiment_id: str, *, waits: bool = True) -> Experiment | None:
    """The experiment as it is now, held until the transaction ends. None where there is none, and where somebody else holds it and
    the caller does not wait."""
    return session.scalar(
        select(Experiment)
        .where(Experiment.id == experiment_id)
        .with_for_update(skip_locked=not waits)
        .execution_options(populate_existing=True)
    )


def hold_still(session: Session, campaign_ids: Sequence[str]) -> None:
    """Holds the places of campaigns in experiments, drafts too: of a start and a wave at one moment one comes wholly before."""
    session.execute(
        select(ExperimentCampaign.experiment_id)
        .where(ExperimentCampaign.campaign_id.in_(campaign_ids))
        .order_by(ExperimentCampaign.campaign_id, ExperimentCampaign.experiment_id)
        .with_for_update()
    ).all()


def _draw(session: Session, experiment: Experiment, campaign: Campaign, people: Sequence[str], at: datetime) -> None:
    arms = {
        person: arm
        for person, arm in session.execute(
            select(Assignment.recipient_id, Assignment.arm).where(
                Assignment.experiment_id == experiment.id, Assignment.recipient_id.in_(people)
            )
        )
    }
    shares, rows = chances(experiment, experiment.holdout), []
    key = derive_key(PURPOSE)
    for person in _may_be_drawn(session, campaign, [one for one in people if one not in arms]):
        arm = assign(key, person, experiment.id, shares)
        arms[person] = arm.name
        rows.append(
            {
                "workspace_id": experiment.workspace_id,
                "experiment_id": experiment.id,
                "recipient_id": person,
                "campaign_id": campaign.id,
                "arm": arm.name,
                "probability": arm.probability,
                "holdout": experiment.holdout,
                "drawn_at": at,
            }
        )
    if rows:
        session.execute(insert(Assignment), rows)
    _keep_to(session, experiment, campaign, arms)


def _may_be_drawn(session: Session, campaign: Campaign, people: Sequence[str]) -> list[str]:
    if not people:
        return []
    has_gift = exists().where(
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.recipient_id == Recipient.id,
        RecipientGift.launched_at.is_not(None),
    )
    query = select(Recipient.id).where(Recipient.id.in_(people), Recipient.erased_at.is_(None), ~has_gift)
    return list(session.scalars(query.order_by(Recipient.id)))


def _keep_to(session: Session, experiment: Experiment, campaign: Campaign, arms: dict[str, str]) -> None:
    """Writes the terms that are missing: for this campaign, and for whoever hears nothing, for all campaigns of the experiment."""
    others = list(
        session.scalars(select(ExperimentCampaign.campaign_id).where(ExperimentCampaign.experiment_id == experiment.id))
    )
    has: set[tuple[str, str | None]] = {
        (person, of)
        for person, of in session.execute(
            select(DrawnTerm.recipient_id, DrawnTerm.campaign_id).where(
                DrawnTerm.experiment_id == experiment.id, DrawnTerm.recipient_id.in_(list(arms))
            )
        )
    }
    rows: list[dict[str, Any]] = []
    for person, arm in sorted(arms.items()):
        term = term_of(experiment, arm)
        if term is None:
            continue
        kind, cap = term
        where: Sequence[str | None] = [campaign.id]
        if kind == "held_out":
            where = [None] if experiment.covers_all else sorted({campaign.id, *others})
        rows += [
            {
                "workspace_id": experiment.workspace_id,
                "experiment_id": experiment.id,
                "recipient_id": person,
                "campaign_id": of,
                "kind": kind,
                "cap_minor": cap,
            }
            for of in where
            if (person, of) not in has
        ]
    if rows:
        session.execute(insert(DrawnTerm), rows)
