"""A small campaign with every kind of row that an audit looks at, made and played by the product's own acts; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.app.demo.sample import campaign_form
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import RUNNING
from service.catalog.import_products import ProductEntry, import_products
from service.catalog.models import Product
from service.catalog.sample_shelf import sample_catalog
from service.content.erase import erase_person
from service.content.models import RenditionRow
from service.decisions.rules.swap_rule import swap_range
from service.decisions.values import USUAL_SWAPS, Chosen, Plan, Prices, Reason, Score, Unmatched
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.adopt_plan import adopt_plan
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.redraw import kinds_of
from service.gifting.reserve import launch_gifts
from service.gifting.soft_holds import hold_offers
from service.gifting.swap import swap_gift
from service.gifting.transitions import apply
from service.jobs.enqueue import enqueue
from service.jobs.models import Job
from service.outreach.occasions.write_down import write_down
from service.planning.message.create import create_campaign, read_campaign_form
from service.planning.people.lists.intake import read_upload
from service.planning.people.save_people import save_people
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.security.ids import new_id
from service.workspaces.actor import system
from service.workspaces.create_workspace import create_workspace

LAUNCHED: Final = (
    "delivered", "ordered", "accepted", "opened", "swapped", "donated", "declined", "drawn", "quiet", "erased",
    "colleague",
)  # fmt: skip
PLANNED: Final = ("planned", "planned colleague", "in a wave", "without")
_ADDRESS: Final = {"name": "Ada Invented", "street": "Nowhere 1", "postcode": "110 00", "city": "Praha"}
_COUNTRY: Final = "CZ"
_PRODUCTS: Final = 60
"""Of the sample catalog; among them are enough that may be given to everybody."""
_COLLEAGUES: Final = {"colleague": "opened", "planned colleague": "planned"}
"""Who works with whom; everybody else has a company of their own."""


@dataclass(frozen=True, slots=True)
class World:
    """Ids; `gifts`, `people` and `products` by the part that somebody plays, a product being the planned one."""

    workspace: str
    campaign: str
    other_campaign: str
    """Of another workspace, with a catalog of its own."""
    gifts: dict[str, str]
    people: dict[str, str]
    products: dict[str, str]
    spare: str
    """Planned for nobody and in nobody's history, but for whoever swapped to it."""
    foreign: str
    """A product of the other workspace."""


def make_world(session: Session, at: datetime) -> World:
    """Plays it all in the caller's transaction, which is not meant to be committed."""
    world = _set_out(session, at)
    _answer(session, world, at)
    _draw(session, world, at)
    _write(session, world, at)
    session.flush()
    session.expire_all()
    return world


def _set_out(session: Session, at: datetime) -> World:
    campaign, other = (_campaign(session, name, at) for name in ("Self-test", "Next door"))
    parts = (*LAUNCHED, *PLANNED)
    upload = read_upload(_list_of(parts), "people.csv")
    save_people(session, campaign.workspace_id, campaign.id, upload, at)
    session.flush()
    people = dict(zip(parts, _people(session, campaign), strict=True))
    products = _distinct_products(session, campaign, people)
    spare = products.pop("spare")
    plan = adopt_plan(session, campaign, _plan(people, products, spare), at)
    campaign.status, campaign.approved_at, campaign.approved_match_run_id = RUNNING, at, plan.id
    session.flush()
    gifts = {gift.recipient_id: gift.id for gift in session.scalars(select(RecipientGift))}
    world = World(
        workspace=campaign.workspace_id,
        campaign=campaign.id,
        other_campaign=other.id,
        gifts={part: gifts[person] for part, person in people.items()},
        people=people,
        products={part: product.id for part, product in products.items()},
        spare=spare.id,
        foreign=session.scalars(select(Product.id).where(Product.workspace_id == other.workspace_id)).first() or "",
    )
    launched = launch_gifts(session, campaign, [world.gifts[part] for part in LAUNCHED], 1, at)
    if launched.missing:
        raise RuntimeError("The self-test's own campaign does not set out.")
    session.execute(update(RecipientGift).where(RecipientGift.id == world.gifts["in a wave"]).values(wave=2))
    _enqueue(session, campaign, "planning.launch", campaign.id, 2)
    return world


def _campaign(session: Session, name: str, at: datetime) -> Campaign:
    workspace = create_workspace(session, name, at, is_sandbox=True)
    plain = [entry for entry in sample_catalog() if entry.kind == "neither" and entry.stock > 1 and _is_first(entry)]
    import_products(session, workspace.id, plain[:_PRODUCTS], is_sample=True)
    form = campaign_form(at) | {"name": name, "films": "opened", "uniqueness": "account"}
    campaign = create_campaign(session, read_campaign_form(form), system(workspace.id), at)
    session.flush()
    return campaign


def _is_first(entry: ProductEntry) -> bool:
    """One version of each product is enough."""
    return entry.family in {None, entry.sku}


