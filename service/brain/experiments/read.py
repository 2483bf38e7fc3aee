"""What came of an experiment so far: read from its people's own gifts, weighted by the chance with which each was drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.brain.experiments.arms import KINDS, SEEN_BY_NAME, WITHIN_DAYS, chances
from service.brain.experiments.models import OUTCOMES, SCORED, Assignment, Experiment
from service.brain.experiments.outcome import happened_to
from service.brain.experiments.scores import scores_of
from service.campaigns.models import Campaign
from service.decisions.experiments.discovery import corrected
from service.decisions.experiments.ratio_check import RatioCheck, check_ratio
from service.decisions.experiments.sequences import Answer, Difference, Group, difference, group_of
from service.decisions.experiments.verdict import Finding, compare
from service.decisions.forecasting.small_numbers import may_show
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT

TAKEN: Final = KEPT | {"returned", "donated"}
ANSWERED: Final = TAKEN | {"declined", "expired"}
_UNSENT: Final = frozenset({"unsent", "scheduled"})
_WEEK: Final = timedelta(days=7)
MOST_WEEKS: Final = 26
_NO_SCORES: Final[Mapping[str, Sequence[Seen]]] = {}


@dataclass(frozen=True, slots=True)
class Seen:
    """One person who was drawn. `answered_at`: from when on their answer counts, None while it does not."""

    arm: str
    probability: float
    holdout: int
    is_launched: bool
    is_invited: bool
    answered_at: datetime | None
    had: Mapping[str, bool]
    """Figure -> whether it came about."""
    due_at: datetime
    """When the time to meet or buy is over."""

    def counts_at(self, metric: str, at: datetime) -> bool:
        """Whether this person's answer to a figure counts at a moment."""
        if metric in SCORED and metric not in self.had:
            return False
        when = self.due_at if metric in OUTCOMES else self.answered_at
        return when is not None and when <= at


@dataclass(frozen=True, slots=True)
class Step:
    """One step at which people could go missing from a group."""

    name: str
    tried: int
    without: int
    check: RatioCheck


