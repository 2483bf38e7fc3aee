"""The sample workspace, taken in by the same acts as a sales team's own upload. Everything in it is made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.sample_shelf import import_sample_catalog
from service.config import ASSETS
from service.planning.message.create import create_campaign, read_campaign_form
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients.sources.basis import Statement
from service.security.encryption import address_hash
from service.workspaces.actor import Actor, Role, actor_of
from service.workspaces.create_workspace import add_user, create_workspace
from service.workspaces.models import User, Workspace

SAMPLES: Final = ASSETS / "samples"
USERS: Final[dict[Role, tuple[str, str]]] = {
    "owner": ("nora.whitfield@fjordloom.example.com", "Nora Whitfield"),
    "ops": ("ingrid.solheim@fjordloom.example.com", "Ingrid Solheim"),
}


_DIETS: Final = 9
"""The column of the sample's list that says what people eat."""
OWN: Final = ("Your own workspace", "owner@yours.example.com", "Workspace owner")
"""The empty workspace beside the sample: its name, and who signs in to it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Ids of what the sample consists of. `sales` and `ops` are users."""

    workspace_id: str
    campaign_id: str
    sales_id: str
    ops_id: str

    @property
    def sales(self) -> Actor:
        """Who approves and launches it."""
        return Actor(self.workspace_id, self.sales_id, "owner")


def find_sample(session: Session) -> Sample | None:
    """The sample, where an earlier run has made it."""
    facts = _facts()
    workspace = session.scalar(select(Workspace).where(Workspace.name == facts["workspace"]))
    if workspace is None:
        return None
    campaign_id = session.scalar(
        select(Campaign.id).where(Campaign.workspace_id == workspace.id, Campaign.name == facts["name"])
    )
    users = {
        role: session.scalar(select(User.id).where(User.email_hash == address_hash(email)))
        for role, (email, _) in USERS.items()
    }
    if campaign_id is None or users["owner"] is None or users["ops"] is None:
        return None
    return Sample(workspace.id, campaign_id, users["owner"], users["ops"])


def mark_sandbox(session: Session, sample: Sample) -> None:
    """A sample that was made before there were sandboxes is one too: its people are as invented."""
    session.get_one(Workspace, sample.workspace_id).is_sandbox = True


def own_workspace(session: Session, at: datetime) -> str:
    """The id of who signs in to the empty workspace beside the sample, which is made where there is none."""
    workspace_name, email, name = OWN
    known = session.scalar(select(User.id).where(User.email_hash == address_hash(email)))
    if known is not None:
        return known
    workspace = session.scalar(select(Workspace).where(Workspace.name == workspace_name))
    workspace = workspace or create_workspace(session, workspace_name, at)
    return add_user(session, workspace.id, email, name, "owner", None, at).id


def make_sample(session: Session, at: datetime, told: Callable[[str], None] = lambda _words: None) -> Sample:
    """Workspace, users, catalog, campaign and its 1,000 people, in the caller's transaction. `told`: what is done, what is left."""
    facts = _facts()
    told("0 of 3 done; to go: 1,351 versions of 400 products, the list of people, their rows")
    workspace = create_workspace(session, facts["workspace"], at, is_sandbox=True)
    users = {
        role: add_user(session, workspace.id, email, name, role, None, at) for role, (email, name) in USERS.items()
    }
    import_sample_catalog(session, workspace.id)
    told("1 of 3 done, the products; to go: reading the list of 1,000 people, saving them")
    campaign = create_campaign(session, read_campaign_form(campaign_form(at)), actor_of(users["owner"]), at)
    people = read_upload((SAMPLES / "recipients.csv").read_bytes(), "recipients.csv")
    told("2 of 3 done, products and list; to go: saving 1,000 people")
    save_people(session, workspace.id, campaign.id, people, at, _stated(users["owner"].id, at))
    return Sample(workspace.id, campaign.id, users["owner"].id, users["ops"].id)


def _stated(user_id: str, at: datetime) -> Statement:
    """What is stated of the sample's list: all of them are customers, and told us what they eat."""
    told_on = at.date() - timedelta(days=14)
    return Statement("customer", "Fjord & Loom’s customer list", ((_DIETS, "form", told_on),), user_id)


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((SAMPLES / "campaign.json").read_text("utf-8"))
    return facts


def campaign_form(at: datetime) -> dict[str, Any]:
    """The sample campaign as its form. The file counts in days from the start, so that it never grows old."""
    campaign = _facts()
    relative = {"workspace", "expires_in_days", "deliver_in_days"}
    last = at.date() + timedelta(days=campaign["expires_in_days"])
    return {
        **{key: value for key, value in campaign.items() if key not in relative},
        "deliver_on": at.date() + timedelta(days=campaign["deliver_in_days"]),
        "expires_at": datetime.combine(last, time(22, tzinfo=at.tzinfo)),
    }