def _list_of(parts: tuple[str, ...]) -> bytes:
    companies = {part: f"Invented {_COLLEAGUES.get(part, part)} Ltd" for part in parts}
    rows = [
        f"Ada;{part.title()};{part.replace(' ', '.')}@invented.example.com;{companies[part]};{_COUNTRY}"
        for part in parts
    ]
    return "\n".join(["First name;Last name;Work email;Company;Country", *rows]).encode()


def _people(session: Session, campaign: Campaign) -> list[str]:
    return list(
        session.scalars(
            select(CampaignRecipient.recipient_id)
            .where(CampaignRecipient.campaign_id == campaign.id)
            .order_by(CampaignRecipient.row_number)
        )
    )


def _distinct_products(session: Session, campaign: Campaign, people: dict[str, str]) -> dict[str, Product]:
    """A product for everybody who gets one, each of another category where there are enough, and one that is near enough in price
    for the part "swapped" to swap to ("spare")."""
    plain = select(Product).where(
        Product.workspace_id == campaign.workspace_id,
        Product.kind == "neither",
        Product.min_age.is_(None),
        Product.stock > 1,
        Product.lead_days <= 5,
        Product.price_minor.between(campaign.band_min_minor, campaign.band_max_minor),
    )
    fitting = [product for product in session.scalars(plain.order_by(Product.sku)) if _COUNTRY in product.regions]
    first = list({product.category: product for product in reversed(fitting)}.values())
    rest = [product for product in fitting if product not in first]
    wanted = [part for part in people if part != "without"]
    found = dict(zip(wanted, [*first, *rest], strict=False))
    near = swap_range(USUAL_SWAPS, found["swapped"].price_minor)
    spare = next(product for product in rest if product not in found.values() and product.price_minor in near)
    return {**found, "spare": spare}


def _plan(people: dict[str, str], products: dict[str, Product], spare: Product) -> Plan:
    score = Score(0.5, 1.0, 1.0, 1.0)
    others = [product.id for product in list(products.values())[-2:]]
    chosen = {
        people[part]: Chosen(
            people[part],
            product.id,
            product.price_minor,
            score,
            tuple(other for other in (spare.id, *others) if other != product.id),
            spare.id,
        )
        for part, product in products.items()
    }
    value = 0.5 * len(chosen)
    return Plan(
        chosen=chosen,
        held=(),
        unmatched=(Unmatched(people["without"], {Reason.POLICY_BLOCKED: 1}),),
        value=value,
        upper_bound=value,
        gap=0.0,
        spend_minor=sum(one.landed_minor for one in chosen.values()),
        reserved_pieces=0,
        prices=Prices(),
        seconds=0.0,
        seed=0,
        versions={},
    )


def _answer(session: Session, world: World, at: datetime) -> None:
    over = at + timedelta(hours=25)

    def gift(part: str) -> RecipientGift:
        return session.get_one(RecipientGift, world.gifts[part])

    for part in ("delivered", "ordered", "accepted"):
        accept_gift(session, gift(part), at)
        give_address(session, gift(part), _ADDRESS, at)
    for part in ("delivered", "ordered"):
        apply(session, gift(part), "order", over)
    mark_shipped(session, gift("delivered"), system(world.workspace), over)
    mark_delivered(session, gift("delivered"), system(world.workspace), over)
    apply(session, gift("opened"), "open", at)
    hold_offers(session, gift("opened"), [world.spare], at)
    swap_gift(session, gift("swapped"), world.spare, at)
    donate_gift(session, gift("donated"), "clearbrook", at)
    decline_gift(session, gift("declined"), "already_have", at)
    apply(session, gift("declined"), "settle_decline", over)
    erase_person(session, session.get_one(Recipient, world.people["erased"]), at)
    unsubscribe(session, session.get_one(Recipient, world.people["quiet"]), at)


def _draw(session: Session, world: World, at: datetime) -> None:
    """What a worker would have left for one gift; no file lies behind it."""
    gift = session.get_one(RecipientGift, world.gifts["drawn"])
    kinds = kinds_of(session.get_one(Campaign, world.campaign))
    session.add_all(
        RenditionRow(
            id=new_id("ren"),
            workspace_id=world.workspace,
            gift_id=gift.id,
            kind=kind,
            content_version=gift.content_version,
            input_hash="0" * 64,
            files={},
            seconds=0.0,
            created_at=at,
        )
        for kind in kinds
    )
    session.execute(
        update(Job)
        .where(Job.subject_id == gift.id, Job.kind.in_([f"content.{kind}" for kind in kinds]))
        .values(state="done", finished_at=at)
    )


def _write(session: Session, world: World, at: datetime) -> None:
    write_down(session, session.get_one(RecipientGift, world.gifts["drawn"]), "invitation", at)


def _enqueue(session: Session, campaign: Campaign, kind: str, subject_id: str, version: int) -> None:
    enqueue(session, kind, subject_id, version=version, workspace_id=campaign.workspace_id, campaign_id=campaign.id)
