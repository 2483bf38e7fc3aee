"""Reason by reason: what the next plan makes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.decisions.eligibility import reasons_against
from service.decisions.values import Candidate
from service.gifting.candidate import choice_of, gather_candidates, terms_of
from service.gifting.consequences import CONSEQUENCES
from service.gifting.decline import decline_gift
from service.gifting.transitions import apply
from service.gifting.undo import undo_answer
from service.recipients.own_rules.limit import set_limit
from service.recipients.questions import DECLINE_REASONS, TEACHES_NOTHING
from tests.factories import AT, join, make_campaign, make_product
from tests.service.gifting.scene import Scene, set_scene

SAME, ALIKE, LESS, OTHER = "the same", "another of its kind", "one that costs less", "one that costs more"
EVERYTHING = [SAME, ALIKE, LESS, OTHER]
NEXT: dict[str | None, list[str]] = {
    None: EVERYTHING,
    "other": EVERYTHING,
    "gift_policy": [],
    "value_too_high": [LESS],
    "not_interested": [LESS, OTHER],
    "already_have": [LESS, OTHER],
    "wrong_person": [],
    "privacy": [],
    # What somebody may eat is asked by its own question; these are no food.
    "dietary": EVERYTHING,
}
"""Reason -> what the next campaign's plan may choose for the person."""


def next_plan(session: Session, scene: Scene, campaign: Campaign) -> tuple[Candidate, list[str]]:
    workspace, declined = scene.workspace_id, scene.products[0]
    shelf = {
        SAME: declined,
        ALIKE: make_product(
            session, workspace, "Alike", archetype=declined.archetype, price_minor=declined.price_minor
        ),
        LESS: make_product(session, workspace, "Less", archetype="lamp", price_minor=declined.price_minor - 1),
        OTHER: make_product(session, workspace, "Other", archetype="kite", price_minor=declined.price_minor),
    }
    candidate, terms = gather_candidates(session, campaign, AT.date())[0], terms_of(campaign)
    return candidate, [name for name, one in shelf.items() if not reasons_against(candidate, choice_of(one), terms, 1)]


def following(session: Session, scene: Scene) -> Campaign:
    campaign = make_campaign(session, scene.workspace_id, name="Next", deliver_on=scene.campaign.deliver_on)
    join(session, campaign, scene.people[0], 2)
    return campaign


@pytest.mark.parametrize("reason", [None, *DECLINE_REASONS])
def test_the_next_plan_counts_every_reason(database: str, reason: str | None) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], reason, AT)
        apply(session, scene.gifts[0], "settle_decline", AT + timedelta(days=2))
        _, chosen = next_plan(session, scene, following(session, scene))

        assert chosen == NEXT[reason]


@pytest.mark.parametrize("reason", [reason for reason in DECLINE_REASONS if reason not in {"wrong_person", "dietary"}])
def test_a_reason_that_is_undone_leaves_nothing_behind(database: str, reason: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        before, _ = next_plan(session, scene, following(session, scene))
        decline_gift(session, scene.gifts[0], reason, AT)
        undo_answer(session, scene.gifts[0], AT + timedelta(hours=1))
        after = gather_candidates(session, following(session, scene), AT.date())[0]

        assert (after.no_gifts, after.cap_minor, after.excluded_categories) == (
            before.no_gifts, before.cap_minor, before.excluded_categories,
        )  # fmt: skip
        assert after.excluded_products <= {scene.products[0].family}


def test_a_limit_that_was_named_counts_instead_of_the_price_that_was_too_much(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        set_limit(session, scene.people[0], 10_000, "EUR", AT)
        decline_gift(session, scene.gifts[0], "value_too_high", AT)
        apply(session, scene.gifts[0], "settle_decline", AT + timedelta(days=2))
        candidate, chosen = next_plan(session, scene, following(session, scene))

        assert (candidate.cap_minor, chosen) == (10_000, EVERYTHING)


def test_a_limit_in_other_money_lets_nothing_cost_anything(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        set_limit(session, scene.people[0], 10_000, "CZK", AT)

        assert next_plan(session, scene, following(session, scene))[0].cap_minor == 0


def test_every_reason_has_a_line_and_what_teaches_nothing_becomes_no_fact() -> None:
    assert set(CONSEQUENCES) == set(DECLINE_REASONS)
    assert [CONSEQUENCES[reason].fact for reason in TEACHES_NOTHING] == [None, None]
