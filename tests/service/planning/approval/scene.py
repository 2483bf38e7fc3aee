"""A plan of two people above the workspace's sum, with somebody who sends it and somebody who may approve it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from service.campaigns.models import Campaign, PlanApproval
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)


class Scene:
    """Nora sells; Ingrid and Olav may approve above €50. Two gifts of €44 each, and a third product to change to."""

    def __init__(self, above: int | None = 5000, status: str = "planned", **values: object) -> None:
        with transaction() as session:
            workspace = make_workspace(
                session, approval_above_minor=above, approval_currency="EUR" if above is not None else None
            )
            self.workspace_id = workspace.id
            self.nora = make_user(
                session, workspace.id, "seller", name="Nora Whitfield", email="nora@fjordloom.example"
            )
            self.ingrid = make_user(
                session, workspace.id, "manager", name="Ingrid Solheim", email="i@fjordloom.example"
            )
            self.olav = make_user(session, workspace.id, "owner", name="Olav Lie", email="olav@fjordloom.example")
            later = utc_now() + timedelta(days=30)
            campaign = make_campaign(
                session, workspace.id, status=status, seller_id=self.nora.id, expires_at=later,
                deliver_on=later.date(), **values,
            )  # fmt: skip
            self.run = make_match_run(session, campaign).id
            self.campaign = campaign.id
            account = make_account(session, workspace.id)
            chess, bowl, self.kettle = (
                make_product(session, workspace.id, name).id for name in ("Chess", "Bowl", "Kettle")
            )
            self.gifts = []
            for row, (name, product) in enumerate((("Jana", chess), ("Petra", bowl)), 2):
                person = make_recipient(session, account, name)
                join(session, campaign, person, row)
                self.gifts.append(make_gift(session, campaign, person, session.get_one(Product, product)).id)
        self.path = f"/campaigns/{self.campaign}"

    def press_approve(self, who: str = "nora") -> tuple[int, str | None]:
        answer = Console(getattr(self, who)).post(f"{self.path}/plan/approve", match_run=self.run)
        return answer.status_code, answer.location

    def asked(self) -> PlanApproval:
        with reading() as session:
            query = select(PlanApproval).where(PlanApproval.campaign_id == self.campaign)
            return session.scalars(query.order_by(PlanApproval.number.desc())).first()  # type: ignore[return-value]

    def decide(self, who: str, act: str, reason: str = "") -> tuple[int, str]:
        answer = Console(getattr(self, who)).post(
            f"{self.path}/approval", act=act, approval=self.asked().id, reason=reason
        )
        return answer.status_code, answer.text

    def status(self) -> tuple[str, str | None]:
        with reading() as session:
            campaign = session.get_one(Campaign, self.campaign)
            return campaign.status, campaign.approved_match_run_id

    def gift_states(self) -> set[str]:
        with reading() as session:
            query = select(RecipientGift.status).where(RecipientGift.campaign_id == self.campaign)
            return set(session.scalars(query))

    def acts(self) -> list[tuple[str, str | None]]:
        with reading() as session:
            rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
            return [(row.act, row.user_id) for row in rows if row.act.startswith("campaign.")]
