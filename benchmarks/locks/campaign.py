"""The work of one campaign of 1,000 people, act by act, as doors and workers call them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update

from benchmarks.locks.meter import Holds
from service.app.demo.sample import SAMPLES, make_sample
from service.app.sweeps import SWEEPS
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.writing.portions import in_portions
from service.folding import company_key
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.launch.waves import request_launch
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import said_of_companies, save_some
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.recipients.models import Recipient
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.read_recall import RecallForm
from service.safety.recalls.recall import recall_product
from service.workspaces.actor import Actor
from service.workspaces.create_workspace import create_workspace

ERASED: Final = 25
FORM: Final = RecallForm(
    "injury", None, "A hinge can break. Do not use it.", "Fjord", None, ("refund",), "+47 22 00 00 00"
)


@dataclass(frozen=True, slots=True)
class Place:
    """Ids of the campaign that the work is about."""

    workspace_id: str
    campaign_id: str
    sales: Actor


def go_through(holds: Holds) -> None:
    """All acts, one after the other."""
    with transaction() as session:  # not measured: the sample is taken in before anybody is here
        made = make_sample(session, utc_now())
    place = Place(made.workspace_id, made.campaign_id, made.sales)
    holds.found.clear()
    for name, act in ACTS.items():
        holds.at_work = name
        act(place)


def _save_again(place: Place) -> None:
    """A list of 1,000 people, taken in by a workspace that knows nobody."""
    upload = read_upload((SAMPLES / "recipients.csv").read_bytes(), "recipients.csv")
    with transaction() as session:
        workspace = create_workspace(session, "Another workspace", utc_now())
        campaign = _copy_of(session.get_one(Campaign, place.campaign_id), workspace.id)
        session.add(campaign)
    said = said_of_companies(upload)
    for people in in_portions(sorted(upload.people, key=lambda row: company_key(row[1].company))):
        with transaction() as session:
            save_some(session, workspace.id, campaign.id, people, said, utc_now())


def _copy_of(campaign: Campaign, workspace_id: str) -> Campaign:
    values = {column.key: getattr(campaign, column.key) for column in Campaign.__table__.columns}
    return Campaign(**values | {"id": "cmp_locks", "workspace_id": workspace_id, "current_match_run_id": None})


def _plan(place: Place) -> None:
    with transaction() as session:
        request_plan(session, session.get_one(Campaign, place.campaign_id), utc_now())
    _work_off("planning.plan")


def _launch(place: Place) -> None:
    with transaction() as session:
        campaign = session.get_one(Campaign, place.campaign_id)
        approve_plan(session, campaign, campaign.current_match_run_id or "", place.sales, utc_now())
    with transaction() as session:
        request_launch(session, session.get_one(Campaign, place.campaign_id), None, place.sales, utc_now())
    _work_off("planning.launch")


def _erase(_place: Place) -> None:
    with reading() as session:
        people = session.scalars(select(Recipient).order_by(Recipient.id).limit(ERASED)).all()
    for person in people:
        with transaction() as session:
            erase_person(session, session.get_one(Recipient, person.id), utc_now())
    _work_off("planning.forget_in_uploads")


def _recall(place: Place) -> None:
    """Of one product that many people of many companies have or will get."""
    with reading() as session:
        product_id = session.scalars(
            select(RecipientGift.product_id)
            .where(RecipientGift.product_id.is_not(None), RecipientGift.is_reserved)
            .group_by(RecipientGift.product_id)
            .order_by(func.count().desc(), RecipientGift.product_id)
        ).first()
        seen = count_affected(session, str(product_id)).stamp
    with transaction() as session:
        recall_product(session, session.get_one(Product, product_id), FORM, seen, place.sales, utc_now())
    _work_off("gifting.look_at_product", "safety.recall", "gifting.redecide")


def _purge(place: Place) -> None:
    """Everything that sweeps do once time has passed: gifts expire, and what has served is dropped."""
    later = utc_now() + timedelta(days=200)
    with transaction() as session:
        session.execute(
            update(Campaign).where(Campaign.id == place.campaign_id).values(expires_at=later - timedelta(days=1))
        )
    for sweep in SWEEPS:
        sweep.act(later)


def _work_off(*kinds: str) -> None:
    while ids := _due(kinds, utc_now()):
        for job_id in ids:
            run_job(job_id, "bench@here")


def _due(kinds: tuple[str, ...], at: datetime) -> list[str]:
    with reading() as session:
        return list(
            session.scalars(
                select(Job.id).where(Job.kind.in_(kinds), Job.state == "pending", Job.run_at <= at).order_by(Job.run_at)
            )
        )


ACTS: Final[dict[str, Callable[[Place], None]]] = {
    "upload saved": _save_again,
    "plan adopted": _plan,
    "launch": _launch,
    "erasure": _erase,
    "recall": _recall,
    "sweeps and purge": _purge,
}
