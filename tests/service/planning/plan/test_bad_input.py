"""Figures that are none, and campaigns that cannot work out: a clear refusal or an explained empty plan, nothing by halves."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.gifting.models import DecisionRecord, GiftAlternative, MatchRun, RecipientGift
from service.gifting.override import override_gift
from service.jobs.act_types import Lease
from service.planning.plan.choose import plan_campaign_job, seed_of
from service.planning.plan.left_out import describe_remedies
from service.planning.plan.summary import plan_summary
from service.recipients.models import Recipient
from service.workspaces.actor import system
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

WRITTEN = (RecipientGift, GiftAlternative, MatchRun, DecisionRecord)


def campaign_of_two(session: Session, **values: Any) -> str:
    """Two colleagues and three products of 44.00."""
    campaign = make_campaign(session, make_workspace(session).id, **({"status": "planning"} | values))
    account = make_account(session, campaign.workspace_id)
    for row in (2, 3):
        join(session, campaign, make_recipient(session, account), row)
    for number in range(3):
        make_product(session, campaign.workspace_id, f"Gift {number}", category=f"kind {number}")
    return campaign.id


def plan(campaign_id: str) -> None:
    with reading() as session:
        workspace_id = session.get_one(Campaign, campaign_id).workspace_id
    lease = Lease("job_x", "planning.plan", campaign_id, 1, workspace_id, campaign_id, 1, "t", AT, lambda: None)
    effect = plan_campaign_job(lease)
    with transaction() as session:
        effect(session)


def written() -> list[int]:
    with reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in WRITTEN]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('UPDATE product SET allergens = \'{"plutonium": "absent"}\'', "not a mark we know"),
        ('UPDATE product SET diets = \'{"vegan": "perhaps"}\'', "not a mark we know"),
        ("UPDATE product SET lead_days = -3", "lead_days is negative"),
        ("UPDATE profile_fact SET confidence = 'NaN'", "An interest weighs from 0 to 1"),
    ],
)
def test_figures_that_are_none_stop_the_plan_with_a_sentence_and_nothing_is_written(
    any_database: str, change: str, says: str
) -> None:
    with transaction() as session:
        campaign_id = campaign_of_two(session)
        make_fact(session, session.scalars(select(Recipient)).first(), "interest", "chess")
        try:
            with session.begin_nested():
                session.execute(text(change))
        except IntegrityError:
            # PostgreSQL knows a NaN and its CHECK refuses it: it never gets as far as a plan.
            assert "NaN" in change
            return
    with pytest.raises(InvalidInput, match=says):
        plan(campaign_id)
    assert written() == [0, 0, 0, 0]


@pytest.mark.parametrize("column", ["stock", "price_minor"])
def test_a_negative_stock_or_price_never_gets_into_the_catalog(any_database: str, column: str) -> None:
    with transaction() as session:
        campaign_of_two(session)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(Product).values({column: -1}))
    with reading() as session:
        assert min(session.scalars(select(getattr(Product, column)))) >= 0


def test_a_budget_below_the_cheapest_product_gives_an_explained_empty_plan(any_database: str) -> None:
    with transaction() as session:
        campaign_id = campaign_of_two(session, budget_minor=4399)
    plan(campaign_id)
    with reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        summary = plan_summary(session, campaign)
        assert summary is not None
        assert (campaign.status, summary.chosen, summary.unmatched, summary.spend_minor) == ("planned", 0, 2, 0)
        run = session.get_one(MatchRun, campaign.current_match_run_id)
        assert (run.chosen, run.spend_minor) == (0, 0)
        kept = {"gifts": 0, "spend_minor": 0}
        assert run.reasons == {"held": {}, "unmatched": {"insufficient_funds": 2}, "kept": kept}
        assert describe_remedies(session, campaign) == ("Raise the budget by €44.01: gifts for 2 people.",)
        gifts = session.scalars(select(RecipientGift)).all()
        assert [gift.unmatched_reasons for gift in gifts] == [["insufficient_funds"], ["insufficient_funds"]]


def test_an_empty_catalog_gives_an_explained_empty_plan(any_database: str) -> None:
    with transaction() as session:
        campaign_id = campaign_of_two(session)
        for product in session.scalars(select(Product)):
            session.delete(product)
    plan(campaign_id)
    with reading() as session:
        run = session.scalars(select(MatchRun)).one()
        assert (run.chosen, run.unmatched, run.reasons["unmatched"]) == (0, 2, {"no_products": 2})


@pytest.mark.usefixtures("database")
def test_contradictory_facts_are_taken_at_their_strictest() -> None:
    """Vegan by the file, and told us "I avoid nothing" but also a nut allergy: what forbids counts, nothing raises."""
    with transaction() as session:
        campaign_id = campaign_of_two(session)
        from service.recipients.models import Recipient

        person = session.scalars(select(Recipient)).first()
        for kind, value, source in (
            ("diet", "vegan", "imported"),
            ("diet", "none", "asked"),
            ("allergen", "nuts", "asked"),
            ("adult", "yes", "imported"),
            ("adult", "no", "imported"),
        ):
            make_fact(session, person, kind, value, source=source)
        for product in session.scalars(select(Product)):
            product.kind, product.allergens = "edible", {"nuts": "may_contain"}
    plan(campaign_id)
    with reading() as session:
        gift = session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == person.id)).one()
        assert (gift.product_id, gift.unmatched_reasons) == (None, ["dietary"])


@pytest.mark.usefixtures("database")
def test_a_product_nobody_knows_cannot_be_put_in_by_hand() -> None:
    with transaction() as session:
        campaign_id = campaign_of_two(session)
    plan(campaign_id)
    with transaction() as session:
        gift = session.scalars(select(RecipientGift)).first()
        before = gift.product_id
        with pytest.raises(NotFound):
            override_gift(session, gift, "prd_unheard_of", system(gift.workspace_id), AT)
        assert (gift.product_id, gift.is_overridden) == (before, False)


def test_the_seed_of_a_campaign_fits_the_column_it_is_kept_in() -> None:
    seeds = {seed_of(Campaign(name=f"Spring {number}")) for number in range(1000)}
    assert len(seeds) == 1000
    assert max(seeds) < 2**31


@pytest.mark.usefixtures("database")
def test_an_empty_plan_boasts_of_no_certificate_and_says_what_would_help() -> None:
    with transaction() as session:
        campaign_id = campaign_of_two(session, budget_minor=4399)
        user = make_user(session, session.get_one(Campaign, campaign_id).workspace_id, "manager")
    plan(campaign_id)
    page = Console(user).get(f"/campaigns/{campaign_id}/plan").text
    assert "Nobody can get a gift at the moment." in page
    assert "can be better than this one" not in page
    assert "Raise the budget by €44.01: gifts for 2 people." in page
