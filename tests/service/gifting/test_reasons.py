"""Each reason for declining, whole, on both databases: this gift, the next choice, the next plan, and mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.may_write import may_write_at
from service.db.connect import transaction
from service.decisions.eligibility import reasons_against
from service.gifting.candidate import choice_of, gather_candidates, terms_of
from service.gifting.decline import say_why
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.recipients.person_tasks.models import PersonTask
from service.recipients.questions import DECLINE_REASONS
from tests.factories import AT, join, make_campaign, make_gift, make_product
from tests.service.gifting.scene import Scene, set_scene

NOON = AT.replace(hour=10) + timedelta(days=20)
SAME, ALIKE, LESS, OTHER = "the same", "another of its kind", "one that costs less", "one that costs as much"
ALL = (SAME, ALIKE, LESS, OTHER)


@dataclass(frozen=True)
class Follows:
    """`gift`: its status at once; `choice`: whether another is chosen at once; `plan`: what the next may choose; `mail`: why the
    next invitation does not go, None where it does; `asks_sales`: who is it now; `link`: whether it still opens."""

    gift: str
    choice: bool
    plan: tuple[str, ...]
    mail: str | None
    asks_sales: bool = False
    link: bool = True


FOLLOWS = {
    "gift_policy": Follows("declined", False, (), None),
    "value_too_high": Follows("declined", False, (LESS,), None),
    "dietary": Follows("declined", False, ALL, None),
    "not_interested": Follows("opened", True, (LESS, OTHER), None),
    "already_have": Follows("opened", True, (LESS, OTHER), None),
    "wrong_person": Follows("declined", False, (), "unsubscribed", asks_sales=True, link=False),
    "privacy": Follows("declined", False, (), "unsubscribed"),
    "other": Follows("declined", False, ALL, None),
}


def test_every_reason_has_its_row() -> None:
    assert set(FOLLOWS) == set(DECLINE_REASONS)


@pytest.mark.parametrize("reason", DECLINE_REASONS)
def test_a_reason_has_its_consequences_in_all_four(any_database: str, reason: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift, link = scene.gifts[0], scene.gifts[0].link_hash
        make_product(session, scene.workspace_id, "Globe", archetype="globe", category="globe", price_minor=4000)
        came = say_why(session, gift, reason, AT)
        now = gift.status, came == "another" and gift.product_id != scene.products[0].id
        if gift.status == "declined":
            apply(session, gift, "settle_decline", AT + timedelta(days=2))
        following = make_campaign(session, scene.workspace_id, name="Next", deliver_on=scene.campaign.deliver_on,
                                  status="running", expires_at=NOON + timedelta(days=60))  # fmt: skip
        join(session, following, scene.people[0], 2)
        found = Follows(*now, _next_plan(session, scene, following), _mail(session, scene, following),
                        session.scalar(select(PersonTask.gift_id)) == gift.id, gift.link_hash == link)  # fmt: skip

    assert found == FOLLOWS[reason]


def _next_plan(session: Session, scene: Scene, following: Campaign) -> tuple[str, ...]:
    first = scene.products[0]
    shelf = {
        SAME: first,
        ALIKE: make_product(session, scene.workspace_id, "Alike", archetype=first.archetype, price_minor=first.price_minor),
        LESS: make_product(session, scene.workspace_id, "Less", archetype="lamp", price_minor=first.price_minor - 1),
        OTHER: make_product(session, scene.workspace_id, "Dear", archetype="kite", price_minor=first.price_minor),
    }  # fmt: skip
    candidate, terms = gather_candidates(session, following, AT.date())[0], terms_of(following)
    return tuple(name for name, one in shelf.items() if not reasons_against(candidate, choice_of(one), terms, 1))


def _mail(session: Session, scene: Scene, following: Campaign) -> str | None:
    product = make_product(session, scene.workspace_id, "Next gift")
    gift: RecipientGift = make_gift(session, following, scene.people[0], product, status="created")
    return may_write_at(session, scene.people[0], NOON, "invitation", gift).never
