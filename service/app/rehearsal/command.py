"""`handpicked rehearse`: a campaign's two weeks in a sandbox copy, in this process alone, and the figures of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from sqlalchemy import select

from service.app.commands.steps import waiting
from service.app.database.carry_over import bring_up
from service.app.demo.sample import Sample, find_sample, make_sample
from service.app.rehearsal.play import fail, turn
from service.app.rehearsal.untouched import content_hashes
from service.app.rehearsal.work import work_off
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.clock import machine_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError, NotFound
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.models import Rehearsal
from service.workspaces.models import Workspace

KEYS: Final = (
    "people", "kept", "swapped", "donated", "declined", "expired", "not_sent", "shipped", "captured_minor", "budget_minor",
)  # fmt: skip
FORECAST: Final[Mapping[str, str]] = {
    "kept": "kept", "swapped": "kept_swapped", "donated": "donated", "declined": "declined", "captured_minor": "charged_minor",
}  # fmt: skip
"""Figure -> what the forecast calls it."""
_STAGES: Final[Mapping[str, str]] = {
    "asked": "copying the campaign and inventing its people",
    "choosing": "choosing gifts for everyone at once",
    "making": "making pages, statements and emails",
}


def rehearse(campaign_id: str | None, seed: int, most: int | None, report: Path | None) -> int:
    """Plays it to its end and writes the figures. The process's exit code: 0, or 1 where another workspace was changed."""
    screen = Console(stderr=True, highlight=False)
    register_all()
    with waiting(screen, "Checking the database"):
        bring_up()
    of = _wanted(campaign_id, screen)
    with reading() as session:
        others = frozenset(session.scalars(select(Workspace.id)))
    before = content_hashes(others)
    with transaction() as session:
        campaign = session.get_one(Campaign, of)
        rehearsal = ask_for_rehearsal(session, campaign, seed, campaign.seller_id, most=most, rings=False)
    with waiting(screen, f"Rehearsal {rehearsal.number}, number {seed}: everyone in it is made up") as told:
        row = _play(rehearsal, told)
    figures = figures_of_run(row, untouched=content_hashes(others) == before)
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    if report is not None:
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if figures["untouched"] else 1


def figures_of_run(row: Rehearsal, *, untouched: bool) -> dict[str, Any]:
    """What `--json` writes. Money in minor units; of `forecast`, [low, high] hold in 999 of 1,000 runs."""
    result = row.result or {}
    return {
        "campaign": row.of_campaign_id,
        "rehearsal": row.id,
        "seed": row.seed,
        **{key: result[key] for key in KEYS},
        "currency": result["currency"],
        "forecast": forecast_of(row.forecast),
        "untouched": untouched,
    }


def forecast_of(forecast: Mapping[str, Any] | None) -> dict[str, list[int]]:
    """The plan's forecast under the names of the figures: where 999 of 1,000 runs end."""
    wide = (forecast or {}).get("wide", {})
    return {name: wide[kept_as] for name, kept_as in FORECAST.items() if kept_as in wide}


def _play(rehearsal: Rehearsal, told: Any) -> Rehearsal:
    while True:
        try:
            came = turn(rehearsal.id)
        except HandpickedError as error:
            fail(rehearsal.id, error)
            raise
        work_off(rehearsal.workspace_id)
        with reading() as session:
            row = session.get_one(Rehearsal, rehearsal.id)
        if came == "over":
            if row.result is None:
                raise HandpickedError(row.problem or "The rehearsal was stopped before its end.")
            return row
        told(_STAGES.get(row.state) or f"{row.played_to:%A %d %B}: {_so_far(row)}")


def _so_far(row: Rehearsal) -> str:
    if not row.days:
        return "invitations leave"
    last = row.days[-1]
    return f"{last['kept']} kept, {last['donated']} donated, {last['declined']} declined"


def _wanted(campaign_id: str | None, screen: Console) -> str:
    """The campaign; without one that of the sample, which is taken in where it is not there. Raises NotFound."""
    with reading() as session:
        if campaign_id is not None:
            if session.get(Campaign, campaign_id) is None:
                raise NotFound(f"There’s no campaign {campaign_id}.")
            return campaign_id
        found: Sample | None = find_sample(session)
    if found is not None:
        return found.campaign_id
    with (
        waiting(screen, "Importing the sample: 400 products, 1,000 people (all made up)") as told,
        transaction() as session,
    ):
        return make_sample(session, machine_now(), told).campaign_id