@dataclass(frozen=True, slots=True)
class Also:
    """A figure beside the one that decides; it never makes a verdict."""

    metric: str
    groups: tuple[Group, Group]
    difference: Difference | None
    is_called: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An experiment at a moment. While the groups are uneven, `finding`, `history` and `also` hold no figure of theirs; nor do they
    ever hold a difference that would tell of few people."""

    at: datetime
    finding: Finding
    drawn: tuple[int, int]
    held_out: int
    everybody: int
    steps: tuple[Step, ...]
    history: tuple[tuple[int, int, Difference | None], ...]
    """(week, answers of both groups by its end, difference) of each week that is over, and of this one."""
    also: tuple[Also, ...]

    @property
    def answered(self) -> int:
        """Answers of both groups."""
        return sum(group.answered for group in self.finding.groups or ())


def read(session: Session, experiment: Experiment, now: datetime) -> Reading:
    """Reads one that has started; one that ended is read as of its end."""
    at = min(now, experiment.ended_at) if experiment.ended_at else now
    return read_people(experiment, people_of(session, experiment, at), at, scored_of(session, experiment, at))


def read_people(
    experiment: Experiment, people: Sequence[Seen], at: datetime, scored: Mapping[str, Sequence[Seen]] = _NO_SCORES
) -> Reading:
    """The same from people who are known, and from what was said, of nobody. Figures beside the first are left out for whoever
    gets no gift."""
    kind = KINDS[experiment.kind]
    tried = [one for one in people if one.arm == kind.tried]
    without = [one for one in people if one.arm == kind.without]
    first, second = _both(experiment, tried, without, experiment.metric, scored)
    steps = tuple(_steps(experiment, [*tried, *without], scored.get(experiment.metric)))
    worst = min((step.check for step in steps), key=lambda check: check.p_value)
    finding = compare(
        _answers(first, experiment.metric, at),
        _answers(second, experiment.metric, at),
        worst,
        experiment.planned,
        experiment.smallest_points / 100,
    )
    if finding.groups is not None and not tells(experiment.metric, finding.groups):
        finding = replace(finding, state="few", groups=_untold(*finding.groups), difference=None)
    return Reading(
        at=at,
        finding=finding,
        drawn=(len(tried), len(without)),
        held_out=sum(one.arm == "held_out" for one in people),
        everybody=len(people),
        steps=steps,
        history=tuple(_history(experiment, first, second, at)) if finding.is_shown else (),
        also=tuple(_also(experiment, tried, without, scored, at)) if finding.is_shown else (),
    )


def tells(metric: str, groups: Sequence[Group]) -> bool:
    """Whether figures of these groups may be shown: staff see them by name, or in each at least four did it and four did not."""
    return metric in SEEN_BY_NAME or all(may_show(group.counted, group.answered) for group in groups)


def _untold(first: Group, second: Group) -> tuple[Group, Group]:
    """Both without what came of it: what is known of both together would tell the one from the other."""
    return replace(first, counted=0, mean=0.5), replace(second, counted=0, mean=0.5)


def scored_of(session: Session, experiment: Experiment, at: datetime) -> dict[str, list[Seen]]:
    """Figure -> what was said, each as somebody who was there and answered."""
    return {
        metric: [
            Seen(one.arm, one.probability, one.holdout, True, True, one.at, {metric: one.is_yes}, one.at)
            for one in answers
        ]
        for metric, answers in scores_of(session, experiment, at).items()
    }


def _of(people: Sequence[Seen], arm: str, metric: str, scored: Mapping[str, Sequence[Seen]]) -> Sequence[Seen]:
    """Whose answers a figure is read from: the people of an arm, or what was said in it."""
    return [one for one in scored.get(metric, ()) if one.arm == arm] if metric in SCORED else people


def _both(
    experiment: Experiment,
    tried: Sequence[Seen],
    without: Sequence[Seen],
    metric: str,
    scored: Mapping[str, Sequence[Seen]],
) -> tuple[Sequence[Seen], Sequence[Seen]]:
    kind = KINDS[experiment.kind]
    return _of(tried, kind.tried, metric, scored), _of(without, kind.without, metric, scored)


def people_of(session: Session, experiment: Experiment, at: datetime) -> list[Seen]:
    """Everybody who was drawn, in the order in which they were."""
    drawn = select(Assignment.recipient_id).where(Assignment.experiment_id == experiment.id)
    happened = happened_to(session, drawn)
    rows = session.execute(
        select(
            Assignment.recipient_id,
            Assignment.arm,
            Assignment.probability,
            Assignment.holdout,
            Assignment.drawn_at,
            Campaign.expires_at,
            RecipientGift.status,
            RecipientGift.launched_at,
            RecipientGift.delivery_status,
            RecipientGift.opened_at,
            RecipientGift.decided_at,
            RecipientGift.is_swapped,
            RecipientGift.open_until,
        )
        .join(Campaign, Campaign.id == Assignment.campaign_id)
        .outerjoin(
            RecipientGift,
            (RecipientGift.campaign_id == Assignment.campaign_id)
            & (RecipientGift.recipient_id == Assignment.recipient_id)
            & RecipientGift.launched_at.is_not(None),
        )
        .where(Assignment.experiment_id == experiment.id)
        .order_by(Assignment.id)
    )
    found = []
    for row in rows:
        is_launched = row.launched_at is not None
        answered = row.status in ANSWERED
        over = min(row.open_until or row.expires_at, at) if answered else row.expires_at
        due = row.drawn_at + timedelta(days=WITHIN_DAYS)
        answered_at = (row.decided_at or over) if answered else None
        if not is_launched and experiment.counts_drawn and over <= at:
            answered_at = over  # Drawn and never set out: their gift was not kept.
        days = happened.get(row.recipient_id, ())
        found.append(
            Seen(
                arm=row.arm,
                probability=row.probability,
                holdout=row.holdout,
                is_launched=is_launched,
                is_invited=is_launched and (row.delivery_status not in _UNSENT or row.opened_at is not None),
                answered_at=answered_at,
                had={
                    "kept": row.status in TAKEN,
                    "opened": row.opened_at is not None,
                    "swapped": bool(row.is_swapped),
                    **{
                        kind: any(what == kind and row.drawn_at.date() <= on <= due.date() for what, on in days)
                        for kind in OUTCOMES
                    },
                },
                due_at=due,
            )
        )
    return found


def _answers(people: Sequence[Seen], metric: str, at: datetime) -> list[Answer]:
    return [Answer(float(one.had[metric]), one.probability) for one in people if one.counts_at(metric, at)]


def _steps(experiment: Experiment, people: Sequence[Seen], scored: Sequence[Seen] | None = None) -> list[Step]:
    """Where people could go missing. Whoever gets nothing sets out nowhere, so there only the draw itself can be looked at; and
    where all who were drawn count, nobody who went missing later changes anything."""
    kind = KINDS[experiment.kind]
    by_share = {holdout: _between(experiment, holdout) for holdout in {one.holdout for one in people}}
    steps: list[tuple[str, Callable[[Seen], bool]]] = [("Drawn", lambda _: True)]
    gets_nothing = kind.without == "held_out" or kind.terms.get(kind.without) == "held_out"
    if not gets_nothing and not experiment.counts_drawn:
        steps += [("Set out", lambda one: one.is_launched), ("Invited", lambda one: one.is_invited)]
    found = []
    for name, is_there in steps:
        there = [one for one in people if is_there(one)]
        tried = sum(one.arm == kind.tried for one in there)
        check = check_ratio([(one.arm, by_share[one.holdout]) for one in there])
        found.append(Step(name, tried, len(there) - tried, check))
    if scored:
        # Whoever says nothing is missing as well: an arm that answers less often is not compared.
        check = check_ratio(
            [(one.arm, by_share.get(one.holdout) or _between(experiment, one.holdout)) for one in scored]
        )
        tried = sum(one.arm == kind.tried for one in scored)
        found.append(Step("Answered the question", tried, len(scored) - tried, check))
    return found


def _between(experiment: Experiment, holdout: int) -> dict[str, float]:
    """Arm -> probability among the two that are compared."""
    kind, shares = KINDS[experiment.kind], chances(experiment, holdout)
    compared = {arm: shares.get(arm, 0.0) for arm in (kind.tried, kind.without)}
    total = sum(compared.values())
    return {arm: share / total for arm, share in compared.items()}


def _history(
    experiment: Experiment, tried: Sequence[Seen], without: Sequence[Seen], at: datetime
) -> list[tuple[int, int, Difference | None]]:
    """From the latest week back, so that none is shown that differs from the next shown one by few people's answers."""
    if experiment.started_at is None:
        return []
    weeks = int((at - experiment.started_at) / _WEEK) + 1
    found: list[tuple[int, int, Difference | None]] = []
    later: Sequence[Group] | None = None
    for week in range(weeks, max(0, weeks - MOST_WEEKS), -1):
        until = min(at, experiment.started_at + week * _WEEK)
        groups = [group_of(_answers(group, experiment.metric, until)) for group in (tried, without)]
        is_told = tells(experiment.metric, groups) and (
            later is None or all(map(partial(_moves_on, experiment.metric), groups, later))
        )
        told = difference(groups[0], groups[1], experiment.planned) if is_told else None
        later = groups if is_told else later
        found.append((week, groups[0].answered + groups[1].answered, told))
    return found[::-1]


def _moves_on(metric: str, before: Group, after: Group) -> bool:
    """Whether what came between two moments tells of nobody, or of enough."""
    answered, counted = after.answered - before.answered, after.counted - before.counted
    return metric in SEEN_BY_NAME or answered == 0 or may_show(counted, answered)


def _also(
    experiment: Experiment,
    tried: Sequence[Seen],
    without: Sequence[Seen],
    scored: Mapping[str, Sequence[Seen]],
    at: datetime,
) -> list[Also]:
    others = [metric for metric in KINDS[experiment.kind].metrics if metric != experiment.metric]
    both = [_both(experiment, tried, without, metric, scored) for metric in others]
    pairs = [
        (group_of(_answers(first, metric, at)), group_of(_answers(second, metric, at)))
        for metric, (first, second) in zip(others, both, strict=True)
    ]
    there = [(metric, pair) for metric, pair in zip(others, pairs, strict=True) if sum(one.answered for one in pair)]
    found = corrected([pair for _, pair in there], experiment.planned)
    return [
        Also(metric, pair, estimate, is_called) if tells(metric, pair) else Also(metric, _untold(*pair), None, False)
        for (metric, pair), (estimate, is_called) in zip(there, found, strict=True)
    ]
