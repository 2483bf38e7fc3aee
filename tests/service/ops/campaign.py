"""A campaign for the audit: planned, launched and answered by the real acts, with every kind of ending in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.content.erase import erase_person
from service.db.connect import transaction
from service.decisions.values import Chosen, Plan, Prices, Reason, Score, Unmatched
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.adopt_plan import adopt_plan
from service.gifting.answer_question import answer_diet
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift
from service.gifting.expire import expire_gifts
from service.gifting.fulfil import mark_delivered, mark_returned, mark_shipped
from service.gifting.hold import hold_gift
from service.gifting.models import RecipientGift
from service.gifting.override import override_gift
from service.gifting.reserve import launch_gifts
from service.gifting.settle import settle_decided
from service.gifting.show_others import show_others
from service.gifting.soft_holds import HELD_FOR, end_soft_holds
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.planning.plan.redecide import redecide_gift
from service.recipients.models import Recipient
from service.workspaces.actor import Actor, actor_of, system
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

SOON = AT + HELD_FOR
OVER = AT + timedelta(hours=24)
LAUNCHED = (
    "delivered", "returned", "swapped back", "donated", "looking", "looked", "undone", "declined", "stopped", "erased",
    "without letters", "without address",
)  # fmt: skip
NOT_LAUNCHED = ("planned", "overridden", "unmatched")


@dataclass(frozen=True)
class Played:
    """Ids. `gifts` and `products` are by the part that somebody plays; the product is the planned one."""

    workspace: str
    campaign: str
    sales: Actor
    gifts: dict[str, str]
    products: dict[str, str]
    spare: str
    """Planned for nobody, five pieces, and 4.00 cheaper than the others."""


def play() -> Played:
    """The whole story, in some forty transactions; `database` has to be there."""
    scene = _plan()
    with transaction() as session:
        override_gift(session, _gift(session, scene, "overridden"), scene.spare, scene.sales, AT)
        campaign = session.get_one(Campaign, scene.campaign)
        assert launch_gifts(session, campaign, [scene.gifts[part] for part in LAUNCHED], 1, AT).missing == ()
    _answer(scene)
    _finish(scene)
    _let_one_expire(scene)
    return scene


def _plan() -> Played:
    with transaction() as session:
        workspace = make_workspace(session)
        campaign = make_campaign(session, workspace.id, status="running", expires_at=AT.replace(year=2027))
        people: dict[str, Recipient] = {}
        products: dict[str, Product] = {}
        for row, part in enumerate((*LAUNCHED, *NOT_LAUNCHED), start=2):
            people[part] = make_recipient(session, make_account(session, workspace.id, f"Company {row}"))
            join(session, campaign, people[part], row)
            kind = "edible" if part == "stopped" else "neither"
            products[part] = make_product(session, workspace.id, f"Gift {row}", kind=kind, category=part, stock=2)
        products["stopped"].allergens = products["stopped"].allergens | {"nuts": "contains"}
        people["stopped"].account_id = make_account(
            session, workspace.id, "Consumables Ltd", gift_policy={"consumables_only": True}
        ).id
        spare = make_product(session, workspace.id, "Spare", category="spare", price_minor=4000, stock=5)
        session.flush()
        adopt_plan(session, campaign, choose(people, products, spare), AT)
        gifts = {gift.recipient_id: gift.id for gift in session.query(RecipientGift)}
        return Played(
            workspace.id,
            campaign.id,
            actor_of(make_user(session, workspace.id)),
            {part: gifts[person.id] for part, person in people.items()},
            {part: product.id for part, product in products.items()},
            spare.id,
        )


def choose(people: dict[str, Recipient], products: dict[str, Product], spare: Product) -> Plan:
    """A plan that gives each part its product; who is "unmatched" is left without."""
    score = Score(0.5, 1.0, 1.0, 1.0)
    chosen = {
        person.id: Chosen(person.id, products[part].id, products[part].price_minor, score, (spare.id,), spare.id)
        for part, person in people.items()
        if part != "unmatched"
    }
    return Plan(
        chosen=chosen,
        held=(),
        unmatched=tuple(
            Unmatched(people[part].id, {Reason.POLICY_BLOCKED: len(products)}) for part in people if part == "unmatched"
        ),
        value=0.5 * len(chosen),
        upper_bound=0.5 * len(chosen),
        gap=0.0,
        spend_minor=4400 * len(chosen),
        reserved_pieces=0,
        prices=Prices(),
        seconds=0.01,
        seed=0,
        versions={"scoring": "prior-1"},
    )


def _answer(scene: Played) -> None:
    address = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
    acts: list[tuple[str, Callable[[Session, RecipientGift], object]]] = [
        *((part, lambda session, gift: accept_gift(session, gift, AT)) for part in
          ("delivered", "returned", "without address")),
        *((part, lambda session, gift: give_address(session, gift, address, AT)) for part in ("delivered", "returned")),
        ("swapped back", lambda session, gift: swap_gift(session, gift, scene.spare, AT)),
        ("swapped back", lambda session, gift: undo_answer(session, gift, SOON)),
        ("donated", lambda session, gift: show_others(session, gift, AT)),
        ("donated", lambda session, gift: swap_gift(session, gift, scene.spare, AT)),
        ("donated", lambda session, gift: donate_gift(session, gift, "rivers", AT)),
        ("looked", lambda session, gift: show_others(session, gift, AT)),
        ("undone", lambda session, gift: decline_gift(session, gift, "other", AT)),
        ("undone", lambda session, gift: undo_answer(session, gift, SOON)),
        ("declined", lambda session, gift: decline_gift(session, gift, "already_have", AT)),
        ("stopped", lambda session, gift: answer_diet(session, gift, [], ["nuts"], AT)),
        ("stopped", lambda session, gift: redecide_gift(session, gift.id, AT)),
        ("erased", lambda session, gift: erase_person(session, session.get_one(Recipient, gift.recipient_id), AT)),
        ("without letters", lambda session, gift: hold_gift(session, gift, "font_missing", AT)),
    ]  # fmt: skip
    for part, act in acts:
        with transaction() as session:
            act(session, _gift(session, scene, part))


def _finish(scene: Played) -> None:
    assert end_soft_holds(SOON) == 1
    assert settle_decided(OVER) == 4
    with transaction() as session:
        for part in ("delivered", "returned"):
            mark_shipped(session, _gift(session, scene, part), system(scene.workspace), OVER)
        mark_delivered(session, _gift(session, scene, "delivered"), system(scene.workspace), OVER)
        mark_returned(session, _gift(session, scene, "returned"), system(scene.workspace), OVER)
        show_others(session, _gift(session, scene, "looking"), OVER)


def _let_one_expire(scene: Played) -> None:
    """A second campaign of the same shelf; nobody answers in it."""
    with transaction() as session:
        campaign = make_campaign(session, scene.workspace, status="running", expires_at=OVER)
        person = make_recipient(session, make_account(session, scene.workspace, "Late Ltd"))
        join(session, campaign, person)
        spare = session.get_one(Product, scene.spare)
        other = make_product(session, scene.workspace, "Other", category="other")
        adopt_plan(session, campaign, choose({"late": person}, {"late": spare}, other), AT)
        gift = session.query(RecipientGift).filter_by(campaign_id=campaign.id).one()
        launch_gifts(session, campaign, [gift.id], 1, AT)
        scene.gifts["expired"] = gift.id
    assert expire_gifts(OVER) == 1


def _gift(session: Session, scene: Played, part: str) -> RecipientGift:
    return session.get_one(RecipientGift, scene.gifts[part])
