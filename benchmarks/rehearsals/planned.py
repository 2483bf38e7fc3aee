"""A rehearsal of the sample whose plan has been made and whose people have not been invited yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.rehearsals.without_pages import Stage, stage_of
from service.app.database.carry_over import bring_up
from service.app.demo.sample import find_sample, make_sample
from service.app.rehearsal.play import turn
from service.app.rehearsal.work import work_off
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.clock import machine_now
from service.db.connect import reading, transaction
from service.decisions.forecasting.rates import Name, Rate
from service.gifting.models import MatchRun
from service.planning.plan.expectation.own_rates import own_rates
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.models import Rehearsal


@dataclass(frozen=True, slots=True)
class Ready:
    """`forecast` is the plan's own document; `rates` are what habits are drawn from."""

    rehearsal_id: str
    workspace_id: str
    stage: Stage
    forecast: Mapping[str, Any]
    rates: Mapping[Name, Rate]

    def play_on(self) -> dict[str, Any]:
        """To its end, with pages; what came of it."""
        while turn(self.rehearsal_id) != "over":
            work_off(self.workspace_id)
        with reading() as session:
            return dict(session.get_one(Rehearsal, self.rehearsal_id).result or {})


def planned_rehearsal(people: int, seed: int) -> Ready:
    """Of the sample, which is taken in where it is not there."""
    register_all()
    bring_up()
    with transaction() as session:
        sample = find_sample(session) or make_sample(session, machine_now())
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        rehearsal = ask_for_rehearsal(session, campaign, seed, None, most=people, rings=False)
    return ready(rehearsal)


def ready(rehearsal: Rehearsal) -> Ready:
    """Has its plan made, and reads it."""
    turn(rehearsal.id)
    work_off(rehearsal.workspace_id)
    with reading() as session:
        campaign = session.get_one(Campaign, rehearsal.campaign_id)
        run = session.get_one(MatchRun, campaign.current_match_run_id)
        rates = own_rates(session, rehearsal.of_workspace_id, machine_now())
        stage = stage_of(session, rehearsal, rehearsal.starts_at)
        return Ready(rehearsal.id, rehearsal.workspace_id, stage, (run.forecast or {})["ahead"], rates)
