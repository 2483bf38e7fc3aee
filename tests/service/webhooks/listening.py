"""A workspace with a gift and an endpoint, and a worker that does what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.events import EventKind, write_event
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.jobs.run import run_job
from service.webhooks.deliveries.fan_out import pass_on_events
from service.webhooks.endpoints.register import add_endpoint
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from service.workspaces.actor import Actor, actor_of
from tests.factories import (
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)


@dataclass
class Listening:
    """`secret` is the first endpoint's."""

    actor: Actor
    gift_id: str
    endpoint_id: str
    secret: str

    def tell(self, *kinds: EventKind, gift_id: str | None = None, status: str | None = None) -> None:
        """These happen to the gift, one transaction each."""
        for kind in kinds:
            with transaction() as session:
                gift = session.get_one(RecipientGift, gift_id or self.gift_id)
                body = {"status": status or kind.word} if "status" in kind.keys else {}
                write_event(session, gift, kind, body, utc_now())

    def another_gift(self) -> str:
        with transaction() as session:
            return _gift(session, self.actor.workspace_id).id

    def deliveries(self) -> list[WebhookDelivery]:
        with reading() as session:
            rows = select(WebhookDelivery).order_by(WebhookDelivery.number)
            return list(session.scalars(rows))

    def endpoint(self) -> WebhookEndpoint:
        with reading() as session:
            return session.get_one(WebhookEndpoint, self.endpoint_id)


def listening(url: str, events: tuple[str, ...] = ("*",), **workspace: object) -> Listening:
    """An endpoint that hears what happens from now on."""
    with transaction() as session:
        home = make_workspace(session, **workspace)
        gift = _gift(session, home.id)
        owner = actor_of(make_user(session, home.id))
        endpoint, secret = add_endpoint(session, owner, url, events, utc_now() - timedelta(seconds=1))
        return Listening(owner, gift.id, endpoint.id, secret)


def _gift(session: Session, workspace_id: str) -> RecipientGift:
    account = make_account(session, workspace_id, f"Company {utc_now().timestamp()}")
    campaign = make_campaign(session, workspace_id, status="running")
    product = make_product(session, workspace_id)
    return make_gift(session, campaign, make_recipient(session, account), product, status="created")


def pass_on(at: datetime | None = None) -> int:
    return pass_on_events(at or utc_now())


def work(*, all_of_them: bool = False) -> list[str]:
    """Does every webhook job that is due, or every one that is open, until none is left; the outcomes in order."""
    outcomes: list[str] = []
    tried: set[tuple[str, datetime]] = set()
    while True:
        with reading() as session:
            open_jobs = (
                select(Job).where(Job.kind.startswith("webhooks."), Job.state == "pending").order_by(Job.created_at)
            )
            jobs = [job for job in session.scalars(open_jobs) if (job.id, job.run_at) not in tried]
        now = utc_now()
        due = [job for job in jobs if all_of_them or job.run_at <= now]
        if not due:
            return outcomes
        job = due[0]
        tried.add((job.id, job.run_at))
        if job.run_at > now:
            with transaction() as session:
                session.get_one(Job, job.id).run_at = now
        outcomes.append(run_job(job.id, "a worker"))
