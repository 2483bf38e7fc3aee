"""The results of a campaign, or of a part of its people, as one value: the page, the files and the paper say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service.brain.experiments.arms import KINDS, METRIC_WORDS
from service.brain.experiments.labels import interval, part_of, points, verdict
from service.brain.experiments.models import Assignment, Experiment, ExperimentCampaign
from service.brain.experiments.read import Reading, read
from service.campaigns.models import Campaign
from service.conversation.waiting import Times, times_of
from service.decisions.forecasting.confidence import Share
from service.decisions.forecasting.small_numbers import may_share, may_show
from service.gifting.models import MatchRun, RecipientGift
from service.insights.funnel import Funnel, funnel_of, funnel_where
from service.insights.results.by_group import GroupLine, break_down
from service.insights.results.chosen import Rather, count_rather
from service.insights.results.counts import (
    Alike,
    CameBack,
    WasteAvoided,
    charged_of,
    count_alike,
    count_came_back,
    count_lost_after_yes,
    count_waste,
)
from service.insights.results.narrow import KINDS as PARTS
from service.insights.results.narrow import Kind, Narrowed
from service.insights.results.over_time import Running, Week, by_day, running_of, weeks_of
from service.insights.results.said import Month, Score, care_by_month, scores_of
from service.planning.plan.expectation.shown import ahead_of
from service.recipients.letters.models import Letter
from service.workspaces.actor import Actor

_TAKEN_WORDS: Final = ("Keep the gift", "Donate it")
"""Lines of a forecast that together are what is kept or donated."""
TOO_EARLY: Final = 50
"""People who have decided from which on waste avoided and the breakdown are told."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One measure of the forecast beside what came; `came` None where too few people are in it to say."""

    words: str
    low: int
    high: int
    came: int | None

    @property
    def stands(self) -> str:
        """How what came stands to the forecast."""
        if self.came is None:
            return "too few to show"
        return "below" if self.came < self.low else "above" if self.came > self.high else "inside"


@dataclass(frozen=True, slots=True)
class Tested:
    """One experiment of the campaign, over all campaigns that it runs in."""

    experiment: Experiment
    reading: Reading
    headline: str

    @property
    def row(self) -> tuple[str, str, str, str, str, str, str]:
        """(question, figure, tried, without, difference, interval, what may be said)."""
        finding, metric = self.reading.finding, self.experiment.metric
        groups = ("not shown", "not shown")
        if finding.groups is not None:
            groups = (part_of(metric, finding.groups[0]), part_of(metric, finding.groups[1]))
        found = finding.difference
        return (
            KINDS[self.experiment.kind].words,
            METRIC_WORDS[metric],
            *groups,
            f"{points(found.estimate)} points" if found else "",
            interval(found) if found else "",
            self.headline,
        )


@dataclass(frozen=True, slots=True)
class Results:
    """`expected`, `running`, `tested`, `scores`, `care`, `waste` and `groups` are of everybody: none of them is broken down.
    `opened`, `bought` and `bought_again` are seen by nobody by name: None where they, or what is left of everybody, are too few."""

    part: Narrowed
    funnel: Funnel
    opened: int | None
    charged: int
    alike: Alike
    came_back: CameBack
    bought: Share | None
    bought_again: Share | None
    lost: Share
    rather: Sequence[Rather]
    swaps: int
    keeps: int
    times: Times
    by_day: Sequence[tuple[str, int]]
    running: Running | None
    weeks: Sequence[Week]
    expected: Sequence[Expected]
    tested: Sequence[Tested]
    scores: Sequence[Score]
    care: Sequence[Month]
    waste: WasteAvoided | None
    kind: Kind
    groups: Sequence[GroupLine]
    everybody: GroupLine


def share_words(share: Share) -> str:
    """ "66%, interval 59 to 72" from twenty on; below, counts only."""
    return share.words if may_share(share.whole) else "counts only below 20"


