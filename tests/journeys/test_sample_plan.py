"""The sample campaign planned through the product and checked against the raw sample files, by rules written a second time here.

Nothing of `service.decisions` or of the intake is used to check: what is safe is read from `catalog.json` and `truth.json`.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select

from service.app.demo import sample
from service.app.demo.sample import USERS, make_sample
from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.live import offers_of
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift
from service.gifting.reserve import launch_gifts
from service.gifting.show_others import show_others
from service.gifting.soft_holds import HELD_FOR, end_soft_holds
from service.jobs.act_types import Lease
from service.planning.plan.choose import plan_campaign_job
from service.recipients.models import Recipient

ROOT = Path(__file__).resolve().parents[2]
PRODUCTS = json.loads((ROOT / "assets/samples/catalog.json").read_text("utf-8"))["products"]
CATALOG = {
    version["sku"]: product | version | {"product": product["sku"]}
    for product in PRODUCTS
    for version in (product, *product.get("versions", ()))
}
"""Every version by its sku; `product` is what its versions have in common."""
TRUTH = json.loads((ROOT / "tests/samples/truth.json").read_text("utf-8"))
ANIMAL = ("leather", "wool", "silk", "down", "horn", "pearl", "beeswax", "other_animal", "pigskin")
SHUT_OUT = {"vegan": ANIMAL, "halal": ("pigskin", "alcohol"), "kosher": ("pigskin", "alcohol")}
"""Rule 24: what a diet shuts out of everything, eaten or not."""


@dataclass(frozen=True)
class Outcome:
    """One person as planned: who they truly are, the product's raw entry, and what else was offered."""

    email: str
    truth: dict[str, Any]
    account_id: str
    gift_id: str
    product: dict[str, Any] | None
    alternatives: tuple[dict[str, Any], ...]
    hold_reason: str | None
    unmatched_reasons: tuple[str, ...]


@pytest.fixture
def outcomes(database: str) -> tuple[list[Outcome], Campaign, MatchRun]:
    return plan_a_sample()


def plan_a_sample() -> tuple[list[Outcome], Campaign, MatchRun]:
    """A sample workspace of its own, planned; people in the order of the list."""
    with transaction() as session:
        made = make_sample(session, utc_now())
    effect = plan_campaign_job(
        Lease("job_x", "planning.plan", made.campaign_id, 1, None, None, 1, "t", utc_now(), lambda: None)
    )
    with transaction() as session:
        effect(session)
    with reading() as session:
        campaign = session.get_one(Campaign, made.campaign_id)
        of_workspace = Product.workspace_id == made.workspace_id
        skus = dict(session.execute(select(Product.id, Product.sku).where(of_workspace)).all())
        offered: dict[str, list[str]] = {}
        ranked = select(GiftAlternative).join(RecipientGift, RecipientGift.id == GiftAlternative.gift_id)
        ranked = ranked.where(RecipientGift.campaign_id == campaign.id).order_by(GiftAlternative.rank)
        for one in session.scalars(ranked):
            offered.setdefault(one.gift_id, []).append(skus[one.product_id])
        rows = session.execute(
            select(RecipientGift, Recipient)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
            .where(RecipientGift.campaign_id == campaign.id)
            .order_by(CampaignRecipient.row_number)
        )
        found = [
            Outcome(
                email=str(person.email),
                truth=TRUTH[str(person.email)],
                account_id=gift.account_id,
                gift_id=gift.id,
                product=CATALOG[skus[gift.product_id]] if gift.product_id else None,
                alternatives=tuple(CATALOG[sku] for sku in offered.get(gift.id, ())),
                hold_reason=gift.hold_reason,
                unmatched_reasons=tuple(gift.unmatched_reasons),
            )
            for gift, person in rows
        ]
        return found, campaign, session.get_one(MatchRun, campaign.current_match_run_id)


def kept_away_from(truth: dict[str, Any]) -> set[str]:
    """The materials and scents a person named, and those their diets shut out."""
    return {*truth["materials"], *(key for diet in truth["follow"] for key in SHUT_OUT.get(diet, ()))}


def is_safe(truth: dict[str, Any], product: dict[str, Any]) -> bool:
    """Rules 1 and 24, read from the raw files: what is eaten or put on skin must be certainly fine for this person, and nothing,
    eaten or not, may hold or perhaps hold what they keep away from."""
    if any(product["materials"][key] != "absent" for key in kept_away_from(truth)):
        return False
    if product["kind"] == "neither":
        return True
    marks, diets = product["allergens"], product["diets"]
    if truth["diet_known"] and not truth["diet_ask"]:
        return all(marks[key] == "absent" for key in truth["avoid"]) and all(
            diets[key] == "suited" for key in truth["follow"]
        )
    return (
        all(mark == "absent" for mark in marks.values())
        and not product["alcohol"]
        and all(diets[key] == "suited" for key in ("vegan", "halal", "kosher"))
    )


def is_allowed(truth: dict[str, Any], product: dict[str, Any]) -> bool:
    """The company's policy, age, region and what the person has already."""
    if truth["no_gifts"] or (truth["no_food"] and product["kind"] == "edible"):
        return False
    if truth["consumables_only"] and product["kind"] == "neither":
        return False
    if product["alcohol"] and (truth["no_alcohol"] or "no_alcohol" in truth["follow"]):
        return False
    if (product["alcohol"] or product["min_age"]) and truth["adult"] is not True:
        return False
    if truth["cap_minor"] is not None and product["price_minor"] > truth["cap_minor"]:
        return False
    has = set(truth["has_already"])
    return truth["country"] in product["regions"] and not has & {product["picture"]["archetype"], product["category"]}


