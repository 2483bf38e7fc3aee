"""`handpicked demo`: the sample campaign from spreadsheet to gifts that can be opened, on the real product.

A second run finds its data again: what is imported, planned, launched or drawn is not done twice.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from renderers.language.translations import resolve
from service import said
from service.app.commands.people import sign_in_url
from service.app.commands.steps import TOLD_EVERY_SECONDS, waiting
from service.app.database.carry_over import bring_up
from service.app.demo.checked import duplicates, unsafe
from service.app.demo.decision_figures import DecisionFigures, as_written, decision_figures
from service.app.demo.rehearsed import Rehearsed
from service.app.demo.sample import OWN, USERS, Sample, find_sample, make_sample, mark_sandbox, own_workspace
from service.app.demo.sample_material import bring_material
from service.app.demo.swap_figures import SwapFigures, swap_figures
from service.app.demo.tell import print_summary
from service.app.demo.telling_figures import TellingFigures, telling_figures
from service.app.processes.measure import MemoryWatch
from service.app.processes.not_root import VARIABLE, is_root
from service.app.processes.run import Everything, print_notice, running
from service.app.wiring import register_all
from service.campaigns.models import Campaign
from service.catalog.sample_shelf import import_sample_catalog
from service.config import settings
from service.content.links import links_of
from service.content.models import RenditionRow
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.models import MatchRun, RecipientGift
from service.gifting.set_aside import AsideSums, aside_sums
from service.jobs.give_back import give_back
from service.jobs.models import OPEN, Job
from service.jobs.progress import KindProgress, progress
from service.jobs.stage import stage_of
from service.planning.launch.ready import ready_gifts
from service.planning.launch.waves import may_launch, request_launch
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.planning.plan.summary import PlanSummary, plan_summary
from service.recipients.models import Recipient

Made = TypeVar("Made")
CONTENT: Final = {"content.microsite": "pages", "content.statement": "statements", "content.video": "films"}
LOOK_SECONDS: Final = 0.5
PLAN_LIMIT_SECONDS: Final = 600.0


@dataclass
class Figures:
    """What `--json` writes. Money in minor units; seconds are wall time, for a kind of content the sum of its drawing."""

    recipients: int
    accounts: int
    gifts_chosen: int
    distinct_gifts: int
    distinct_products: int
    most_of_one_product: int
    swaps: SwapFigures
    held: list[dict[str, str]]
    unmatched: list[dict[str, str]]
    set_aside: AsideSums
    """For those who are asked; once they have answered, nothing."""
    account_duplicates: int
    unsafe_gifts: int
    launched: int
    renditions: dict[str, int]
    failed: int
    seconds: dict[str, float]
    peak_pss_mb: float
    spend: int
    budget: int
    decided: DecisionFigures
    telling: TellingFigures
    """In the file its figures stand beside the others, as do the next ones."""


def run_demo(size: int | None, leave: bool, report: Path | None) -> int:
    """Runs the sample campaign with a first wave of `size` people (None: everybody). The process's exit code."""
    screen = Console(stderr=True, highlight=False)
    began = monotonic()
    seconds: dict[str, float] = {}
    watch = MemoryWatch().start()
    register_all()
    taken: list[Sample] = []

    def take_in() -> None:
        with waiting(screen, "Checking the database"):
            bring_up()
        taken.append(_timed(seconds, "import", lambda: _take_in(screen)))
        give_back()

    if is_root() and not settings().allow_root:
        os.environ[VARIABLE] = "yes"
        screen.print("Running as root, which only this demo allows. For real people, run it as another user.")
    try:
        with running(settings(), print_notice if not leave else None, take_in) as product:
            [sample] = taken
            _timed(seconds, "plan", lambda: _plan(sample, product, screen))
            _launch(sample, size, product, screen)
            product.wait_ready()
            seconds["total"] = monotonic() - began
            with waiting(screen, "Reading the figures from the tables and checking each gift’s safety once more"):
                figures = measure(sample, seconds, watch.stop())
            if report is not None:
                report.parent.mkdir(parents=True, exist_ok=True)
                report.write_text(
                    json.dumps(as_written(asdict(figures)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
                )
            _print_end(sample, figures, screen)
            if not leave:
                rehearsed = Rehearsed(sample, screen)
                while True:
                    product.look()
                    rehearsed.look()
                    sleep(LOOK_SECONDS)
    except KeyboardInterrupt:
        screen.print("\nStopped. Nothing is lost: run the same command to continue.")
        return 130 if leave else 0
    return 1 if figures.failed else 0


def _timed(seconds: dict[str, float], name: str, act: Callable[[], Made]) -> Made:
    began = monotonic()
    result = act()
    seconds[name] = round(monotonic() - began, 3)
    return result


def _take_in(screen: Console) -> Sample:
    with reading() as session:
        found = find_sample(session)
    if found is not None:
        with transaction() as session:
            mark_sandbox(session, found)
        screen.print("The sample campaign already exists; continuing with it.")
        with transaction() as session:
            import_sample_catalog(session, found.workspace_id)
        return found
    what = "Importing the sample: 400 products in 1,351 versions, 1,000 people in 100 accounts (all made up)"
    with waiting(screen, what) as told, transaction() as session:
        made = make_sample(session, utc_now(), told)
    with waiting(screen, "Taking in the giver’s footage, logo and voice note for the films"):
        bring_material(made, utc_now())
    return made


def _plan(sample: Sample, product: Everything, screen: Console) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        if campaign.current_match_run_id is None:
            request_plan(session, campaign, utc_now())
    deadline = monotonic() + PLAN_LIMIT_SECONDS
    with waiting(screen, "Choosing gifts for everyone at once") as told:
        while (summary := _summary(sample)) is None:
            if stage := stage_of(sample.campaign_id):
                told(stage.sentence)
            _refuse_dead(sample, "planning.plan")
            if monotonic() > deadline:
                raise HandpickedError("The plan isn’t finished after ten minutes; see var/log/worker.log.")
            product.look()
            sleep(LOOK_SECONDS)
    print_summary(summary, screen)


def _summary(sample: Sample) -> PlanSummary | None:
    with reading() as session:
        return plan_summary(session, session.get_one(Campaign, sample.campaign_id))


def _refuse_dead(sample: Sample, kind: str) -> None:
    with reading() as session:
        error = session.scalar(
            select(Job.last_error).where(Job.kind == kind, Job.subject_id == sample.campaign_id, Job.state == "dead")
        )
    if error is not None:
        raise HandpickedError(f"{kind} failed: {error}")


def _launch(sample: Sample, size: int | None, product: Everything, screen: Console) -> None:
    """Brings the number of launched people up to `size` and waits until everything of theirs is drawn."""
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        if campaign.approved_match_run_id is None:
            approve_plan(session, campaign, campaign.current_match_run_id or "", sample.sales, utc_now())
        # Somebody who is only asked belongs to a wave as well and is not launched.
        marked = session.scalar(
            select(func.count()).where(
                RecipientGift.campaign_id == campaign.id,
                RecipientGift.wave.is_not(None),
                RecipientGift.product_id.is_not(None),
            )
        )
        wanted = None if size is None else size - (marked or 0)
        # What somebody has done in the console since stands: a pause, an end, a newer plan that waits for approval.
        may_go_on = may_launch(session, campaign)
        if may_go_on and (wanted is None or wanted > 0) and ready_gifts(session, campaign, 1):
            request_launch(session, campaign, wanted, sample.sales, utc_now())
    _watch_drawing(sample, product, screen)


def _watch_drawing(sample: Sample, product: Everything, screen: Console) -> None:
    columns = (TextColumn("{task.description:<11}"), BarColumn(32), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=screen) as bars:
        say_at = monotonic() + TOLD_EVERY_SECONDS
        tasks = {kind: bars.add_task(word, total=None) for kind, word in CONTENT.items()}
        while True:
            product.look()
            with reading() as session:
                found = {one.kind: one for one in progress(session, sample.campaign_id)}
                is_busy = is_work_left(session, sample.campaign_id, utc_now())
            for kind, task in tasks.items():
                if kind in found:
                    bars.update(task, total=found[kind].wanted, completed=found[kind].done + found[kind].dead)
            if found and not is_busy:
                return
            if monotonic() >= say_at:
                screen.print(f"  {_still_open(found.values())}", soft_wrap=True)
                say_at = monotonic() + TOLD_EVERY_SECONDS
            sleep(LOOK_SECONDS)


def _still_open(found: Collection[KindProgress]) -> str:
    """What is done and what is left of all work, whatever its kind: full bars are not the end of it."""
    left = ", ".join(f"{one.open} {said.work(one.kind)}" for one in found if one.open)
    done, wanted = sum(one.done + one.dead for one in found), sum(one.wanted for one in found)
    return f"{done} of {wanted} jobs done; still to do: {left or 'a final check'}"


def is_work_left(session: Session, campaign_id: str, at: datetime) -> bool:
    """Whether anything is left to do. A mail to somebody who is away waits until they are back; the demo does not."""
    found = session.scalar(
        select(Job.id)
        .where(
            Job.campaign_id == campaign_id,
            Job.state.in_(OPEN),
            (Job.kind != "outreach.send") | (Job.run_at <= at),
        )
        .limit(1)
    )
    return found is not None


def measure(sample: Sample, seconds: dict[str, float], peak_pss_mb: float) -> Figures:
    """The figures, read from the tables."""
    with reading() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        gifts = session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == campaign.id)).all()
        drawn = dict(
            session.execute(
                select(RenditionRow.kind, func.sum(RenditionRow.seconds))
                .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
                .where(RecipientGift.campaign_id == campaign.id)
                .group_by(RenditionRow.kind)
            ).all()
        )
        families = Counter(gift.product_family for gift in gifts if gift.product_id is not None)
        return Figures(
            recipients=len(gifts),
            accounts=len({gift.account_id for gift in gifts}),
            gifts_chosen=sum(gift.product_id is not None for gift in gifts),
            distinct_gifts=len({gift.product_id for gift in gifts} - {None}),
            distinct_products=len(families),
            most_of_one_product=max(families.values(), default=0),
            swaps=swap_figures(session, campaign),
            held=_reasons(session, gifts, is_held=True),
            unmatched=_reasons(session, gifts, is_held=False),
            set_aside=aside_sums(session, campaign.id),
            account_duplicates=duplicates(session, campaign),
            unsafe_gifts=unsafe(session, campaign, gifts),
            launched=sum(gift.launched_at is not None for gift in gifts),
            renditions={kind.removeprefix("content."): _renditions(session, campaign, kind) for kind in CONTENT},
            failed=session.scalar(select(func.count()).where(Job.campaign_id == campaign.id, Job.state == "dead")) or 0,
            seconds={
                "import": seconds["import"],
                "plan": seconds["plan"],
                **{kind: round(float(drawn.get(kind, 0.0)), 3) for kind in ("microsite", "statement", "video")},
                "total": round(seconds["total"], 3),
            },
            peak_pss_mb=round(peak_pss_mb, 1),
            spend=sum(gift.cost_minor for gift in gifts if gift.product_id is not None),
            budget=campaign.budget_minor,
            decided=decision_figures(session, campaign),
            telling=telling_figures(session, campaign),
        )


