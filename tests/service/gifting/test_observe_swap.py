"""Rather X than Y: from the press on the page to the chance in the next plan, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.content.pages.privacy import change_known, known_page
from service.db.connect import transaction
from service.decisions.scoring.score import score
from service.gifting.candidate import candidate_for
from service.gifting.decline import decline_gift
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.planning.plan.choose import gather_problem
from service.recipients.facts.fact import facts_of
from service.recipients.models import ProfileFact
from service.recipients.visibility import values_sender_sees
from service.recipients.wishes.rather import KIND, rather, sides
from tests.factories import AT, join, make_campaign, make_fact
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")
LATER = AT + timedelta(minutes=1)
SAID = "interest:tea>interest:chess"


def scene_of(
    session: Session, to: tuple[str, ...] = ("tea", "design"), away: tuple[str, ...] = ("chess", "design")
) -> Scene:
    """A gift about `away`, and another to swap to that is about `to`."""
    scene = set_scene(session)
    scene.people[0].locale = "en"
    scene.products[0].interests, scene.others[0].interests, scene.others[1].interests = (
        list(away),
        list(to),
        ["running"],
    )
    session.flush()
    return scene


def swapped(session: Session, to: tuple[str, ...] = ("tea", "design")) -> Scene:
    scene = scene_of(session, to)
    swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
    return scene


def seen(session: Session) -> list[str]:
    rows = session.scalars(select(ProfileFact).where(ProfileFact.kind == KIND, ProfileFact.withdrawn_at.is_(None)))
    return sorted(fact.value for fact in rows)


def chances(session: Session, scene: Scene, campaign: Campaign | None = None) -> dict[str, float]:
    """By name, the P of every product for the scene's person as the planner of a campaign has it."""
    problem = gather_problem(session, campaign or scene.campaign, LATER).problem
    names = {product.id: product.texts["en"]["name"] for product in (*scene.products, *scene.others)}
    return {names[one.id]: score(problem.candidates[0], one, problem.terms).propensity for one in problem.choices}


def next_campaign(session: Session, scene: Scene) -> Campaign:
    campaign = make_campaign(session, scene.workspace_id, name="The next one")
    join(session, campaign, scene.people[0])
    return campaign


def test_a_swap_is_kept_as_an_observed_fact_that_the_sender_does_not_see() -> None:
    with transaction() as session:
        scene = swapped(session)
        (fact,) = facts_of(session, [scene.people[0].id], AT.date())[scene.people[0].id]
        assert (fact.kind, fact.value, fact.source, fact.kept_private) == ("rather", SAID, "observed", True)
        assert values_sender_sees([fact]) == frozenset()


def test_in_the_next_plan_the_odds_of_what_was_chosen_double_and_of_what_was_left_halve_exactly() -> None:
    with transaction() as session:
        scene = scene_of(session)
        before = chances(session, scene, next_campaign(session, scene))
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        after = chances(session, scene, next_campaign(session, scene))
    assert before == {"Gift 0": 0.4, "Other 0": 0.4, "Other 1": 0.4}
    # Two to three: doubled four to three, halved one to three.
    assert after == pytest.approx({"Gift 0": 1 / 4, "Other 0": 4 / 7, "Other 1": 2 / 5}, abs=1e-12)


def test_it_stands_on_their_page_in_words_and_once_deleted_nothing_uses_it() -> None:
    with transaction() as session:
        scene = swapped(session)
        page = known_page(session, scene.gifts[0], LATER, None, "greeted").decode()
        assert "Tea rather than chess" in page
        (fact,) = session.scalars(select(ProfileFact).where(ProfileFact.kind == KIND))
        assert change_known(session, scene.gifts[0], {"act": "erase", "fact": fact.id}, [], LATER) == "erased"
        assert seen(session) == []
        assert candidate_for(session, scene.campaign, scene.gifts[0], AT.date()).tastes == {}
        assert "rather than" not in known_page(session, scene.gifts[0], LATER, None, "greeted").decode()


