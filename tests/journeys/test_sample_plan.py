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
from sqlalchemy import select

from service.app.sample import make_sample
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift
from service.jobs.acts import Lease
from service.planning.plan import plan_campaign_job
from service.recipients.models import Recipient

ROOT = Path(__file__).resolve().parents[2]
CATALOG = {one["sku"]: one for one in json.loads((ROOT / "assets/samples/catalog.json").read_text("utf-8"))["products"]}
TRUTH = json.loads((ROOT / "tests/samples/truth.json").read_text("utf-8"))


@dataclass(frozen=True)
class Outcome:
    """One person as planned: who they truly are, the product's raw entry, and what else was offered."""

    email: str
    truth: dict[str, Any]
    account_id: str
    product: dict[str, Any] | None
    alternatives: tuple[dict[str, Any], ...]
    hold_reason: str | None
    unmatched_reasons: tuple[str, ...]


@pytest.fixture
def outcomes(database: str) -> tuple[list[Outcome], Campaign, MatchRun]:
    with transaction() as session:
        sample = make_sample(session, utc_now())
    effect = plan_campaign_job(
        Lease("job_x", "planning.plan", sample.campaign_id, 1, None, None, 1, "t", utc_now(), lambda: None)
    )
    with transaction() as session:
        effect(session)
    with reading() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        skus = dict(session.execute(select(Product.id, Product.sku)).all())
        offered: dict[str, list[str]] = {}
        for one in session.scalars(select(GiftAlternative).order_by(GiftAlternative.rank)):
            offered.setdefault(one.gift_id, []).append(skus[one.product_id])
        rows = session.execute(
            select(RecipientGift, Recipient).join(Recipient, Recipient.id == RecipientGift.recipient_id)
        )
        found = [
            Outcome(
                email=str(person.email),
                truth=TRUTH[str(person.email)],
                account_id=gift.account_id,
                product=CATALOG[skus[gift.product_id]] if gift.product_id else None,
                alternatives=tuple(CATALOG[sku] for sku in offered.get(gift.id, ())),
                hold_reason=gift.hold_reason,
                unmatched_reasons=tuple(gift.unmatched_reasons),
            )
            for gift, person in rows
        ]
        return found, campaign, session.get_one(MatchRun, campaign.current_match_run_id)


def is_safe(truth: dict[str, Any], product: dict[str, Any]) -> bool:
    """Rule 1, read from the raw files: what is eaten or put on skin must be certainly fine for this person."""
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
    assert max(Counter((one.account_id, (one.product or {})["sku"]) for one in chosen).values()) == 1
    taken = Counter((one.product or {})["sku"] for one in chosen)
    assert [sku for sku, pieces in taken.items() if pieces > CATALOG[sku]["stock"]] == []
    spend = sum((one.product or {})["price_minor"] for one in chosen)
    assert spend == run.spend_minor
    assert spend <= campaign.budget_minor
    assert 0 <= run.gap <= 1e-3

    for one in chosen:
        assert all(is_safe(one.truth, other) and is_allowed(one.truth, other) for other in one.alternatives)
        assert len({other["category"] for other in one.alternatives}) == len(one.alternatives)
    assert sum(len(one.alternatives) >= 3 for one in chosen) >= 0.95 * len(chosen)

    perishable_while_away = [
        one.email
        for one in chosen
        if one.truth["away"] and (one.product or {})["perishable"] and _is_away(one.truth["away"], campaign.deliver_on)
    ]
    assert perishable_while_away == []


def _is_away(span: Any, on: date) -> bool:
    first, last = (date.fromisoformat(day) for day in span)
    return first <= on <= last
