"""People who said yes to chocolate with nuts, for tests about what is learned afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.dietary.vocabulary import ALLERGENS, DIETS
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.look_again import look_at_person
from service.gifting.models import RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.settle import settle_decided
from service.jobs.models import Job
from service.planning.plan.redecide import redecide_gift
from service.recipients.facts.fact import remember
from service.recipients.lock import lock_person
from service.workspaces.actor import system
from tests.factories import AT, make_fact
from tests.service.gifting.scene import Scene, set_scene

OVER = AT + timedelta(hours=24)
ADDRESS = {"name": "Jana", "street": "Na Příkopě 1", "postcode": "110 00", "city": "Praha"}
SWEET = dict.fromkeys(ALLERGENS, "absent") | {"nuts": "contains"}
LONG_AGO = AT.date() - timedelta(days=3000)
"""Facts that are in force on any day on which the tests may run."""


def set_sweet_scene(session: Session, people: int = 1, others: int = 2, **campaign: Any) -> Scene:
    """As `set_scene`; the gifts are eaten and hold nuts, their people are known to avoid nothing, the others are no food."""
    scene = set_scene(session, people, others, launched=False, **campaign)
    for person, product in zip(scene.people, scene.products, strict=True):
        make_fact(session, person, "diet", "none", valid_from=LONG_AGO)
        product.kind, product.diets, product.allergens = "edible", dict.fromkeys(DIETS, "suited"), SWEET
    session.flush()
    assert launch_gifts(session, scene.campaign, [gift.id for gift in scene.gifts], 1, AT).missing == ()
    session.refresh(scene.campaign)
    return scene


def bring_to(status: str, people: int = 1, others: int = 2, **campaign: Any) -> Scene:
    """The same, with every gift accepted, ordered, shipped or delivered by the real acts."""
    with transaction() as session:
        scene = set_sweet_scene(session, people, others, **campaign)
        for gift in scene.gifts:
            accept_gift(session, gift, AT)
            give_address(session, gift, ADDRESS, AT)
    if status != "accepted":
        assert settle_decided(OVER) == people
    for reached, mark in (("shipped", mark_shipped), ("delivered", mark_delivered)):
        if status == reached or (status, reached) == ("delivered", "shipped"):
            for gift in scene.gifts:
                with transaction() as session:
                    mark(session, session.get_one(RecipientGift, gift.id), system(gift.workspace_id), OVER)
    return scene


def tell(session: Session, gift: RecipientGift, kind: str = "allergen", value: str = "nuts", at: datetime = AT) -> None:
    """We learn something about the person, as every act that changes a fact does it; a doubt comes from a list."""
    person = lock_person(session, gift.recipient_id)
    remember(session, person, kind, value, "imported" if value == "ask" else "asked", at).valid_from = LONG_AGO
    session.flush()
    look_at_person(session, person.id, at)


def told(gift: RecipientGift, kind: str = "allergen", value: str = "nuts", at: datetime = AT) -> None:
    """In a transaction of its own."""
    with transaction() as session:
        tell(session, session.get_one(RecipientGift, gift.id), kind, value, at)


def looked_at(gift: RecipientGift, at: datetime = AT) -> None:
    """The look takes place."""
    with transaction() as session:
        redecide_gift(session, gift.id, at)


def jobs(session: Session, kind: str) -> list[tuple[str, int, str]]:
    """(subject, version, state) of the ledger's jobs of a kind, in the order of their versions."""
    rows = session.execute(
        select(Job.subject_id, Job.version, Job.state).where(Job.kind == kind).order_by(Job.version, Job.subject_id)
    )
    return [(subject, version, state) for subject, version, state in rows]