def results_of(session: Session, campaign: Campaign, part: Narrowed, kind: Kind, actor: Actor, at: datetime) -> Results:
    """Reads all of it. What is of everybody is left empty for a part."""
    funnel = funnel_where(session, campaign.workspace_id, *part.condition())
    is_all = part.kind is None
    groups, everybody = break_down(session, campaign, kind) if is_all else ([], GroupLine("All", Share(0, 0), 0, 0))
    expected: Sequence[Expected] = _expected(session, campaign, funnel) if is_all else ()
    days = by_day(session, part)
    rather, swaps, keeps = count_rather(session, part) if part.tells else ([], 0, 0)
    came_back = count_came_back(session, part)
    bought, bought_again = _told(session, campaign, part, came_back)
    letters = () if is_all else (Letter.gift_id.in_(select(RecipientGift.id).where(*part.condition())),)
    return Results(
        part=part,
        funnel=funnel,
        opened=_opened(session, campaign, part, funnel),
        charged=charged_of(session, part),
        alike=count_alike(session, part),
        came_back=came_back,
        bought=bought,
        bought_again=bought_again,
        lost=count_lost_after_yes(session, part),
        rather=rather,
        swaps=swaps,
        keeps=keeps,
        times=times_of(session, campaign, *letters),
        by_day=days,
        running=running_of(session, campaign, days, _taken_at_the_end(expected)) if is_all else None,
        weeks=weeks_of(session, part),
        expected=expected,
        tested=tested_of(session, campaign, at) if is_all else (),
        scores=scores_of(session, campaign, funnel.launched) if is_all else (),
        care=care_by_month(session, actor) if is_all else (),
        waste=count_waste(session, campaign, funnel) if is_all and funnel.decided >= TOO_EARLY else None,
        kind=kind,
        groups=groups,
        everybody=everybody,
    )


def kind_of(wanted: str | None) -> Kind:
    """What the breakdown is by; account where nothing else was asked for."""
    return next((kind for kind in PARTS if kind == wanted), "account")


def _opened(session: Session, campaign: Campaign, part: Narrowed, funnel: Funnel) -> int | None:
    """Who looked, where four did and four did not, here and among everybody else."""
    if not part.tells or not may_show(funnel.opened, funnel.launched):
        return None
    if part.kind is not None:
        whole = funnel_of(session, campaign)
        if not may_show(whole.opened - funnel.opened, whole.launched - funnel.launched):
            return None
    return funnel.opened


def _told(session: Session, campaign: Campaign, part: Narrowed, found: CameBack) -> tuple[Share | None, Share | None]:
    """(who bought since, who bought again), each where it may be told of these people and of everybody else."""
    bought, again = found.told if part.tells else (None, None)
    if part.kind is None:
        return bought, again
    whole = count_came_back(session, Narrowed(campaign.id, None, "", "", part.whole, part.whole))
    rest_bought, rest_again = whole.without(found).told
    return bought if rest_bought else None, again if rest_again else None


def _taken_at_the_end(expected: Sequence[Expected]) -> tuple[int, int] | None:
    """What the plan forecast for gifts that are kept and gifts that are donated, added up: a range that is rather too wide than too
    narrow. None without a forecast."""
    parts = [one for one in expected if one.words in _TAKEN_WORDS]
    return (sum(one.low for one in parts), sum(one.high for one in parts)) if parts else None


def _expected(session: Session, campaign: Campaign, funnel: Funnel) -> list[Expected]:
    run = session.get(MatchRun, campaign.approved_match_run_id or campaign.current_match_run_id or "")
    ahead = ahead_of(run) if run is not None else None
    if ahead is None:
        return []
    came = (funnel.opened, funnel.kept, funnel.swapped, funnel.donated, funnel.declined, funnel.open + funnel.expired)
    found = [
        Expected(words, low, high, number) for (words, low, _, high), number in zip(ahead.counts, came, strict=True)
    ]
    if not may_show(funnel.opened, funnel.launched):
        found[0] = Expected(found[0].words, found[0].low, found[0].high, None)
    return found


def tested_of(session: Session, campaign: Campaign, at: datetime) -> list[Tested]:
    """What was started and drew people of this campaign."""
    named = select(ExperimentCampaign.experiment_id).where(ExperimentCampaign.campaign_id == campaign.id)
    drew = select(Assignment.experiment_id).where(Assignment.campaign_id == campaign.id)
    experiments = session.scalars(
        select(Experiment)
        .where(Experiment.started_at.is_not(None), or_(Experiment.id.in_(named), Experiment.id.in_(drew)))
        .order_by(Experiment.started_at, Experiment.id)
    ).all()
    found = []
    for experiment in experiments:
        reading = read(session, experiment, at)
        found.append(Tested(experiment, reading, verdict(experiment, reading)[1]))
    return found
