"""Who gets which offer, and which comes first; the story of a lunch break among them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.brain.deciding.gather import state_of
from service.brain.events.on_page import note_offer_pressed
from service.brain.offers.keep import withdraw_offer
from service.brain.offers.rank import rank_offers, ranked_offers
from service.brain.offers.who import offers_for
from service.brain.segments.conditions import read_conditions
from service.brain.segments.keep import save_segment
from service.contact.may_write import known_of
from service.content.erase import erase_person
from service.db.connect import reading, transaction
from service.recipients.models import Account, Recipient
from service.recipients.wishes.wishes import Wishes, keep_wishes
from tests.factories import AT, make_account, make_fact, make_recipient, make_workspace, owner_of
from tests.service.brain.offering import happened, offer, take
from tests.service.content.reading import everything

EMAIL = "jana@vltava.example"
NOON = AT.replace(hour=12)


def jana(session: Session, policy: dict[str, Any] | None = None, **account: Any) -> Recipient:
    own = make_account(session, make_workspace(session).id, gift_policy=policy or {}, **account)
    return make_recipient(session, own, email=EMAIL)


def two_offers(session: Session, person: Recipient) -> None:
    offer(session, person.workspace_id, AT, code="renewal", kind="keep", value="120")
    offer(session, person.workspace_id, AT, code="thanks", kind="reward", value="120")
    offer(session, person.workspace_id, AT, code="spring", kind="news", value="")


def codes(session: Session, person: Recipient, at: Any = AT) -> list[str]:
    return [one.code for one in ranked_offers(session, person, at)]


def test_twelve_looks_at_prices_put_keeping_first_and_a_purchase_the_reward(database: str) -> None:
    with transaction() as session:
        person = jana(session, lifecycle="active", relationship="customer")
        two_offers(session, person)
        before = rank_offers(session, person, NOON)
        looks = [happened(EMAIL, NOON + timedelta(minutes=3 * number), f"look-{number}") for number in range(12)]
        take(session, person.workspace_id, NOON + timedelta(hours=1), *looks)
        at_lunch = rank_offers(session, person, NOON + timedelta(minutes=40))
        bought = happened(EMAIL, NOON + timedelta(minutes=50), "order-1", kind="purchase", about="plan-pro")
        take(session, person.workspace_id, NOON + timedelta(hours=1), bought)
        after = rank_offers(session, person, NOON + timedelta(minutes=51))
    assert before.decision and at_lunch.decision and after.decision
    scores = {one.action.kind: one.score for one in at_lunch.decision.ranked}
    assert at_lunch.winner is not None and at_lunch.winner.code == "renewal"
    assert scores["keep"] > scores["reward"] > scores["nothing"]
    assert scores["keep"] > {one.action.kind: one.score for one in before.decision.ranked}["keep"]
    assert after.winner is not None and after.winner.code == "thanks"
    assert [(one.action.kind, one.layer, one.code) for one in after.decision.blocked] == [
        ("keep", "suppression", "outcome_changed")
    ]
    assert [one.code for one in after.offers] == ["thanks", "spring", "renewal"]


def test_the_same_rows_give_the_same_order_and_nothing_is_written(database: str) -> None:
    with transaction() as session:
        person = jana(session)
        two_offers(session, person)
    before = everything()
    with reading() as session:
        own = session.get_one(Recipient, person.id)
        assert codes(session, own) == codes(session, own)
    assert everything() == before


@pytest.mark.parametrize(
    "policy",
    [
        {"no_gifts": True},
        {"public_sector": True},
        {"cap_minor": 0},
        {"cap_minor": 2500, "currency": "EUR"},
        {"yearly_cap_minor": 1},
    ],
)
def test_whoever_is_bound_by_a_policy_is_offered_nothing_that_is_worth_something(
    database: str, policy: dict[str, Any]
) -> None:
    with transaction() as session:
        person = jana(session, policy)
        two_offers(session, person)
        assert codes(session, person) == ["spring"]
        session.get_one(Account, person.account_id).gift_policy = {}
        session.flush()
        assert sorted(codes(session, person)) == ["renewal", "spring", "thanks"]


@pytest.mark.parametrize(("kind", "value"), [("policy", "no_gifts"), ("limit", "2500 EUR")])
def test_ones_own_rule_binds_just_so(database: str, kind: str, value: str) -> None:
    with transaction() as session:
        person = jana(session)
        two_offers(session, person)
        make_fact(session, person, kind, value, source="asked")
        assert codes(session, person) == ["spring"]


def test_days_withdrawal_segment_and_workspace_limit_who_gets_it(database: str) -> None:
    with transaction() as session:
        person = jana(session)
        workspace = person.workspace_id
        save_segment(session, owner_of(workspace), "Iceland", read_conditions([("country", "IS")]), AT)
        save_segment(session, owner_of(workspace), "Czechia", read_conditions([("country", "CZ")]), AT)
        for code, more in {
            "now": {}, "later": {"since": "2026-11-23"}, "ending": {"until": "2026-11-22"},
            "iceland": {"segment": "Iceland"}, "czechia": {"segment": "czechia"},
        }.items():  # fmt: skip
            offer(session, workspace, AT, code=code, kind="reward", **more)
        offer(session, make_workspace(session).id, AT, code="foreign")
        gone = offer(session, workspace, AT, code="gone")
        withdraw_offer(session, owner_of(workspace), gone.id, AT)
        today = [one.code for one in offers_for(session, person, AT)]
        tomorrow = [one.code for one in offers_for(session, person, AT + timedelta(days=1))]
        assert (today, tomorrow) == (["czechia", "ending", "now"], ["czechia", "later", "now"])
        erase_person(session, person, AT)
        assert offers_for(session, session.get_one(Recipient, person.id), AT) == ()


def test_a_larger_value_of_the_same_currency_comes_first_and_what_was_pressed_goes_last(database: str) -> None:
    with transaction() as session:
        person = jana(session)
        for code, kind, value in (("small", "reward", "10"), ("large", "reward", "90"), ("match", "complement", "90")):
            offer(session, person.workspace_id, AT, code=code, kind=kind, value=value)
        assert codes(session, person) == ["large", "match", "small"]
        large = ranked_offers(session, person, AT)[0]
        note_offer_pressed(session, person.id, large.id, AT)
        assert codes(session, person) == ["match", "small", "large"]


def test_whoever_wants_no_offers_or_unsubscribed_has_no_winner_and_finds_all_on_their_page(database: str) -> None:
    with transaction() as session:
        person = jana(session)
        two_offers(session, person)
        assert rank_offers(session, person, AT).winner is not None
        keep_wishes(session, person, Wishes(refused=("offer",)), None, AT)
        refused = rank_offers(session, person, AT)
        keep_wishes(session, person, Wishes(), None, AT)
        person.unsubscribed_at = AT
        stopped = rank_offers(session, person, AT)
    assert [(one.winner, sorted(offer.code for offer in one.offers)) for one in (refused, stopped)] == [
        (None, ["renewal", "spring", "thanks"])
    ] * 2


def test_nothing_told_of_food_health_faith_or_privacy_is_in_what_decides(database: str) -> None:
    with transaction() as session:
        person = jana(session)
        plain = state_of(session, person, AT, known_of(session, person, AT))
        for kind, value in (
            ("diet", "halal"),
            ("allergen", "nuts"),
            ("material", "wool"),
            ("adult", "no"),
            ("size", "m"),
        ):
            make_fact(session, person, kind, value, source="asked")
        assert state_of(session, person, AT, known_of(session, person, AT)) == plain
