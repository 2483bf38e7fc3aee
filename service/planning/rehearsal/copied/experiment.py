"""The experiment of a rehearsal: the campaign's own where it has one, else film or page only, so that a verdict can be seen too.

Who is in which group is drawn by the rehearsal's number and the place in the list, not by ids, which are new in every copy. The
people do the same in every group: whatever a verdict says of them is chance, and the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, insert, or_, select
from sqlalchemy.orm import Session

from service.brain.experiments.arms import chances
from service.brain.experiments.models import Assignment, Experiment, ExperimentCampaign
from service.campaigns.models import Campaign, CampaignRecipient
from service.decisions.experiments.assign import assign
from service.decisions.experiments.power import needed
from service.planning.rehearsal.copied.rows import copied
from service.security.ids import new_id

_CARRIED: Final = ("running", "paused", "draft")
_KIND, _METRIC, _BASE, _SMALLEST = "film", "kept", 60, 10
_SHARES: Final[Mapping[str, int]] = {"film": 50, "page": 50}
DEFAULT: Final = "Film or page only (added for the rehearsal)"


def copy_experiments(session: Session, of: Campaign, campaign: Campaign, seed: int, at: datetime) -> None:
    """Starts them in the copy, with everybody drawn. `at` by the sandbox's clock."""
    found = [_copy(session, one, campaign, at) for one in _experiments_of(session, of)]
    for experiment in found or [_default(session, campaign, at)]:
        session.flush()
        session.add(
            ExperimentCampaign(experiment_id=experiment.id, campaign_id=campaign.id, workspace_id=campaign.workspace_id)
        )
        session.flush()
        _draw(session, experiment, campaign, seed, at)


def _experiments_of(session: Session, of: Campaign) -> Sequence[Experiment]:
    """What would be drawn if the campaign were launched, drafts that name it included; one of arms, and the holdout of all
    campaigns beside it. Of several drafts the newest."""
    names_it = exists().where(
        ExperimentCampaign.experiment_id == Experiment.id, ExperimentCampaign.campaign_id == of.id
    )
    everywhere: ColumnElement[bool] = Experiment.covers_all & Experiment.state.in_(("running", "paused"))
    rows = session.scalars(
        select(Experiment)
        .where(
            Experiment.workspace_id == of.workspace_id,
            Experiment.state.in_(_CARRIED),
            or_(names_it, everywhere),
        )
        .order_by(Experiment.created_at.desc(), Experiment.id)
    ).all()
    order = sorted(rows, key=lambda one: _CARRIED.index(one.state))
    arms = [one for one in order if not _is_holdout_of_all(one)][:1]
    return [*arms, *[one for one in order if _is_holdout_of_all(one)][:1]]


def _is_holdout_of_all(one: Experiment) -> bool:
    return one.kind == "holdout" and one.covers_all


def _copy(session: Session, one: Experiment, campaign: Campaign, at: datetime) -> Experiment:
    made = copied(
        one, id=new_id("xpr"), workspace_id=campaign.workspace_id, covers_all=False, counts_drawn=False, state="running",
        created_at=at, started_at=at, ended_at=None, holdouts=[{"at": at.isoformat(), "percent": one.holdout}],
    )  # fmt: skip
    session.add(made)
    return made


def _default(session: Session, campaign: Campaign, at: datetime) -> Experiment:
    made = Experiment(
        id=new_id("xpr"), workspace_id=campaign.workspace_id, name=DEFAULT,
        hypothesis="A film makes more people keep their gift.", kind=_KIND, metric=_METRIC, base_percent=_BASE,
        smallest_points=_SMALLEST, planned=needed(_BASE / 100, _SMALLEST / 100), shares=dict(_SHARES), holdout=0,
        holdouts=[{"at": at.isoformat(), "percent": 0}], settings={}, covers_all=False, counts_drawn=False,
        state="running", created_by=None, created_at=at, started_at=at,
    )  # fmt: skip
    session.add(made)
    return made


def _draw(session: Session, experiment: Experiment, campaign: Campaign, seed: int, at: datetime) -> None:
    """Everybody, before anything is chosen; what each group is to get is written down when gifts are chosen, as everywhere."""
    shares, key = chances(experiment, experiment.holdout), seed.to_bytes(8, "big")
    rows = []
    people = select(CampaignRecipient.recipient_id, CampaignRecipient.row_number).where(
        CampaignRecipient.campaign_id == campaign.id
    )
    for person, number in session.execute(people.order_by(CampaignRecipient.row_number)):
        arm = assign(key, str(number), experiment.kind, shares)
        rows.append(
            {
                "workspace_id": campaign.workspace_id, "experiment_id": experiment.id, "recipient_id": person,
                "campaign_id": campaign.id, "arm": arm.name, "probability": arm.probability,
                "holdout": experiment.holdout, "drawn_at": at,
            }
        )  # fmt: skip
    session.execute(insert(Assignment), rows)
