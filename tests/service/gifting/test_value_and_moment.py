"""V and C of a person in a plan: what a list says of their company, whom the campaign is for, and what just happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.db.connect import transaction
from service.gifting.candidate import gather_candidates
from service.recipients.models import Account
from tests.factories import AT, make_campaign, make_fact, make_gift, make_product
from tests.service.gifting.scene import set_scene

TODAY = AT.date()


def test_where_no_list_says_what_an_account_is_worth_all_weigh_the_same(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        assert [one.value for one in gather_candidates(session, scene.campaign, TODAY)] == [1.0, 1.0]


@pytest.mark.parametrize(("worth", "value"), [("high", 1.0), ("middle", 0.8), ("low", 0.64)])
def test_an_account_weighs_what_the_list_says_and_one_that_nobody_speaks_of_the_middle(
    database: str, worth: str, value: float
) -> None:
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False)
        session.get_one(Account, scene.people[0].account_id).worth = worth
        session.flush()
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
        assert candidate.value == pytest.approx(value)


def test_the_moment_is_the_occasion_and_the_stage(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False)
        scene.campaign.purpose = "thanks"
        session.get_one(Account, scene.people[0].account_id).lifecycle = "renewal"
        session.flush()
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
    assert candidate.moment == {"occasion_thanks", "stage_renewal"}


@pytest.mark.parametrize(
    ("status", "reason", "days", "moment"),
    [
        ("declined", "not_interested", 30, {"just_declined"}),
        ("declined", "value_too_high", 30, {"just_declined"}),
        ("returned", None, 30, {"just_returned"}),
        ("delivered", None, 30, set()),
        ("declined", "not_interested", 181, set()),
        ("declined", "dietary", 30, set()),
        ("declined", "privacy", 30, set()),
        ("declined", "gift_policy", 30, set()),
    ],
)
def test_what_just_happened_counts_for_180_days_and_a_no_for_diet_privacy_or_policy_never(
    database: str, status: str, reason: str | None, days: int, moment: set[str]
) -> None:
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False)
        earlier = make_campaign(
            session, scene.campaign.workspace_id, deliver_on=scene.campaign.deliver_on - timedelta(days=days)
        )
        product = make_product(session, scene.campaign.workspace_id)
        make_gift(session, earlier, scene.people[0], product, status=status, decline_reason=reason, launched_at=AT)
        session.flush()
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
    assert candidate.moment == moment


@pytest.mark.parametrize(
    ("relationship", "lifecycle", "purpose", "share"),
    [
        ("prospect", None, "mixed", 0.5),
        (None, None, "hello", 0.5),
        ("customer", "lapsed", "hello", 0.6),
        ("customer", "new", "mixed", 0.8),
        ("customer", "renewal", "mixed", 0.9),
        ("customer", "active", "mixed", None),
        ("partner", "new", "mixed", None),
        (None, None, "mixed", None),
    ],
)
def test_a_stage_bounds_how_far_up_the_price_range_a_gift_may_go(
    database: str, relationship: str | None, lifecycle: str | None, purpose: str, share: float | None
) -> None:
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False, purpose=purpose, band_min_minor=1000, band_max_minor=5000)
        account = session.get_one(Account, scene.people[0].account_id)
        account.relationship, account.lifecycle = relationship, lifecycle
        session.flush()
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
        assert candidate.cap_minor == (None if share is None else 1000 + int(4000 * share))


def test_a_stranger_who_kept_a_gift_is_none_and_a_lower_limit_of_theirs_stands(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False, purpose="hello", band_min_minor=1000, band_max_minor=5000)
        limit = make_fact(session, scene.people[0], "limit", "1500 EUR", source="asked")
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
        assert candidate.cap_minor == 1500
        session.delete(limit)
        earlier = make_campaign(session, scene.workspace_id, name="Before")
        product = make_product(session, scene.workspace_id, "Kept")
        make_gift(session, earlier, scene.people[0], product, status="delivered", decided_at=AT - timedelta(days=400))
        (candidate,) = gather_candidates(session, scene.campaign, TODAY)
        assert candidate.cap_minor is None