def test_what_was_seen_twice_counts_twice_is_told_once_and_deleted_with_one_press() -> None:
    with transaction() as session:
        scene = swapped(session)
        undo_answer(session, scene.gifts[0], LATER)
        assert seen(session) == []
        for minutes in (2, 3):
            swap_gift(session, scene.gifts[0], scene.others[0].id, AT + timedelta(minutes=minutes))
            scene.gifts[0].product_id = scene.products[0].id
            session.flush()
        assert seen(session) == [SAID, SAID]
        tastes = candidate_for(session, scene.campaign, scene.gifts[0], AT.date()).tastes
        assert tastes["interest:tea"] == pytest.approx(1.3862943611)
        page = known_page(session, scene.gifts[0], LATER, None, "greeted").decode()
        assert page.count("Tea rather than chess") == 1
        fact = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None))).first()
        assert fact is not None
        change_known(session, scene.gifts[0], {"act": "erase", "fact": fact.id}, [], LATER)
        assert seen(session) == []


def test_a_swap_that_is_taken_back_leaves_nothing() -> None:
    with transaction() as session:
        scene = swapped(session)
        undo_answer(session, scene.gifts[0], LATER)
        assert seen(session) == []
        assert scene.gifts[0].product_id == scene.products[0].id


@pytest.mark.parametrize(
    ("kind", "value"), [("diet", "vegan"), ("allergen", "nuts"), ("material", "wool"), ("diet", "none")]
)
@pytest.mark.parametrize("source", ["asked", "inferred", "imported"])
def test_after_anything_was_told_of_food_skin_or_materials_a_swap_teaches_nothing(
    kind: str, value: str, source: str
) -> None:
    with transaction() as session:
        scene = scene_of(session)
        make_fact(session, scene.people[0], kind, value, source=source, created_at=AT)
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert seen(session) == []


def test_what_was_told_before_the_gift_was_put_before_them_is_no_reason_of_this_swap() -> None:
    with transaction() as session:
        scene = scene_of(session)
        make_fact(session, scene.people[0], "diet", "none", source="asked", created_at=AT - timedelta(days=1))
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert seen(session) == [SAID]


@pytest.mark.parametrize(
    ("reason", "teaches"), [("dietary", False), ("privacy", False), ("gift_policy", False), ("not_interested", True)]
)
def test_after_a_no_for_anything_but_taste_a_swap_teaches_nothing(reason: str, teaches: bool) -> None:
    with transaction() as session:
        scene = scene_of(session)
        decline_gift(session, scene.gifts[0], reason, AT)
        undo_answer(session, scene.gifts[0], LATER)
        swap_gift(session, scene.gifts[0], scene.others[0].id, LATER)
        assert seen(session) == ([SAID] if teaches else [])


def test_a_swap_that_they_are_asked_about_teaches_nothing() -> None:
    with transaction() as session:
        scene = scene_of(session, to=("tea",))
        make_fact(session, scene.people[0], "interest", "chess")
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert seen(session) == []


def test_where_two_gifts_are_about_the_same_it_speaks_of_their_categories() -> None:
    with transaction() as session:
        scene = scene_of(session, to=("chess",), away=("chess",))
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert seen(session) == [f"category:other 0>category:{scene.products[0].category}"]


@pytest.mark.parametrize(
    "value", ["", "interest:tea", "diet:vegan>interest:tea", "interest:a>interest:b>interest:c", "interest:>interest:b"]
)
def test_only_what_was_written_so_is_read(value: str) -> None:
    assert sides(value) is None


def test_a_trait_that_cannot_be_written_is_not_kept() -> None:
    assert rather(("interest:a,b",), ("interest:c",)) is None
    assert rather(("interest:a", "interest:b"), ("category:c d",)) == "interest:a,interest:b>category:c d"
