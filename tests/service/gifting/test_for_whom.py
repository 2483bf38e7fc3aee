"""The menswear history and the dress: asked, and nothing concluded until they say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.gifting.answer_question import answer_for_whom, skip_question
from service.gifting.for_whom import swap_teaches
from service.gifting.live import live_gift
from service.gifting.other_gifts import ask_for_kind
from service.gifting.swap import swap_gift
from service.gifting.undo import undo_answer
from service.recipients.facts.fact import facts_of
from service.recipients.models import ProfileFact
from service.recipients.visibility import values_sender_sees
from tests.factories import AT, make_campaign, make_fact, make_gift, make_product
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")
LATER = AT + timedelta(minutes=1)


def swapped(session: Session, category: str = "dresses", interests: tuple[str, ...] = ("design",)) -> Scene:
    """Somebody of whom an interest in chess is known has just swapped their gift for something else."""
    scene = set_scene(session)
    make_fact(session, scene.people[0], "interest", "chess")
    dress = scene.others[0]
    dress.category, dress.interests = category, list(interests)
    session.flush()
    swap_gift(session, scene.gifts[0], dress.id, AT)
    return scene


def asked(session: Session, scene: Scene) -> str | None:
    return live_gift(session, scene.gifts[0], LATER).question


def known(session: Session) -> list[tuple[str, str, str]]:
    rows = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None)))
    return sorted((fact.kind, fact.value, fact.source) for fact in rows)


CHESS = ("interest", "chess", "imported")


def test_a_swap_unlike_all_that_is_known_is_asked_about_and_teaches_nothing_meanwhile() -> None:
    with transaction() as session:
        scene = swapped(session)
        assert (asked(session, scene), swap_teaches(session, scene.gifts[0])) == ("for_whom", False)
        assert known(session) == [CHESS]


SEEN = ("rather", "interest:design>interest:chess", "observed")


@pytest.mark.parametrize(
    ("category", "question", "concluded"), [("dresses", "for_whom", []), ("menswear", None, [SEEN])]
)
def test_the_menswear_history_and_the_dress(
    category: str, question: str | None, concluded: list[tuple[str, str, str]]
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        shirt = make_product(session, scene.workspace_id, "Shirt", category="menswear", interests=["running"])
        before = make_campaign(session, scene.workspace_id, status="closed")
        make_gift(session, before, scene.people[0], shirt, status="delivered")
        scene.others[0].category, scene.others[0].interests = category, ["design"]
        session.flush()
        swap_gift(session, scene.gifts[0], scene.others[0].id, AT)
        assert (asked(session, scene), known(session)) == (question, concluded)


def test_for_themselves_it_speaks_for_what_it_is_about() -> None:
    with transaction() as session:
        scene = swapped(session)
        answer_for_whom(session, scene.gifts[0], "self", LATER)
        assert known(session) == [("for_whom", "self", "asked"), CHESS, ("interest", "design", "observed")]
        supposed = facts_of(session, [scene.people[0].id], AT.date())[scene.people[0].id]
        assert values_sender_sees(supposed) == {("interest", "chess")}
        assert (asked(session, scene), swap_teaches(session, scene.gifts[0])) == (None, True)


def test_for_somebody_else_only_the_answer_is_kept_and_a_changed_mind_is_welcome() -> None:
    with transaction() as session:
        scene = swapped(session)
        answer_for_whom(session, scene.gifts[0], "self", LATER)
        answer_for_whom(session, scene.gifts[0], "somebody", LATER + timedelta(minutes=1))
        assert known(session) == [("for_whom", "somebody", "asked"), CHESS]
        assert swap_teaches(session, scene.gifts[0]) is False


def test_rather_not_say_stores_only_that() -> None:
    with transaction() as session:
        scene = swapped(session)
        skip_question(session, scene.gifts[0], "for_whom", LATER)
        assert (known(session), asked(session, scene)) == ([CHESS], None)
        assert swap_teaches(session, scene.gifts[0]) is False


def test_a_swap_like_what_is_known_and_one_that_was_taken_back_are_not_asked_about() -> None:
    with transaction() as session:
        scene = swapped(session, interests=("chess", "design"))
        assert (asked(session, scene), swap_teaches(session, scene.gifts[0])) == (None, True)
    with transaction() as session:
        scene = swapped(session)
        undo_answer(session, scene.gifts[0], LATER)
        assert asked(session, scene) is None


def looked(session: Session, words: str = "design") -> Scene:
    """Somebody of whom an interest in chess is known asks to see a kind of gift, and swaps nothing."""
    scene = set_scene(session)
    make_fact(session, scene.people[0], "interest", "chess")
    for one in scene.others:
        one.interests = ["design"]
    session.flush()
    ask_for_kind(session, scene.gifts[0], words, AT)
    return scene


def test_a_look_unlike_all_that_is_known_is_asked_about_and_concludes_nothing_meanwhile() -> None:
    with transaction() as session:
        scene = looked(session)
        assert (asked(session, scene), scene.gifts[0].is_swapped) == ("for_whom", False)
        assert known(session) == [CHESS, ("wish", "design", "asked")]


def test_a_look_at_what_is_known_asks_nothing() -> None:
    with transaction() as session:
        scene = set_scene(session)
        make_fact(session, scene.people[0], "interest", "chess")
        ask_for_kind(session, scene.gifts[0], "chess", AT)
        assert asked(session, scene) is None


def test_a_look_for_themselves_speaks_for_its_kind_and_one_for_somebody_else_for_nothing() -> None:
    with transaction() as session:
        scene = looked(session)
        answer_for_whom(session, scene.gifts[0], "self", LATER)
        assert known(session) == [
            ("for_whom", "self", "asked"), CHESS, ("interest", "design", "observed"), ("wish", "design", "asked"),
        ]  # fmt: skip
        answer_for_whom(session, scene.gifts[0], "somebody", LATER + timedelta(minutes=1))
        assert known(session) == [("for_whom", "somebody", "asked"), CHESS]


def test_rather_not_say_after_a_look_stores_only_that() -> None:
    with transaction() as session:
        scene = looked(session)
        skip_question(session, scene.gifts[0], "for_whom", LATER)
        assert (asked(session, scene), known(session)) == (None, [CHESS, ("wish", "design", "asked")])


@pytest.mark.parametrize(("told", "question"), [(None, "size"), ("L", None), ("M", "size")])
def test_another_size_of_the_same_thing_asks_which_they_wear(told: str | None, question: str | None) -> None:
    with transaction() as session:
        scene = set_scene(session)
        own, other = scene.products[0], scene.others[0]
        own.variant, other.variant = {"size": {"en": "M"}}, {"size": {"en": "L"}}
        own.interests = other.interests = ["chess"]
        own.family = other.family = "shirt"
        if told is not None:
            make_fact(session, scene.people[0], "size", told, source="asked")
        session.flush()
        swap_gift(session, scene.gifts[0], other.id, AT)
        assert asked(session, scene) == question
        assert ("size", "L", "asked") not in known(session) or told == "L"
