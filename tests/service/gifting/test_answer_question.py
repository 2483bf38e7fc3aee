from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import transaction
from service.errors import InvalidInput
from service.gifting.answer_question import answer_diet, answer_interest, skip_question
from service.gifting.candidate import candidate_for
from service.gifting.live import live_gift
from service.jobs.models import Job
from service.recipients.answers import is_open
from service.recipients.facts.doubt import open_doubt
from service.recipients.models import ProfileFact, Question
from service.recipients.questions import FORMER_MOTIVES, MOTIVES, NONE_OF_THESE
from tests.factories import AT
from tests.service.gifting.scene import kinds, set_scene


def test_a_leaning_is_kept_for_later_gifts_and_changes_nothing_now(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        answer_interest(session, scene.gifts[0], "sport", AT)

        fact = session.scalars(select(ProfileFact)).one()
        assert (fact.kind, fact.value, fact.source) == ("motive", "sport", "asked")
        assert session.scalars(select(Job).where(Job.kind == "gifting.redecide")).all() == []
        assert kinds(session, scene.gifts[0]) == ["gift.created", "gift.opened", "gift.preference_answered"]


def test_every_answer_about_diet_is_looked_at_on_its_own_and_an_older_look_that_nobody_began_is_taken_back(
    database: str,
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        answer_diet(session, scene.gifts[0], [], [], AT)
        answer_diet(session, scene.gifts[0], [], ["nuts"], AT)

        jobs = session.execute(
            select(Job.version, Job.state).where(Job.kind == "gifting.redecide").order_by(Job.version)
        )
        assert [tuple(job) for job in jobs] == [(1, "canceled"), (2, "pending")]


def test_a_question_that_was_skipped_is_over(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        skip_question(session, scene.gifts[0], "interest", AT)

        question = session.scalars(select(Question)).one()
        assert (question.kind, question.skipped_at, question.answered_at) == ("interest", AT, None)


@pytest.mark.parametrize("status", ["accepted", "ordered", "shipped", "delivered"])
def test_a_doubt_is_asked_about_and_answered_while_a_gift_is_on_its_way_and_after_its_campaign(
    database: str, status: str
) -> None:
    after = AT.replace(year=2028)
    with transaction() as session:
        scene = set_scene(session)
        scene.gifts[0].status = status
        open_doubt(session, scene.people[0], "imported", AT)
        assert live_gift(session, scene.gifts[0], after).question == "diet"

        answer_diet(session, scene.gifts[0], ["vegan"], [], after)
        assert live_gift(session, scene.gifts[0], after).question != "diet"
        assert scene.gifts[0].status == status


@pytest.mark.parametrize("motive", [*MOTIVES, NONE_OF_THESE, *FORMER_MOTIVES])
def test_a_motive_is_kept_as_it_was_answered_and_only_those_in_the_list_are_told(database: str, motive: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        answer_interest(session, scene.gifts[0], motive, AT)
        assert session.scalars(select(ProfileFact.value)).all() == [motive]
        candidate = candidate_for(session, scene.campaign, scene.gifts[0], AT.date())
        assert set(candidate.interests) == set({**MOTIVES, **FORMER_MOTIVES}.get(motive, ()))
        assert is_open(session, scene.people[0].id, "interest") is False


def test_what_is_no_motive_is_refused(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(InvalidInput):
            answer_interest(session, scene.gifts[0], "luck", AT)
