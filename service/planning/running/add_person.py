"""One more person in a campaign that runs: read as a list of one, given a plan of one, and approved like any other.

Whoever presses approves this one gift by it; above the workspace's sum a second person is asked first, and the gift waits for them.
Nobody else's gift moves.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.campaigns.approvals import take_back
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import allows, refusal, require_act
from service.catalog.models import Product
from service.errors import Conflict, InvalidInput
from service.gifting.adopt_plan import add_gift
from service.gifting.hold import ASKING
from service.gifting.models import RecipientGift
from service.jobs.enqueue import enqueue
from service.planning.approval.ask import ask, needs_second
from service.planning.labels import HOLDS, NO_GIFT, UNMATCHED
from service.planning.launch.departing.who import Who
from service.planning.launch.figures import FiguresChanged
from service.planning.launch.ready import next_wave
from service.planning.launch.waves import request_launch, require_launchable
from service.planning.people.lists.intake import Upload, read_upload
from service.planning.people.save_people import save_people
from service.planning.people.uploads.kept import require_own_lists
from service.planning.plan.redecide import choose_first
from service.planning.running.stated import statement_of
from service.recipients.models import Recipient
from service.security.encryption import address_hash
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Became = Literal["launched", "asked", "second"]
FIELDS: Final[Mapping[str, str]] = {
    "first_name": "First name",
    "last_name": "Last name",
    "company": "Company",
    "email": "Work email",
    "country": "Country",
    "diet": "Dietary",
}
"""Field of the form -> the heading under which a list has it."""
ADDED: Final[Mapping[Became, str]] = {
    "launched": "They’re added. Their page is being made; the email leaves as soon as it may.",
    "asked": "They’re added, and asked what they eat first. A gift is chosen and set aside when they answer.",
    "second": "They’re added, and a second person has been asked to approve. Nothing is set aside until then.",
}
LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Addition:
    """What adding them would do. Minor units; `product_id` None: they are asked first, `hold_reason` says why. `cost_minor`: the
    price and what is paid besides. `name` and `image` are those of the gift."""

    product_id: str | None
    name: str
    image: str | None
    price_minor: int
    cost_minor: int
    hold_reason: str | None
    reserved_minor: int
    left_minor: int
    currency: str
    needs_second: bool

    @property
    def stamp(self) -> str:
        """Names gift, price and who has to approve: another, another stamp."""
        told = f"{self.product_id} {self.price_minor} {self.cost_minor} {self.hold_reason} {self.needs_second}"
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def try_add(session: Session, campaign: Campaign, typed: Mapping[str, str], at: datetime) -> Addition:
    """What they would get now. All of it is done and taken back: nothing is kept. Raises as `add_person` does."""
    with session.begin_nested() as trial:
        _, found = _add(session, campaign, typed, None, at)
        trial.rollback()
    session.expire_all()
    return found


def add_person(
    session: Session, campaign: Campaign, typed: Mapping[str, str], seen: str, actor: Actor, at: datetime
) -> Became:
    """Adds them and, where one person may approve it, launches them alone; their mail keeps to every limit.

    Raises InvalidInput for what was typed, FiguresChanged where another gift or price would come than was shown (`seen`), Conflict
    where the campaign is not running, its plan is not approved, they are in it already, or nothing can be given to them.
    """
    gift, found = _add(session, campaign, typed, actor.user_id, at)
    if found.stamp != seen:
        raise FiguresChanged("Another gift would be chosen now than the one you saw. Nobody was added; look again.")
    campaign = require_act(session, campaign, "add_person")
    body = {"gift_id": gift.id, "reserved_minor": found.cost_minor, "second": found.needs_second}
    record_act(session, actor, "campaign.person_added", at, subject_id=campaign.id, body=body)
    wanted = needs_second(session, campaign)
    if wanted is not None:
        take_back(session, campaign, actor, at)
        ask(session, campaign, wanted, actor, at)
        return "second"
    if found.product_id is None:
        _ask(session, campaign, gift)
        return "asked"
    request_launch(session, campaign, None, actor, at, only=Who(gift_ids=(gift.id,)))
    return "launched"


def require_addable(session: Session, campaign: Campaign) -> None:
    """Raises Conflict where nobody can be added; for pages, and before anything is written."""
    if not allows(campaign.status, "add_person"):
        raise Conflict(refusal(campaign.status, "add_person"))
    require_launchable(session, campaign)


def _add(
    session: Session, campaign: Campaign, typed: Mapping[str, str], said_by: str | None, at: datetime
) -> tuple[RecipientGift, Addition]:
    require_addable(session, campaign)
    require_own_lists(session, campaign.workspace_id)
    upload = _read(typed)
    statement = statement_of(session, campaign.workspace_id, upload.people[0][1], typed, said_by, at)
    if not save_people(session, campaign.workspace_id, campaign.id, upload, at, statement).joined:
        raise InvalidInput("They’re in this campaign already.", param="email")
    person = session.scalars(
        select(Recipient).where(
            Recipient.workspace_id == campaign.workspace_id,
            Recipient.email_hash == address_hash(upload.people[0][1].email),
        )
    ).one()
    if person.erased_at is not None or person.unsubscribed_at is not None:
        raise InvalidInput("They’ve asked for no more gifts, so they can’t be added.", param="email")
    _put_last(session, campaign, person)
    gift = add_gift(session, campaign, person, at)
    choose_first(session, gift, at)
    if gift.product_id is None and gift.hold_reason not in ASKING:
        raise InvalidInput(_why_not(gift), param="form")
    return gift, _addition(session, campaign, gift)


def _read(typed: Mapping[str, str]) -> Upload:
    """A list of one row. Raises InvalidInput with the first field that is wrong."""
    if any(len(typed.get(name, "")) > LONGEST for name in FIELDS):
        raise InvalidInput(f"Use at most {LONGEST} characters in each field.", param="form")
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(FIELDS.values())
    table.writerow([" ".join(typed.get(name, "").split()) for name in FIELDS])
    upload = read_upload(written.getvalue().encode(), "one.csv")
    for row in upload.bad_rows:
        for cell in row.errors:
            hint = f" Did you mean “{cell.suggestion}”?" if cell.suggestion else ""
            raise InvalidInput(f"{cell.title}: {cell.error}{hint}", param=_field_of(cell.title))
    if len(upload.people) != 1:
        raise InvalidInput("Fill in company, work email and country.", param="form")
    return upload


def _field_of(title: str) -> str:
    return next((name for name, heading in FIELDS.items() if heading.casefold() == title.casefold()), "form")


def _put_last(session: Session, campaign: Campaign, person: Recipient) -> None:
    """Behind everybody in the list, where a row of a file says nothing."""
    last = session.scalar(
        select(func.max(CampaignRecipient.row_number)).where(
            CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.recipient_id != person.id
        )
    )
    row = session.scalars(
        select(CampaignRecipient).where(
            CampaignRecipient.campaign_id == campaign.id, CampaignRecipient.recipient_id == person.id
        )
    ).one()
    row.row_number = (last or 1) + 1
    session.flush()


def _addition(session: Session, campaign: Campaign, gift: RecipientGift) -> Addition:
    left = campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor - gift.cost_minor
    product = None if gift.product_id is None else session.get_one(Product, gift.product_id)
    return Addition(
        gift.product_id,
        "" if product is None else str(product.texts["en"]["name"]),
        None if product is None else product.image,
        gift.price_minor,
        gift.cost_minor,
        gift.hold_reason,
        campaign.reserved_minor,
        left,
        campaign.currency,
        needs_second(session, campaign) is not None,
    )


def _why_not(gift: RecipientGift) -> str:
    if gift.hold_reason is not None:
        state, meaning = HOLDS[gift.hold_reason]
    else:
        reasons = gift.unmatched_reasons
        state, meaning = UNMATCHED.get(reasons[0], NO_GIFT) if reasons else NO_GIFT
    return f"No gift can be given to them now, so they weren’t added. {state}: {meaning}"


def _ask(session: Session, campaign: Campaign, gift: RecipientGift) -> None:
    """They set out as a wave of their own once they have answered."""
    gift.wave = next_wave(session, campaign)
    session.flush()
    enqueue(session, "outreach.ask", gift.id, workspace_id=gift.workspace_id, campaign_id=campaign.id)