def _reasons(session: Session, gifts: Sequence[RecipientGift], *, is_held: bool) -> list[dict[str, str]]:
    run = session.get(MatchRun, gifts[0].match_run_id) if gifts else None
    return [
        {
            "recipient": gift.recipient_id,
            "reason": gift.hold_reason or ", ".join(gift.unmatched_reasons) or "not in the plan",
        }
        for gift in gifts
        if gift.product_id is None and (gift.hold_reason is not None) == is_held and run is not None
    ]


def _renditions(session: Session, campaign: Campaign, kind: str) -> int:
    """Launched people whose newest content of this kind is drawn."""
    return (
        session.scalar(
            select(func.count(distinct(RenditionRow.gift_id)))
            .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
            .where(
                RecipientGift.campaign_id == campaign.id,
                RecipientGift.launched_at.is_not(None),
                RenditionRow.kind == kind.removeprefix("content."),
                RenditionRow.content_version == RecipientGift.content_version,
            )
        )
        or 0
    )


def _print_end(sample: Sample, figures: Figures, screen: Console) -> None:
    made = ", ".join(f"{number} {kind}s" for kind, number in figures.renditions.items())
    screen.print(
        f"\n[bold]{figures.launched} people launched: {made}, {figures.failed} failed.[/bold] "
        f"{figures.seconds['total']:.0f} s in all, at most {figures.peak_pss_mb:,.0f} MB.\n"
    )
    with transaction() as session:
        links = links_to_open(session, sample)
        own = sign_in_url(session, own_workspace(session, utc_now()), next_path="/gifts")
    for line in (
        "There are two ways in. Open one in a browser (sign-in links work once, for half an hour).",
        "\n[bold]The sample[/bold], where everyone is made up and no list of your own is taken:",
        *(f"  {name:<16} {url}" for name, url in links.items()),
        "\n[bold]An empty workspace of your own[/bold], for your gifts and your people:",
        f"  {'Your gifts':<16} {own}",
        "\nTo create a new link later:",
        *(f"  .venv/bin/handpicked sign-in-link {email}" for email, _ in USERS.values()),
        f"  .venv/bin/handpicked sign-in-link {OWN[1]}",
        "For further workspaces and colleagues:",
        "  .venv/bin/handpicked add-user WORKSPACE EMAIL NAME",
    ):
        screen.print(line, soft_wrap=True)


def links_to_open(session: Session, sample: Sample) -> dict[str, str]:
    """What to look at -> the URL that opens exactly that."""
    return {
        "Console": sign_in_url(session, sample.sales_id),
        "Ops": sign_in_url(session, sample.ops_id, next_path="/ops"),
        "Outbox": sign_in_url(session, sample.ops_id, next_path="/ops/outbox"),
        **_gift_pages(session, sample),
    }


def _gift_pages(session: Session, sample: Sample) -> dict[str, str]:
    """Three people who read different languages, the first of each, by the links that name their reader."""
    rows = session.execute(
        select(RecipientGift, Recipient.locale)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.campaign_id == sample.campaign_id, RecipientGift.launched_at.is_not(None))
        .order_by(RecipientGift.launched_at, RecipientGift.id)
    )
    first: dict[str, RecipientGift] = {}
    for gift, locale in rows:
        first.setdefault(resolve(locale), gift)
    chosen = sorted(first, key=lambda locale: locale != "en")[:3]
    return {f"Gift page ({locale})": links_of(first[locale]).personal for locale in chosen}
