"""A small world on the real acts: two companies, six people, thirteen products, two campaigns, and everything that can happen.

Each happening is one transaction of the product, as its pages and workers do it, and one line in `truth`. Whatever the product
refuses has not happened. After every step the world looks at what was ordered and handed over since.
"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.import_products import import_products, read_catalog
from service.catalog.models import Product
from service.content.pages.privacy import change_known
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.answer import answer_diet, skip_question
from service.gifting.decline import decline_gift
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.show_others import show_others
from service.gifting.swap import swap_gift
from service.gifting.transitions import ANSWERABLE
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.jobs.run import run_job
from service.planning.launch.waves import request_launch
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.planning.plan.approve import approve_plan
from service.planning.plan.choose import request_plan
from service.recipients.answers import is_in_doubt
from service.recipients.facts.fact import remember
from service.recipients.models import ProfileFact, Recipient
from service.safety.recalls.dry_count import count_affected
from service.safety.recalls.read_recall import RecallForm
from service.safety.recalls.recall import recall_product
from service.workspaces.actor import actor_of
from tests.factories import make_campaign, make_user, make_workspace
from tests.safety.shelf import catalog
from tests.safety.truth import AGES, ANSWERS, SAYINGS, TEXTS, Person, contradiction

_ADDRESS: Final = {"name": "A", "street": "Weg 1", "postcode": "10115", "city": "Berlin"}
_DECIDING: Final = ("gifting.redecide", "gifting.look_at_product", "planning.launch")
_ANY: Final = ("draft", "scheduled", "created", "notified", "opened", "accepted", "ordered")
_CHANGEABLE: Final = ("draft", "planned")
_RECALL: Final = RecallForm(
    hazard="injury",
    allergen=None,
    details="It breaks.",
    brand="A",
    batch=None,
    remedies=("refund",),
    contact="a@b.example",
)
_MARKS: Final = ("contains", "may_contain", "absent", "unknown")


class Broken(AssertionError):
    """A gift that must never have gone on its way."""


class World:
    """One world with its own dice. `history` is what happened, one line a step, to be read when something is broken."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.history: list[str] = []
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
        for campaign_id in self.campaigns[:2]:
            self.history.append(self.a_list_comes(campaign_id, everybody=True))
        for act in (self.a_plan_is_made, self.a_plan_is_made, self.a_wave_sets_out):
            self._try(act)

    # Everything that can happen, with how often.

    def step(self) -> None:
        """One thing happens, or is refused; then what left is held against what is true."""
        happenings: list[tuple[int, Callable[[], str]]] = [
            (5, self.a_list_comes),
            (4, self.a_plan_is_made),
            (4, self.a_wave_sets_out),
            (10, self.workers_work),
            (5, self.somebody_accepts),
            (2, self.somebody_swaps),
            (1, self.somebody_undoes),
            (3, self.somebody_answers),
            (1, self.somebody_would_rather_not_say),
            (4, self.somebody_writes),
            (2, self.somebody_declines),
            (2, self.somebody_takes_away),
            (4, self.a_product_is_corrected),
            (1, self.a_product_is_recalled),
            (6, self.time_passes),
            (6, self.a_parcel_leaves),
            (1, self.a_parcel_arrives),
        ]
        weights = [weight for weight, _ in happenings]
        self._try(self.dice.choices([act for _, act in happenings], weights)[0])
        self.look()

    def _try(self, happening: Callable[[], str]) -> None:
        try:
            told = happening()
        except HandpickedError as refusal:
            told = f"{happening.__name__}: refused, {refusal.code}"
        self.history.append(told)

    def a_list_comes(self, campaign_id: str | None = None, *, everybody: bool = False) -> str:
        rows, heard = [], []
        some = 6 if everybody else self.dice.randint(1, 6)
        for person in self.dice.sample(list(self.people.values()), some):
            saying, age = self.dice.choice(SAYINGS), self.dice.choice(sorted(AGES))
            rows.append([person.company, person.given_name, "T", person.email, "DE", age,
                         saying.diet, saying.allergies, saying.note])  # fmt: skip
            heard.append((person, saying, age))
        beyond = not everybody and self.dice.random() < 0.1
        if beyond:
            rows[0] += ["nuts"]
        with transaction() as session:
            campaign = session.get_one(Campaign, campaign_id) if campaign_id else self._draft(session)
            upload = read_upload(_csv(rows), "people.csv")
            if upload.has_errors:
                assert beyond, [(cell.raw, cell.error) for row in upload.bad_rows for cell in row.errors]
                return "a list was refused"
            save_people(session, self.workspace_id, campaign.id, upload, utc_now())
            if campaign.id in self.campaigns[:2] and self.dice.random() < 0.5:
                request_plan(session, campaign, utc_now())
        if beyond:
            raise Broken("cells beyond the header were dropped")
        for person, saying, age in heard:
            person.hear_list(saying, age)
        return "list: " + "; ".join(
            f"{person.email} {age} {saying.diet!r} {saying.allergies!r} {saying.note!r}"
            for person, saying, age in heard
        )

    def a_plan_is_made(self) -> str:
        with transaction() as session:
            campaign = self._one_campaign(session)
            if campaign.status in _CHANGEABLE:
                request_plan(session, campaign, utc_now())
        self._run(("planning.plan",))
        return "planned"

    def a_wave_sets_out(self) -> str:
        with transaction() as session:
            campaign = self._one_campaign(session)
            if campaign.status == "planned" and campaign.current_match_run_id is not None:
                approve_plan(session, campaign, campaign.current_match_run_id, self.staff, utc_now())
            request_launch(session, campaign, self.dice.choice((None, 2, 3)), self.staff, utc_now())
        if self.dice.random() < 0.7:
            self._run(("planning.launch",))
        return "a wave was asked for"

    def workers_work(self) -> str:
        """Some of the waiting work is done, in any order; the rest waits on."""
        return f"{self._run(_DECIDING, share=self.dice.choice((0.3, 1.0)))} jobs done"

    def somebody_accepts(self) -> str:
        at = utc_now()
        with transaction() as session:
            gift = self._gift(session, "created", "notified", "opened")
            accept_gift(session, gift, at)
            give_address(session, gift, _ADDRESS, at)
            return f"{self._who(session, gift)} accepted {self._what(session, gift)}"

    def somebody_swaps(self) -> str:
        at = utc_now()
        with transaction() as session:
            gift = self._gift(session, "created", "notified", "opened")
            if self.dice.random() < 0.5:
                offered = [*show_others(session, gift, at)]
            else:
                offered = [*session.scalars(select(Product.id).where(Product.workspace_id == self.workspace_id))]
            if not offered:
                return "nothing to swap to"
            names = self._names(session)
            swap_gift(session, gift, self.dice.choice(sorted(offered, key=lambda one: names[one])), at)
            return f"{self._who(session, gift)} swapped to {self._what(session, gift)}"

    def somebody_undoes(self) -> str:
        with transaction() as session:
            gift = self._gift(session, "accepted", "opened")
            undo_answer(session, gift, utc_now())
            return f"{self._who(session, gift)} undid"

    def somebody_answers(self) -> str:
        """Nothing at all needs a second press where the person told something before; half of them make it."""
        facts = self.dice.choice(ANSWERS)
        with transaction() as session:
            gift = self._gift(session, *_ANY)
            person = self._person(session, gift)
            given: dict[str, list[str]] = {"diet": [], "allergen": [], "material": []}
            for kind, key in sorted(facts):
                given[kind].append(key)
            told = self._fact_ids(session, gift, source="asked") if self.dice.random() < 0.5 else []
            answer_diet(
                session, gift, given["diet"], given["allergen"], utc_now(), materials=given["material"], named=told
            )
        if not facts:
            person.told.clear()
        person.answer(set(facts))
        return f"{person.email} answered {sorted(facts)}"

    def somebody_would_rather_not_say(self) -> str:
        """No answer will come: whatever was left open stays open, and nothing may wait for it any more."""
        with transaction() as session:
            gift = self._gift(session, *_ANY)
            skip_question(session, gift, "diet", utc_now())
            return f"{self._who(session, gift)} would rather not say"

    def somebody_writes(self) -> str:
        """Words of their own in a place that is not about food."""
        words, facts = self.dice.choice(TEXTS)
        with transaction() as session:
            gift = self._gift(session, *_ANY)
            person = self._person(session, gift)
            remember(
                session, session.get_one(Recipient, gift.recipient_id), "interest", "hiking", "imported", utc_now()
            )
            session.flush()
            fact_id = self._fact_ids(session, gift, kind="interest")[0]
            change_known(session, gift, {"act": "correct", "fact": fact_id, "value": words}, (), utc_now())
        person.hear_text(facts)
        return f"{person.email} wrote {words!r}"

    def somebody_declines(self) -> str:
        words, facts = self.dice.choice(TEXTS)
        with transaction() as session:
            gift = self._gift(session, "created", "notified", "opened")
            person = self._person(session, gift)
            decline_gift(session, gift, "dietary", utc_now(), words=words)
        person.hear_text(facts)
        person.open = True
        return f"{person.email} declined: {words!r}"

    def somebody_takes_away(self) -> str:
        """One fact, on their own page. The first press only names it."""
        confirmed = self.dice.random() < 0.6
        with transaction() as session:
            gift = self._gift(session, *_ANY)
            person = self._person(session, gift)
            rows = session.scalars(
                select(ProfileFact).where(
                    ProfileFact.recipient_id == gift.recipient_id,
                    ProfileFact.withdrawn_at.is_(None),
                    ProfileFact.kind.in_(("diet", "allergen", "material")),
                )
            ).all()
            rows = [row for row in rows if (row.kind, row.value) in person.facts]
            if not rows:
                return "nothing to take away"
            fact = self.dice.choice(sorted(rows, key=lambda row: (row.kind, row.value, row.source)))
            named = [fact.id] if confirmed else []
            change_known(session, gift, {"act": "erase", "fact": fact.id}, named, utc_now())
        if not confirmed:
            raise Broken(f"{fact.kind} {fact.value} fell by one press")
        person.take_away((fact.kind, fact.value))  # type: ignore[arg-type]
        return f"{person.email} took away {fact.value}"

    def a_product_is_corrected(self) -> str:
        sku = self.dice.choice(sorted(self.entries))
        entry = copy.deepcopy(self.entries[sku])
        part = self.dice.choice(("allergens", "diets", "materials") if entry["kind"] != "neither" else ("materials",))
        key = self.dice.choice({"allergens": ("nuts", "milk"), "diets": ("vegan", "halal"),
                                "materials": ("wool", "leather", "scent", "nickel", "pigskin")}[part])  # fmt: skip
        entry[part][key] = self.dice.choice(("suited", "not", "unknown") if part == "diets" else _MARKS)
        with transaction() as session:
            self._import(session, entry)
        self.entries[sku] = entry
        return f"{sku} was corrected: {key} {entry[part][key]}"

    def a_product_is_recalled(self) -> str:
        with transaction() as session:
            wanted = select(Product).where(Product.workspace_id == self.workspace_id).order_by(Product.sku)
            product = self.dice.choice(session.scalars(wanted).all())
            seen = count_affected(session, product.id).stamp
            recall_product(session, product, _RECALL, seen, self.staff, utc_now())
        self.recalled.add(product.sku)
        return f"{product.sku} was recalled"

    def time_passes(self) -> str:
        """The window for undoing closes for everybody who has answered."""
        return f"{settle_decided(utc_now() + timedelta(days=2))} answers settled"

    def a_parcel_leaves(self) -> str:
        with transaction() as session:
            gift = self._gift(session, "ordered")
            mark_shipped(session, gift, self.staff, utc_now())
            return f"a parcel left for {self._who(session, gift)}: {self._what(session, gift)}"

    def a_parcel_arrives(self) -> str:
        with transaction() as session:
            mark_delivered(session, self._gift(session, "shipped"), self.staff, utc_now())
        return "a parcel arrived"

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
            if not self._run(_DECIDING):
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
        return self.dice.choice([one for one in campaigns if one.status in _CHANGEABLE])

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


def live(seed: int, steps: int) -> None:
    """One life from its first list to rest. Raises Broken with its history."""
    world = World(seed)
    try:
        for _ in range(steps):
            world.step()
        world.come_to_rest()
    except Broken as broken:
        raise Broken(f"seed {seed}: {broken}\n" + "\n".join(world.history)) from broken


def _csv(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        [
            "Company",
            "First name",
            "Last name",
            "Work email",
            "Country",
            "18 or over",
            "Dietary requirements",
            "Allergies",
            "Notes",
        ]
    )
    writer.writerows(rows)
    return written.getvalue().encode()
