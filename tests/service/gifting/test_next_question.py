"""Which question is worth asking whom."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.gifting.next_question import next_question
from service.gifting.possible_answers import Known, possible_answers
from service.recipients.questions import ANSWERS, KINDS, QUESTIONS, UNSAID, QuestionKind
from tests.factories import AT, make_fact, make_product
from tests.service.decisions.people_and_products import person
from tests.service.gifting.scene import Scene, set_scene

pytestmark = pytest.mark.usefixtures("database")


def scene_with(session: Session, *facts: tuple[str, str], locale: str = "cs", **product: Any) -> Scene:
    """One person with these facts, and beside what their campaign gives one more product."""
    scene = set_scene(session)
    scene.people[0].locale = locale
    if product:
        make_product(session, scene.workspace_id, "Special", **product)
    for kind, value in facts:
        make_fact(session, scene.people[0], kind, value, source="asked")
    session.flush()
    return scene


@pytest.mark.parametrize(
    ("facts", "values", "asked"),
    [
        ([("diet", "none")], {"interests": ["tea"]}, "interest"),
        ([], {"interests": ["tea"]}, "interest"),
        ([("diet", "none"), ("motive", "craft")], {"interests": ["chocolate"]}, "taste"),
        ([("diet", "none")], {"locale": "de"}, "language"),
        ([("diet", "none"), ("channel", "mail")], {}, None),
        ([("diet", "none"), ("channel", "mail"), ("language", "de")], {"locale": "de"}, None),
    ],
)
def test_the_question_that_is_worth_most_is_asked_or_none(
    facts: list[tuple[str, str]], values: dict[str, Any], asked: str | None
) -> None:
    with transaction() as session:
        scene = scene_with(session, *facts, **values)
        assert next_question(session, scene.gifts[0], AT) == asked


def test_who_knows_no_food_of_us_is_asked_about_it_where_food_is_what_they_would_have() -> None:
    with transaction() as session:
        scene = scene_with(session, kind="edible", category="food", interests=["tea"])
        make_fact(session, scene.people[0], "interest", "tea", confidence=1.0)
        assert next_question(session, scene.gifts[0], AT) == "diet"


@pytest.mark.parametrize("change", ["erased_at", "unsubscribed_at"])
def test_nobody_is_asked_who_wants_no_more(change: str) -> None:
    with transaction() as session:
        scene = scene_with(session, ("diet", "none"), interests=["tea"])
        setattr(scene.people[0], change, AT)
        session.flush()
        assert next_question(session, scene.gifts[0], AT) is None


@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_that_are_reckoned_with_are_everybodys(kind: QuestionKind) -> None:
    found = possible_answers(kind, Known("cs", person()))
    if QUESTIONS[kind].is_signal:
        assert found == ()
    else:
        assert sum(answer.share for answer in found) == pytest.approx(1)
    assert sum(QUESTIONS[kind].shares.values()) == pytest.approx(1.0)
    assert UNSAID not in ANSWERS[kind]
    assert (QUESTIONS[kind].cost > 0, bool(QUESTIONS[kind].changes)) == (True, True)
