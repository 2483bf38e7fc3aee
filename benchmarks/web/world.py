"""Campaigns as they are once launched: the sample's people, list and catalog, each campaign in a workspace of its own.

There are four times the sample's pieces and half as much money again: what is measured is how fast somebody is answered, and a
shelf that has run out answers sooner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.app.demo.sample import SAMPLES, campaign_form
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.catalog.sample_shelf import import_sample_catalog
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.launch.waves import request_launch
from service.planning.message.create import create_campaign, read_campaign_form
from service.planning.people.lists.intake import Upload, read_upload
from service.planning.people.save_people import save_people
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.workspaces.actor import Actor, actor_of
from service.workspaces.create_workspace import add_user, create_workspace

LAUNCHED_AT_LEAST: Final = 900
"""Of the sample's 1,000 people those whose gift waits for their answer; the others are asked something first."""
PIECES: Final = 4


def launched(people: int) -> list[RecipientGift]:
    """At least so many gifts that wait for their person's answer, in the order of their ids, from as many campaigns as it takes."""
    upload = read_upload((SAMPLES / "recipients.csv").read_bytes(), "recipients.csv")
    for number in range(-(-people // LAUNCHED_AT_LEAST)):
        launch_one(number, upload)
    with reading() as session:
        found = list(_waiting(session))
    if len(found) < people:
        raise RuntimeError(f"Only {len(found)} of {people} people have a gift to answer.")
    return found[:people]


def launch_one(number: int, upload: Upload) -> str:
    """One campaign for everybody of the list, planned, approved and launched by the acts of the product; its id."""
    at = utc_now()
    with transaction() as session:
        campaign_id, sales = _campaign(session, number, upload, at)
        more = {"stock": Product.stock * PIECES, "opening_stock": Product.opening_stock * PIECES}
        session.execute(update(Product).where(Product.workspace_id == sales.workspace_id).values(more))
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, campaign_id), utc_now())
    work_off("planning.plan")
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", sales, utc_now())
        request_launch(session, campaign, None, sales, utc_now())
    work_off("planning.launch")
    return campaign_id


def draw_pages(gift_ids: list[str]) -> None:
    """The pages of these people alone, as a worker draws them."""
    with reading() as session:
        drawings = session.scalars(
            select(Job.id).where(Job.kind == "content.microsite", Job.state == "pending", Job.subject_id.in_(gift_ids))
        ).all()
    _run(drawings, "content.microsite")


def work_off(kind: str) -> None:
    """Every job of the kind that waits. Raises RuntimeError where one does not end well."""
    with reading() as session:
        waiting = session.scalars(select(Job.id).where(Job.kind == kind, Job.state == "pending")).all()
    _run(waiting, kind)


def _run(job_ids: Sequence[str], kind: str) -> None:
    ended = [run_job(job_id, "benchmark") for job_id in job_ids]
    if set(ended) != {"done"}:
        raise RuntimeError(f"{len(ended)} jobs {kind} ended {', '.join(sorted(set(ended))) or 'before they began'}.")


def _campaign(session: Session, number: int, upload: Upload, at: datetime) -> tuple[str, Actor]:
    workspace = create_workspace(session, f"Workspace {number}", at, is_sandbox=True)
    address = f"seller{number}@fjordloom.example.com"
    sales = actor_of(add_user(session, workspace.id, address, "Nora Whitfield", "owner", None, at))
    import_sample_catalog(session, workspace.id)
    form = campaign_form(at)
    campaign = create_campaign(session, read_campaign_form(form), sales, at)
    campaign.budget_minor = campaign.budget_minor * 3 // 2
    save_people(session, workspace.id, campaign.id, upload, at)
    return campaign.id, sales


def _waiting(session: Session) -> Iterator[RecipientGift]:
    yield from session.scalars(
        select(RecipientGift)
        .where(
            RecipientGift.status.in_(ANSWERABLE),
            RecipientGift.is_reserved,
            RecipientGift.product_id.is_not(None),
            RecipientGift.hold_reason.is_(None),
        )
        .order_by(RecipientGift.id)
    )
