"""A campaign of made-up people for hosts to work on, and what became of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from service.app.demo.sample import campaign_form
from service.app.logs.log import configure_logging
from service.campaigns.models import Campaign
from service.catalog.import_products import import_products, read_catalog
from service.config import ASSETS
from service.content.models import RenditionRow
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import OPEN, Job
from service.outreach.models import MailMessage
from service.planning.launch.waves import request_launch
from service.planning.message.create import create_campaign, read_campaign_form
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.workspaces.actor import Actor, actor_of
from service.workspaces.create_workspace import add_user, create_workspace

GIFTS: Final = 60
"""Of the sample's catalogue: each version is given once, so there have to be more of them than people."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Ids of a campaign that somebody asked a plan for."""

    campaign_id: str
    sales: Actor

    def is_planned(self) -> bool:
        with reading() as session:
            return session.get_one(Campaign, self.campaign_id).status == "planned"

    def approve(self) -> None:
        with transaction() as session:
            campaign = session.get_one(Campaign, self.campaign_id)
            approve_plan(session, campaign, campaign.current_match_run_id or "", self.sales, utc_now())

    def launch(self, people: int) -> None:
        """The next wave of so many."""
        with transaction() as session:
            request_launch(session, session.get_one(Campaign, self.campaign_id), people, self.sales, utc_now())

    def gift_ids(self) -> list[str]:
        """Ids of everybody's gift that was launched."""
        with reading() as session:
            mine = (RecipientGift.campaign_id == self.campaign_id, RecipientGift.launched_at.is_not(None))
            return list(session.scalars(select(RecipientGift.id).where(*mine).order_by(RecipientGift.id)))


def ask_for_plan(people: int) -> Planned:
    """A workspace, a campaign of `people` people of as many companies, all of whom get something."""
    at = utc_now()
    configure_logging("WARNING")
    catalog = json.loads((ASSETS / "samples" / "catalog.json").read_text("utf-8"))["products"]
    with transaction() as session:
        workspace = create_workspace(session, "Fjord & Loom", at)
        user = add_user(session, workspace.id, "nora@fjordloom.example.com", "Nora Whitfield", "manager", None, at)
        import_products(session, workspace.id, read_catalog(json.dumps({"products": catalog[:GIFTS]}).encode()))
        form = campaign_form(at) | {"films": "opened", "expires_at": at + timedelta(days=30)}
        campaign = create_campaign(session, read_campaign_form(form), actor_of(user), at)
        rows = [f"Company {n},Jana,Nováková,person{n}@company.example.com,CZ,none" for n in range(people)]
        head = "Company,First name,Last name,Email,Country,Diet"
        save_people(
            session, workspace.id, campaign.id, read_upload("\n".join((head, *rows)).encode(), "people.csv"), at
        )
        request_plan(session, campaign, at)
        return Planned(campaign.id, actor_of(user))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tables say. `lost` are jobs that nobody will do and things that are not there, `double` what is there twice."""

    people: int
    jobs: int
    dead: int
    lost: int
    double: int
    invited: int
    unknown_mails: int


def outcome(planned: Planned) -> Outcome:
    """As of now."""
    launched = set(planned.gift_ids())
    with reading() as session:
        states: Counter[str] = Counter()
        for state, jobs in session.execute(select(Job.state, func.count()).group_by(Job.state)):
            states[state] = jobs
        drawn = Counter(
            (kind, gift_id)
            for kind, gift_id in session.execute(
                select(RenditionRow.kind, RenditionRow.gift_id).where(RenditionRow.gift_id.in_(launched))
            )
        )
        mails = Counter(
            (kind, gift_id)
            for kind, gift_id in session.execute(
                select(MailMessage.kind, MailMessage.gift_id).where(MailMessage.gift_id.in_(launched))
            )
        )
        unknown = session.scalar(select(func.count()).select_from(MailMessage).where(MailMessage.state == "unknown"))
    wanted = {(kind, gift_id) for kind in ("microsite", "statement", "poster") for gift_id in launched}
    invited = {gift_id for kind, gift_id in mails if kind == "invitation"}
    return Outcome(
        people=len(launched),
        jobs=states.total(),
        dead=states["dead"],
        lost=len(wanted - drawn.keys()) + len(launched - invited),
        double=sum(number - 1 for number in mails.values()),
        invited=len(invited),
        unknown_mails=unknown or 0,
    )


def is_work_left(planned: Planned) -> bool:
    """Whether anybody has anything to do now; an email that waits for the morning is nothing to do."""
    with reading() as session:
        mine = (Job.campaign_id == planned.campaign_id, Job.state.in_(OPEN))
        now = (Job.kind != "outreach.send") | (Job.run_at <= utc_now())
        return session.scalar(select(Job.id).where(*mine, now).limit(1)) is not None