def test_a_thousand_people_get_unique_safe_gifts_inside_budget_and_stock(
    outcomes: tuple[list[Outcome], Campaign, MatchRun],
) -> None:
    people, campaign, run = outcomes
    chosen = [one for one in people if one.product is not None]
    held = [one for one in people if one.product is None and one.hold_reason]
    unmatched = [one for one in people if one.product is None and not one.hold_reason]

    assert len(people) == 1000
    assert len(chosen) + len(held) + len(unmatched) == 1000
    assert len(chosen) >= 970
    assert Counter(one.hold_reason for one in held) == {"dietary_unknown": 18, "font_missing": 2}
    assert {one.email for one in unmatched} == {
        email for email, truth in TRUTH.items() if truth["expect"] == "impossible"
    }
    assert all(one.unmatched_reasons for one in unmatched)

    assert [one.email for one in chosen if not is_safe(one.truth, one.product or {})] == []
    assert [one.email for one in chosen if not is_allowed(one.truth, one.product or {})] == []
    assert max(Counter((one.account_id, (one.product or {})["product"]) for one in chosen).values()) == 1
    taken = Counter((one.product or {})["sku"] for one in chosen)
    assert max(taken.values()) == 1
    products = Counter((one.product or {})["product"] for one in chosen)
    assert len(products) >= 300
    assert max(products.values()) <= 8
    assert [sku for sku, pieces in taken.items() if pieces > CATALOG[sku]["stock"]] == []
    spend = sum((one.product or {})["price_minor"] for one in chosen)
    assert spend == run.spend_minor
    assert spend <= campaign.budget_minor
    assert 0 <= run.gap <= 1e-3

    for one in chosen:
        assert all(is_safe(one.truth, other) and is_allowed(one.truth, other) for other in one.alternatives)
        assert len({other["category"] for other in one.alternatives}) == len(one.alternatives)
        first = (one.product or {})["price_minor"]
        assert all(80 * first <= 100 * other["price_minor"] <= 120 * first for other in one.alternatives)
    assert sum(len(one.alternatives) >= 3 for one in chosen) >= 0.95 * len(chosen)

    perishable_while_away = [
        one.email
        for one in chosen
        if one.truth["away"] and (one.product or {})["perishable"] and _is_away(one.truth["away"], campaign.deliver_on)
    ]
    assert perishable_while_away == []

    careful = [one for one in chosen if kept_away_from(one.truth)]
    assert Counter("vegan" in one.truth["follow"] for one in careful) == {True: 44, False: 52}
    assert sum(bool(one.truth["materials"]) for one in careful) == 25
    planned = shown_now(careful, campaign.id)
    end_soft_holds(utc_now() + HELD_FOR)
    instead = shown_now(careful, campaign.id, forget_the_plan=True)
    for shown in (planned, instead):
        for one in careful:
            assert [offer["sku"] for offer in shown[one.gift_id] if not is_safe(one.truth, offer)] == [], one.email
            assert all(is_allowed(one.truth, offer) for offer in shown[one.gift_id])
    assert sum(bool(offers) for offers in planned.values()) == len(careful)
    # By the plan all look at one moment, each at things that nobody else is shown meanwhile: no two of the campaign get the same.
    assert sum(bool(offers) for offers in instead.values()) >= 0.95 * len(careful)


@pytest.mark.slow
@pytest.mark.usefixtures("database")
def test_the_same_lists_give_the_same_plan_though_every_id_is_another(monkeypatch: pytest.MonkeyPatch) -> None:
    once, campaign, run = plan_a_sample()
    monkeypatch.setattr(sample, "USERS", {role: (f"other.{email}", name) for role, (email, name) in USERS.items()})
    again, other, other_run = plan_a_sample()
    assert campaign.id != other.id
    assert not {one.gift_id for one in once} & {one.gift_id for one in again}
    assert [told(one) for one in once] == [told(one) for one in again]
    assert (run.spend_minor, run.reserved_pieces, run.gap) == (
        other_run.spend_minor, other_run.reserved_pieces, other_run.gap,
    )  # fmt: skip


def told(one: Outcome) -> tuple[object, ...]:
    """What was decided for a person, without an id: gift, price, hold or reasons, alternatives in their order."""
    gift = None if one.product is None else (one.product["sku"], one.product["price_minor"])
    return one.email, gift, one.hold_reason, one.unmatched_reasons, tuple(other["sku"] for other in one.alternatives)


def shown_now(
    people: list[Outcome], campaign_id: str, *, forget_the_plan: bool = False
) -> dict[str, tuple[dict[str, Any], ...]]:
    """What "Show me others" shows each of them once their gifts are launched: the plan's alternatives, or, where those are
    forgotten, what is decided at that moment, one person after the other. Nothing is drawn and nobody is written to; every product
    shown counts, also one that is gone."""
    at = utc_now()
    shown: dict[str, tuple[dict[str, Any], ...]] = {}
    gift_ids = [one.gift_id for one in people]
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        campaign.status = "running"
        launch_gifts(session, campaign, gift_ids, 1, at)
        if forget_the_plan:
            session.execute(delete(GiftAlternative).where(GiftAlternative.gift_id.in_(gift_ids)))
    for gift_id in gift_ids:
        with transaction() as session:
            campaign, gift = session.get_one(Campaign, campaign_id), session.get_one(RecipientGift, gift_id)
            aside = show_others(session, gift, at)
            offers = offers_of(session, campaign, gift, at)
            assert set(aside) <= {offer.product.id for offer in offers}
            shown[gift_id] = tuple(CATALOG[offer.product.sku] for offer in offers)
        if forget_the_plan:
            end_soft_holds(at + HELD_FOR)
    return shown


def _is_away(span: Any, on: date) -> bool:
    first, last = (date.fromisoformat(day) for day in span)
    return first <= on <= last
