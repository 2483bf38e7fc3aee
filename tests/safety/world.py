"""A small world on the real product: two companies, six people, thirteen products, two campaigns, and what must hold in it.

After every step the world looks at what was ordered and handed over since. What happens in it: `life`.
"""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.import_products import import_products, read_catalog
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.jobs.models import Job
from service.jobs.run import run_job
from service.recipients.answers import is_in_doubt
from service.recipients.models import ProfileFact, Recipient
from service.workspaces.actor import actor_of
from tests.factories import make_campaign, make_user, make_workspace
from tests.safety.shelf import catalog
from tests.safety.truth import Person, contradiction

DECIDING: Final = ("gifting.redecide", "gifting.look_at_product", "planning.launch")
"""The jobs that decide something about gifts."""
CHANGEABLE: Final = ("draft", "planned")
"""Campaigns whose people may still change."""


class Broken(AssertionError):
    """A gift that must never have gone on its way."""


class World:
    """One world with its own dice."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.people = {
            f"p{number}@{company}.example": Person(f"p{number}@{company}.example", company.title(), f"P{number}")
            for company in ("alfa", "beta")
            for number in range(3)
        }
        self.entries = {entry["sku"]: entry for entry in catalog()}
        self.recalled: set[str] = set()
        self.states: dict[str, str] = {}
        with transaction() as session:
            workspace = make_workspace(session)
            self.workspace_id = workspace.id
            self.staff = actor_of(make_user(session, workspace.id))
            now = utc_now()
            self.campaigns = [
                make_campaign(
                    session,
                    workspace.id,
                    name=name,
                    expires_at=now + timedelta(days=60),
                    deliver_on=(now + timedelta(days=40)).date(),
                    uniqueness="account",
                ).id
                for name in ("Spring", "Summer", "Never launched")
            ]
            self._import(session)

    # What must hold.

    def look(self) -> None:
        """Holds every gift that was ordered or handed over since the last look against what is true."""
        with reading() as session:
            for gift in session.scalars(select(RecipientGift).where(RecipientGift.workspace_id == self.workspace_id)):
                before, self.states[gift.id] = self.states.get(gift.id), gift.status
                if gift.status in {"ordered", "shipped"} and gift.status != before:
                    self._hold_against_truth(session, gift)

    def come_to_rest(self) -> None:
        """All work is done; then no gift that has not left may stand against what is true.

        One that its person has on their page may wait for their answer where they are asked; a yes that waits for it is held.
        """
        self._run(("planning.plan",))
        for _ in range(20):
            if not self._run(DECIDING):
                break
        else:
            raise Broken("the work never ends")
        with reading() as session:
            for gift in session.scalars(
                select(RecipientGift).where(
                    RecipientGift.workspace_id == self.workspace_id,
                    RecipientGift.status.in_(("created", "notified", "opened", "accepted", "ordered")),
                    RecipientGift.product_id.is_not(None),
                )
            ):
                asks = gift.status in ANSWERABLE and session.scalar(select(is_in_doubt(gift.recipient_id)))
                waits = bool(asks) or gift.hold_reason is not None
                self._hold_against_truth(session, gift, waits=waits)

    def _hold_against_truth(self, session: Session, gift: RecipientGift, *, waits: bool = False) -> None:
        """A gift that `waits` goes nowhere until its person has answered, so that it may still be right."""
        sku = session.get_one(Product, gift.product_id).sku
        person = self._person(session, gift)
        known = person.without_doubts() if waits else person
        if wrong := contradiction(self.entries[sku], known, sku in self.recalled):
            raise Broken(f"{gift.status} for {person.email}: {sku}, but {wrong}")

    # Finding one's way.

    def _run(self, kinds: tuple[str, ...], share: float = 1.0) -> int:
        with reading() as session:
            wanted = select(Job).where(
                Job.workspace_id == self.workspace_id, Job.kind.in_(kinds), Job.state == "pending"
            )
            jobs = session.scalars(wanted).all()
            names = self._names(session)
            waiting = [job.id for job in sorted(jobs, key=lambda job: (job.kind, names[job.subject_id], job.version))]
        self.dice.shuffle(waiting)
        chosen = waiting[: round(len(waiting) * share)]
        for job_id in chosen:
            run_job(job_id, "world")
        return len(chosen)

    def _draft(self, session: Session) -> Campaign:
        """A campaign whose people may still change; the last one never sets out, so there is always one."""
        campaigns = [session.get_one(Campaign, campaign_id) for campaign_id in self.campaigns]
        return self.dice.choice([one for one in campaigns if one.status in CHANGEABLE])

    def _one_campaign(self, session: Session) -> Campaign:
        return session.get_one(Campaign, self.dice.choice(self.campaigns[:2]))

    def _gift(self, session: Session, *statuses: str) -> RecipientGift:
        gifts = session.scalars(
            select(RecipientGift).where(
                RecipientGift.workspace_id == self.workspace_id, RecipientGift.status.in_(statuses)
            )
        ).all()
        if not gifts:
            raise HandpickedError("There’s no such gift.")
        names = self._names(session)
        return self.dice.choice(sorted(gifts, key=lambda gift: names[gift.id]))

    def _names(self, session: Session) -> dict[str, str]:
        """Names that are the same in every life of one seed, by the ids that are not."""
        rows = session.execute(
            select(RecipientGift.id, RecipientGift.campaign_id, Recipient)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .where(RecipientGift.workspace_id == self.workspace_id)
        )
        names = {gift: f"{self.campaigns.index(campaign)} {person.email}" for gift, campaign, person in rows}
        names |= {campaign: str(place) for place, campaign in enumerate(self.campaigns)}
        return names | {product: sku for product, sku in session.execute(select(Product.id, Product.sku))}

    def _person(self, session: Session, gift: RecipientGift) -> Person:
        return self.people[str(session.get_one(Recipient, gift.recipient_id).email)]

    def _fact_ids(self, session: Session, gift: RecipientGift, **having: str) -> list[str]:
        wanted = select(ProfileFact.id).where(
            ProfileFact.recipient_id == gift.recipient_id, ProfileFact.withdrawn_at.is_(None)
        )
        return list(session.scalars(wanted.filter_by(**having).order_by(ProfileFact.created_at.desc(), ProfileFact.id)))

    def _who(self, session: Session, gift: RecipientGift) -> str:
        return self._person(session, gift).email

    def _what(self, session: Session, gift: RecipientGift) -> str:
        return "nothing" if gift.product_id is None else session.get_one(Product, gift.product_id).sku

    def _import(self, session: Session, *entries: dict[str, Any]) -> None:
        wanted = list(entries) or list(self.entries.values())
        import_products(session, self.workspace_id, read_catalog(json.dumps({"products": wanted}).encode()))
