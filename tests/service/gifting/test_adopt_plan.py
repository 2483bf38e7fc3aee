from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import func, select

from service.db.connect import reading, transaction
from service.decisions.values import Chosen, Held, Plan, Prices, Reason, Score, Unmatched
from service.gifting.adopt_plan import adopt_plan
from service.gifting.models import DecisionRecord, GiftAlternative, MatchRun, RecipientGift
from service.gifting.override import override_gift
from service.recipients.models import Recipient
from service.security.links import link_token, token_hash
from service.workspaces.actor import system
from tests.factories import AT, join, make_account, make_fact, make_recipient
from tests.service.gifting.scene import Scene, money, set_scene, stock

SCORE = Score(0.6, 1.0, 0.9, 1.0)


@pytest.fixture
def scene(database: str) -> Scene:
    """Two colleagues of one account who have gifts planned, and a third person without any."""
    with transaction() as session:
        scene = set_scene(session, people=1, launched=False)
        account = make_account(session, scene.workspace_id, "Colleagues")
        for number in range(3):
            scene.people.append(make_recipient(session, account, f"Colleague {number}"))
            join(session, scene.campaign, scene.people[-1], 10 + number)
        return scene


def plan(chosen: dict[str, tuple[str, ...]], **values: object) -> Plan:
    """`chosen`: recipient -> (product, alternatives...)."""
    made = Plan(
        chosen={
            person: Chosen(person, products[0], 4400, SCORE, products[1:], None) for person, products in chosen.items()
        },
        held=(),
        unmatched=(),
        value=1.2,
        upper_bound=1.25,
        gap=0.04,
        spend_minor=4400 * len(chosen),
        reserved_pieces=0,
        prices=Prices({"prd_x": 0.1}, 0.00001),
        seconds=0.5,
        seed=7,
        versions={"scoring": "prior-1"},
    )
    return replace(made, **values)  # type: ignore[arg-type]


def gift_of(scene: Scene, number: int) -> RecipientGift:
    with reading() as session:
        return session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == scene.people[number].id)).one()


def test_a_plan_is_written_down_whole_and_reserves_nothing(scene: Scene) -> None:
    product, other = scene.products[0], scene.others[0]
    with transaction() as session:
        fact = make_fact(session, scene.people[1], "interest", "chess")
        adopt_plan(
            session,
            scene.campaign,
            plan(
                {scene.people[1].id: (product.id, other.id)},
                held=(Held(scene.people[2].id, Reason.DIETARY_UNKNOWN, {Reason.DIETARY_UNKNOWN: 3}),),
                unmatched=(Unmatched(scene.people[3].id, {Reason.POLICY_BLOCKED: 3}),),
            ),
            AT,
        )
    with reading() as session:
        run = session.scalars(select(MatchRun)).one()
        assert (run.chosen, run.held, run.unmatched, run.products_considered) == (1, 1, 1, 3)
        assert run.prices == {"budget": 0.00001, "products": {"prd_x": 0.1}}
        gift = gift_of(scene, 1)
        assert (gift.product_id, gift.original_product_id, gift.price_minor) == (product.id, product.id, 4400)
        assert (gift.status, gift.is_reserved, gift.match_run_id) == ("draft", False, run.id)
        assert gift.link_hash == token_hash(link_token("gift", gift.id, 1))
        alternatives = session.scalars(select(GiftAlternative.product_id).where(GiftAlternative.gift_id == gift.id))
        assert alternatives.all() == [other.id]
        record = session.scalars(select(DecisionRecord).where(DecisionRecord.gift_id == gift.id)).one()
        assert record.body["fact_ids"] == [fact.id]
        assert record.body["score"]["total"] == pytest.approx(0.54)
        assert (stock(session, product), money(session, scene.campaign)) == (5, (0, 0))
    assert (gift_of(scene, 2).hold_reason, gift_of(scene, 2).product_id) == ("dietary_unknown", None)
    assert (gift_of(scene, 3).hold_reason, gift_of(scene, 3).unmatched_reasons) == (None, ["policy_blocked"])


def test_colleagues_may_change_places_in_the_next_plan(scene: Scene) -> None:
    first, second = scene.products[0].id, scene.others[0].id
    people = [scene.people[1].id, scene.people[2].id]
    for pair in ((first, second), (second, first)):
        with transaction() as session:
            adopt_plan(session, scene.campaign, plan({p: (g,) for p, g in zip(people, pair, strict=True)}), AT)

    assert [gift_of(scene, number).product_id for number in (1, 2)] == [second, first]
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(RecipientGift)) == 3
        planned = select(func.count()).where(DecisionRecord.body["match_run_id"].as_string().is_not(None))
        assert session.scalar(planned) == 4


def test_a_gift_chosen_by_hand_and_one_that_was_launched_stay(scene: Scene) -> None:
    with transaction() as session:
        by_hand = session.get_one(RecipientGift, scene.gifts[0].id)
        override_gift(session, by_hand, scene.others[1].id, system(scene.workspace_id), AT)
        adopt_plan(session, scene.campaign, plan({scene.people[0].id: (scene.others[0].id,)}), AT)

    assert gift_of(scene, 0).product_id == scene.others[1].id


def test_a_gift_that_stays_counts_in_the_plan_at_its_own_price(scene: Scene) -> None:
    with transaction() as session:
        by_hand = session.get_one(RecipientGift, scene.gifts[0].id)
        override_gift(session, by_hand, scene.others[1].id, system(scene.workspace_id), AT)
        chosen = {scene.people[0].id: (scene.others[1].id,), scene.people[1].id: (scene.products[0].id,)}
        run = adopt_plan(session, scene.campaign, plan(chosen), AT)

        # 40.00 when it was chosen by hand, though the plan reckons 44.00 for it.
        assert run.spend_minor == 4000 + 4400


def test_a_campaign_may_ask_for_gifts_that_are_unique_in_all_of_it(scene: Scene) -> None:
    with transaction() as session:
        scene.campaign.uniqueness = "campaign"
        session.merge(scene.campaign)
        adopt_plan(session, scene.campaign, plan({scene.people[1].id: (scene.others[0].id,)}), AT)

    assert gift_of(scene, 1).unique_within == scene.campaign.id


@dataclass(frozen=True)
class Searched(Held):
    """One without a gift who counts how often somebody asks who it is."""

    asked: Counter[str] = field(default_factory=Counter)

    def __getattribute__(self, name: str) -> object:
        if name == "candidate_id":
            super().__getattribute__("asked")[name] += 1
        return super().__getattribute__(name)


def test_nobody_without_a_gift_is_searched_for_among_the_others(scene: Scene) -> None:
    def asked_of(people: Sequence[Recipient]) -> int:
        asked: Counter[str] = Counter()
        held = tuple(Searched(person.id, Reason.DIETARY_UNKNOWN, {}, asked) for person in people)
        with transaction() as session:
            adopt_plan(session, scene.campaign, plan({}, held=held), AT)
        return asked.total()

    assert asked_of(scene.people) == len(scene.people) * asked_of(scene.people[:1])
