from __future__ import annotations

from datetime import date

import pytest

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.dietary.vocabulary import Allergen, Diet
from service.errors import InvalidInput
from service.gifting.candidate import candidate_for, choice_of, gather_candidates, gather_choices
from service.recipients.facts.fact import remember
from service.recipients.models import Account
from tests.factories import AT, make_campaign, make_fact, make_gift, make_product, make_workspace
from tests.service.gifting.scene import set_scene

TODAY = AT.date()


def test_nothing_known_is_not_the_same_as_nothing_to_avoid(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=3, launched=False)
        make_fact(session, scene.people[1], "diet", "none")
        make_fact(session, scene.people[2], "diet", "ask")
        unknown, none, ask = gather_candidates(session, scene.campaign, TODAY)

    assert [(one.diet_known, one.diet_pending) for one in (unknown, none, ask)] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_what_they_told_us_about_food_adds_to_what_was_imported(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        make_fact(session, scene.people[0], "diet", "keto")
        make_fact(session, scene.people[0], "allergen", "nuts")
        make_fact(session, scene.people[0], "diet", "vegan", source="asked")
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)
        assert (candidate.follow, candidate.avoid) == (Diet.VEGAN | Diet.KETO, Allergen.NUTS)
        assert candidate.diet_known

        make_fact(session, scene.people[0], "diet", "none", source="asked")
        assert candidate_for(session, scene.campaign, scene.gifts[0], TODAY).avoid == Allergen(0)


def test_a_guess_forbids_but_never_counts_as_knowing(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        make_fact(session, scene.people[0], "allergen", "milk", source="inferred", confidence=0.3)
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)

    assert (candidate.avoid, candidate.diet_known) == (Allergen.MILK, False)


def test_the_companys_policy_binds_and_a_cap_in_another_money_allows_nothing(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        account = session.get_one(Account, scene.people[0].account_id)
        account.gift_policy = {"no_food": True, "cap_minor": 2500, "currency": "EUR"}
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)
        assert (candidate.no_food, candidate.cap_minor, candidate.no_gifts) == (True, 2500, False)

        account.gift_policy = {"cap_minor": 2500, "currency": "USD"}
        assert candidate_for(session, scene.campaign, scene.gifts[0], TODAY).cap_minor == 0


def test_what_they_have_or_were_given_before_is_not_given_again(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3, launched=False)
        scene.others[0].archetype = "mug"
        make_fact(session, scene.people[0], "has_already", "mug")
        last_year = make_campaign(session, scene.workspace_id, name="Last year")
        make_gift(session, last_year, scene.people[0], scene.others[1], status="delivered")
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)

    assert candidate.excluded_products == {scene.others[0].family, scene.others[1].family}


def test_what_they_do_not_want_is_excluded_as_a_kind_or_as_single_things(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, others=3, launched=False)
        scene.others[0].archetype = "wine_glass"
        for word in ("Wine glasses", "Other 1", "unheard of"):
            make_fact(session, scene.people[0], "dislike", word)
        scene.others[1].category = "other_1"
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)

    assert candidate.excluded_products == {scene.others[0].family}
    assert candidate.excluded_categories == {"other_1"}


def test_days_away_interests_and_age_come_from_the_facts(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        make_fact(session, scene.people[0], "away", "2026-12-20/2027-01-04")
        make_fact(session, scene.people[0], "interest", "chess")
        make_fact(session, scene.people[0], "motive", "calm", source="asked", confidence=1.0)
        make_fact(session, scene.people[0], "adult", "yes")
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)

    assert candidate.away == ((date(2026, 12, 20), date(2027, 1, 4)),)
    assert (candidate.interests["chess"], candidate.interests["tea"]) == (0.8, 0.5)
    assert (candidate.age_from, candidate.age_below) == (18, None)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ((), (None, None)),
        (("yes",), (18, None)),
        (("no",), (None, 18)),
        (("yes", "21"), (21, None)),
        (("25", "21"), (25, None)),
        (("16", "no"), (16, 18)),
    ],
)
def test_an_age_is_the_highest_that_is_known(
    database: str, said: tuple[str, ...], known: tuple[int | None, int | None]
) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        for value in said:
            remember(session, scene.people[0], "adult", value, "asked", AT)
        session.flush()
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], TODAY)
    assert (candidate.age_from, candidate.age_below) == known


@pytest.mark.parametrize("age", ["0", "131", "-3", "21.5", "twenty", "٢١", " 21"])
def test_an_age_that_nobody_has_is_refused(database: str, age: str) -> None:
    with transaction() as session:
        scene = set_scene(session, launched=False)
        with pytest.raises(InvalidInput):
            remember(session, scene.people[0], "adult", age, "asked", AT)


def test_somebody_who_left_or_was_erased_takes_no_gifts(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        scene.people[0].unsubscribed_at = scene.people[1].erased_at = AT
        session.flush()

        assert [one.no_gifts for one in gather_candidates(session, scene.campaign, TODAY)] == [True, True]


def test_a_launched_gift_is_fixed_and_a_planned_one_is_not(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, launched=False)
        scene.gifts[0].status = "opened"
        session.flush()

        assert [one.frozen_product for one in gather_candidates(session, scene.campaign, TODAY)] == [
            scene.products[0].id,
            None,
        ]


def test_a_product_becomes_a_choice_with_what_is_on_the_shelf_now(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        choice = choice_of(scene.products[0])

        assert (choice.id, choice.stock, choice.price_minor, choice.kind) == (scene.products[0].id, 4, 4400, "neither")
        assert session.get_one(Campaign, scene.campaign.id).currency == choice.currency


def test_products_come_in_the_order_of_their_codes_since_ids_are_random(database: str) -> None:
    with transaction() as session:
        workspace = make_workspace(session).id
        for sku in ("HP-4", "HP-2", "HP-6", "HP-3", "HP-5", "HP-1"):
            make_product(session, workspace, sku=sku)
        assert [choice.code for choice in gather_choices(session, workspace)] == [f"HP-{n}" for n in range(1, 7)]
