from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.decisions.asking.aside import Aside
from service.decisions.explaining.remedies import PlanRemedy, as_document
from service.decisions.rules.lifts import Remedy
from service.gifting.models import RecipientGift
from service.gifting.set_aside import Short, aside_sums, promise
from service.planning.plan.news.short import Alike, ShortBudget, alike, short_budget
from service.planning.plan.summary import plan_summary
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
)

pytestmark = pytest.mark.usefixtures("database")


def set_scene(*openings: PlanRemedy, **values: Any) -> tuple[User, Campaign]:
    """A plan that gives Jana a gift and Petr none."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="planned", **values)
        run = make_match_run(session, campaign)
        run.openings = [as_document(one) for one in openings]
        campaign.current_match_run_id = run.id
        for row, name in enumerate(("Jana", "Petr"), start=2):
            person = make_recipient(session, make_account(session, user.workspace_id, f"{name}’s company"), name)
            join(session, campaign, person, row)
            product = make_product(session, user.workspace_id) if name == "Jana" else None
            make_gift(session, campaign, person, product, unmatched_reasons=[] if product else ["out_of_stock"])
    return user, campaign


def test_a_budget_that_is_too_small_is_told_with_the_one_that_would_do() -> None:
    user, campaign = set_scene(PlanRemedy(Remedy.RAISE_BUDGET, 1, amount_minor=4400), budget_minor=5000)
    with reading() as session:
        summary = plan_summary(session, campaign)
        assert summary is not None
        assert short_budget(session, campaign, summary) == ShortBudget(1, 9400)
        assert alike(session, campaign, summary) is None
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "€50.00 gives 1 of 2 people a gift. With €94.00, up to 1 more could have one" in page
    assert f'href="/campaigns/{campaign.id}/message#budget"' in page


def test_too_few_different_gifts_are_told_with_what_would_help() -> None:
    openings = PlanRemedy(Remedy.ADD_VERSIONS, 1, pieces=1), PlanRemedy(Remedy.ONLY_COLLEAGUES, 1)
    user, campaign = set_scene(*openings, uniqueness="campaign")
    with reading() as session:
        summary = plan_summary(session, campaign)
        assert summary is not None
        assert alike(session, campaign, summary) == Alike(1, 1)
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "1 of 2 people can have a gift nobody else has" in page
    assert "At least 1 of the 1 could get a gift." in page
    assert f'href="/campaigns/{campaign.id}/message#uniqueness"' in page
    assert "An inscription alone makes no gift different." in page


def test_where_everybody_may_share_nothing_is_said_of_it() -> None:
    user, campaign = set_scene(PlanRemedy(Remedy.ADD_PRODUCTS, 1))
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "nobody else has" not in page
    assert "The budget isn’t enough" not in page


def test_who_of_the_asked_might_go_empty_is_named_with_the_reason_and_never_with_the_answer() -> None:
    user, campaign = set_scene()
    kosher = frozenset({"kosher"})
    with transaction() as session:
        jana, petr = session.scalars(select(RecipientGift).order_by(RecipientGift.product_id.is_(None)))
        rows = {one.recipient_id: {"id": one.id, "workspace_id": one.workspace_id} for one in (jana, petr)}
        fig = Aside(jana.recipient_id, (jana.product_id or "",), 4400, open_to=kosher, lack="colleagues")
        promise(session, campaign.id, rows, [fig, Aside(petr.recipient_id, open_to=kosher, lack="stock")])
    with reading() as session:
        sums = aside_sums(session, campaign.id)
        summary = plan_summary(session, campaign)
    assert (sums.empty, sums.partly) == (1, 1)
    assert set(sums.short) == {
        Short(petr.recipient_id, is_empty=True, why="stock"),
        Short(jana.recipient_id, is_empty=False, why="colleagues"),
    }
    assert summary is not None
    assert [(one.name.split()[0], one.is_empty) for one in summary.short] == [("Petr", True), ("Jana", False)]
    told = Console(user).get(f"/campaigns/{campaign.id}/plan").text.split('id="aside"')[1].split("</details>")[0]
    assert "would go empty; none is left of the gifts that would suit." in told
    assert "might go empty after a rare answer; colleagues keep every gift that would suit" in told
    assert "kosher" not in told
