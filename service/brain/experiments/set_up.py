"""An experiment is set up: what is expected, the figure that decides, how many it takes. Nobody is drawn before it starts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from service.brain.experiments.arms import KINDS, chances
from service.brain.experiments.draw import draw_everybody, hold_still, lock_experiment
from service.brain.experiments.models import Experiment, ExperimentCampaign
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.sight import campaigns_of
from service.campaigns.transitions import allows
from service.db.writing.chunks import in_chunks
from service.decisions.experiments.assign import LARGEST_HOLDOUT
from service.decisions.experiments.power import detectable, needed
from service.errors import Conflict, Forbidden, InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.workspaces.lock import lock_workspace

NAME_MAX: Final = 80
HYPOTHESIS_MIN, HYPOTHESIS_MAX = 12, 300
MOST_HELD_OUT: Final = int(100 * LARGEST_HOLDOUT)
MOST_CAMPAIGNS: Final = 50


@dataclass(frozen=True, slots=True)
class Design:
    """What somebody asks for. `tried_share`: percent of those who are not held out that get what is tried. `base`: the share
    without, in percent, as it is expected."""

    name: str
    hypothesis: str
    kind: str
    metric: str
    base: int
    smallest: int
    tried_share: int
    holdout: int
    campaign_ids: tuple[str, ...] = ()
    covers_all: bool = False
    low_minor: int | None = None
    high_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """`needed`: people whose answer it takes, held out ones among them. `people`: who is there to be drawn, None where every later
    campaign takes part. `detectable`: points that so many can show, None where none."""

    needed: int
    people: int | None
    detectable: int | None

    @property
    def is_enough(self) -> bool:
        """Whether the people who are there can answer the question."""
        return self.people is None or self.people >= self.needed


def check_design(design: Design) -> None:
    """Raises InvalidInput for what cannot be compared, naming the field."""
    _check_words(design)
    kind = KINDS.get(design.kind)
    if kind is None:
        raise InvalidInput("Choose what differs between the groups.", param="kind")
    if design.metric not in kind.metrics:
        raise InvalidInput(
            "People who get nothing can’t keep, open, swap or rate a gift. Choose whether they met you or bought.",
            param="metric",
        )
    if not 1 <= design.smallest <= 99:
        raise InvalidInput("Give the smallest difference worth knowing, 1 to 99 points.", param="smallest")
    if not 1 <= design.base <= 99:
        raise InvalidInput("Give the share you expect without it, 1 to 99 in 100.", param="base")
    if design.base + design.smallest > 100 and design.base - design.smallest < 0:
        raise InvalidInput("No share is that far from what you expect.", param="smallest")
    if not 0 <= design.holdout <= MOST_HELD_OUT:
        raise InvalidInput(
            f"Hold out 0 to {MOST_HELD_OUT} in 100. With everyone held out there is nothing to compare.",
            param="holdout",
        )
    if design.kind == "holdout" and design.holdout == 0:
        raise InvalidInput("Hold out at least 1 in 100, so that there is somebody to compare with.", param="holdout")
    if design.kind == "film_none" and design.holdout:
        raise InvalidInput("Half of them hear nothing already; leave the holdout at 0.", param="holdout")
    if len(kind.arms) > 1 and not 5 <= design.tried_share <= 95:
        raise InvalidInput("Each group needs 5 to 95 in 100.", param="tried_share")
    if design.kind == "band":
        low, high = design.low_minor, design.high_minor
        if low is None or high is None or not 0 < low < high:
            raise InvalidInput("Give two values, the lower one first.", param="low")


def estimate_for(session: Session, design: Design) -> Estimate:
    """How many it takes, and what those who are there can show. The design is checked by the caller."""
    shares = _chances(design)
    kind = KINDS[design.kind]
    compared = shares[kind.tried] + shares[kind.without]
    first = shares[kind.tried] / compared
    answers = needed(design.base / 100, design.smallest / 100, first)
    people = None if design.covers_all else _count_people(session, design.campaign_ids)
    shown = None if people is None else detectable(design.base / 100, int(people * compared), first)
    return Estimate(_up(answers / compared), people, None if shown is None else _up(100 * shown))


def what_holdouts_show(design: Design, people: int) -> list[tuple[int, int, int | None]]:
    """(percent held out, people held out, points that this can show) for a table beside the slider."""
    rows = []
    for percent in (5, 10, 15, 20, 30, 40, 50):
        shown = detectable(design.base / 100, people, 1 - percent / 100)
        rows.append((percent, round(people * percent / 100), None if shown is None else _up(100 * shown)))
    return rows


def create(session: Session, design: Design, actor: Actor, at: datetime) -> Experiment:
    """Keeps a draft: nobody is drawn. Raises InvalidInput, NotFound for a campaign that the actor does not see, Conflict for one
    that has launched, Forbidden where every campaign would take part and the actor does not see them all."""
    check_design(design)
    if design.covers_all and not actor.may("see_everyone"):
        raise Forbidden("Only whoever sees every campaign can compare over all of them.")
    ids = () if design.covers_all else tuple(sorted(set(design.campaign_ids)))
    _campaigns(session, ids, actor)
    if not design.covers_all and not ids:
        raise InvalidInput("Choose a campaign.", param="campaigns")
    _refuse_launched(session, ids)
    experiment = Experiment(
        id=new_id("xpr"),
        workspace_id=actor.workspace_id,
        name=" ".join(design.name.split()),
        hypothesis=" ".join(design.hypothesis.split()),
        kind=design.kind,
        metric=design.metric,
        base_percent=design.base,
        smallest_points=design.smallest,
        planned=_planned(design),
        shares=_shares(design),
        holdout=design.holdout,
        holdouts=[],
        settings={"low_minor": design.low_minor, "high_minor": design.high_minor} if design.kind == "band" else {},
        covers_all=design.covers_all,
        counts_drawn=False,
        state="draft",
        created_by=actor.user_id,
        created_at=at,
    )
    session.add(experiment)
    session.flush()
    session.add_all(
        ExperimentCampaign(experiment_id=experiment.id, campaign_id=one, workspace_id=actor.workspace_id) for one in ids
    )
    session.flush()
    record_act(session, actor, "experiment.created", at, subject_id=experiment.id, body={"kind": design.kind})
    return experiment


def start(session: Session, experiment_id: str, actor: Actor, at: datetime) -> Experiment:
    """Draws everybody who is there. From now on question, figure and shares are locked.

    Raises NotFound, and Conflict where it has started, a campaign of it has launched, or another experiment runs in one.
    """
    find_experiment(session, experiment_id, actor)
    lock_workspace(session, actor.workspace_id)  # of two that start in one campaign at once, one comes second
    ids = campaigns_in(session, session.get_one(Experiment, experiment_id))
    hold_still(session, ids)  # a wave that sets out meanwhile has launched somebody, or finds them drawn
    experiment = lock_experiment(session, experiment_id)
    if experiment is None or experiment.state != "draft":
        raise Conflict("This experiment has started already.")
    _refuse_launched(session, ids)
    _refuse_second(session, experiment, ids)
    experiment.state, experiment.started_at = "running", at
    experiment.holdouts = [{"at": at.isoformat(), "percent": experiment.holdout}]
    session.flush()
    for campaign in session.scalars(select(Campaign).where(Campaign.id.in_(ids)).order_by(Campaign.id)):
        draw_everybody(session, campaign, at)
    body = {"planned": experiment.planned, "holdout": experiment.holdout}
    record_act(session, actor, "experiment.started", at, subject_id=experiment.id, body=body)
    return experiment


def find_experiment(session: Session, experiment_id: str, actor: Actor) -> Experiment:
    """Raises NotFound where there is none that the actor may see: one over campaigns that are not theirs is none of theirs."""
    found = session.get(Experiment, experiment_id)
    if found is None or found.workspace_id != actor.workspace_id or not _is_in_sight(session, found, actor):
        raise NotFound("There’s no such experiment.")
    return found


def experiments_of(session: Session, actor: Actor) -> list[Experiment]:
    """What the actor sees, those that run first, then the newest."""
    order = {"running": 0, "paused": 1, "draft": 2, "finished": 3, "stopped": 4}
    found = session.scalars(select(Experiment).where(Experiment.workspace_id == actor.workspace_id)).all()
    seen = [one for one in found if _is_in_sight(session, one, actor)]
    return sorted(seen, key=lambda one: (order[one.state], -(one.started_at or one.created_at).timestamp(), one.id))


def campaigns_in(session: Session, experiment: Experiment) -> list[str]:
    """Ids of the campaigns that were named; none where every campaign takes part."""
    query = select(ExperimentCampaign.campaign_id).where(ExperimentCampaign.experiment_id == experiment.id)
    return sorted(session.scalars(query))


def not_launched(session: Session, actor: Actor) -> list[Campaign]:
    """Campaigns that an experiment could still begin in, newest first."""
    query = select(Campaign).where(campaigns_of(actor), ~_has_launched())
    found = session.scalars(query.order_by(Campaign.created_at.desc(), Campaign.id).limit(MOST_CAMPAIGNS))
    return [one for one in found if allows(one.status, "plan")]


def _check_words(design: Design) -> None:
    if not 1 <= len(" ".join(design.name.split())) <= NAME_MAX:
        raise InvalidInput(f"Give it a name of at most {NAME_MAX} characters.", param="name")
    if not HYPOTHESIS_MIN <= len(" ".join(design.hypothesis.split())) <= HYPOTHESIS_MAX:
        raise InvalidInput(
            f"Say what you expect, and why, in {HYPOTHESIS_MIN} to {HYPOTHESIS_MAX} characters.", param="hypothesis"
        )


def _shares(design: Design) -> dict[str, int]:
    kind = KINDS[design.kind]
    if len(kind.arms) == 1:
        return {kind.tried: 100}
    return {kind.tried: design.tried_share, kind.without: 100 - design.tried_share}


def _chances(design: Design) -> Mapping[str, float]:
    return chances(Experiment(shares=_shares(design)), design.holdout)


def _planned(design: Design) -> int:
    """Answers of the two groups that are compared."""
    shares, kind = _chances(design), KINDS[design.kind]
    first = shares[kind.tried] / (shares[kind.tried] + shares[kind.without])
    return needed(design.base / 100, design.smallest / 100, first)


def _count_people(session: Session, campaign_ids: Collection[str]) -> int:
    people: set[str] = set()
    for some in in_chunks(sorted(campaign_ids)):
        people.update(
            session.scalars(select(CampaignRecipient.recipient_id).where(CampaignRecipient.campaign_id.in_(some)))
        )
    return len(people)


def _campaigns(session: Session, ids: Sequence[str], actor: Actor) -> None:
    if len(ids) > MOST_CAMPAIGNS:
        raise InvalidInput(f"Choose at most {MOST_CAMPAIGNS} campaigns.", param="campaigns")
    seen = set(session.scalars(select(Campaign.id).where(Campaign.id.in_(ids), campaigns_of(actor))))
    if seen != set(ids):
        raise NotFound("There’s no such campaign.")


def _refuse_launched(session: Session, ids: Collection[str]) -> None:
    late = session.scalar(select(Campaign.name).where(Campaign.id.in_(ids), _has_launched()).limit(1))
    if late is not None:
        raise Conflict(
            f"“{late}” has launched, so its people can’t be drawn any more. Choose a campaign that hasn’t left yet."
        )


def _refuse_second(session: Session, experiment: Experiment, ids: Collection[str]) -> None:
    """Two experiments in one campaign could not be told apart; beside one of arms, only the holdout of all campaigns may run."""
    running = select(Experiment).where(
        Experiment.workspace_id == experiment.workspace_id,
        Experiment.id != experiment.id,
        Experiment.state.in_(("running", "paused")),
    )
    is_global = _is_global_holdout(experiment)
    for other in session.scalars(running):
        if is_global != _is_global_holdout(other):
            continue
        if experiment.covers_all or other.covers_all or set(ids) & set(campaigns_in(session, other)):
            raise Conflict(f"“{other.name}” runs already. Stop it first, or choose other campaigns.")


def _is_global_holdout(experiment: Experiment) -> bool:
    return experiment.kind == "holdout" and experiment.covers_all


def _is_in_sight(session: Session, experiment: Experiment, actor: Actor) -> bool:
    if actor.may("see_everyone"):
        return True
    ids = campaigns_in(session, experiment)
    seen = select(Campaign.id).where(Campaign.id.in_(ids), campaigns_of(actor))
    return bool(ids) and len(session.scalars(seen).all()) == len(ids)


def _has_launched() -> ColumnElement[bool]:
    return exists().where(RecipientGift.campaign_id == Campaign.id, RecipientGift.launched_at.is_not(None))


def _up(number: float) -> int:
    return -int(-number // 1)
