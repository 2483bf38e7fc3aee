from __future__ import annotations

import pytest

from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.planning.plan.news.first_answers import ENOUGH, FirstAnswers, first_answers
from service.workspaces.models import User
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
)

pytestmark = pytest.mark.usefixtures("database")


def set_scene(kept: int, declined: int, *, left: int = 1) -> tuple[User, Campaign]:
    """So many who answered, one who was launched and did not, and `left` who wait."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="running", approved_at=AT)
        campaign.current_match_run_id = make_match_run(session, campaign).id
        product = make_product(session, user.workspace_id, stock=99)
        stands = ["accepted"] * kept + ["declined"] * declined + ["notified"] + ["draft"] * left
        for row, status in enumerate(stands, start=2):
            person = make_recipient(session, make_account(session, user.workspace_id, f"Company {row}"))
            join(session, campaign, person, row)
            make_gift(
                session, campaign, person, product, status=status,
                launched_at=None if status == "draft" else AT,
                decided_at=AT if status in {"accepted", "declined"} else None,
            )  # fmt: skip
    return user, campaign


def test_below_twenty_answers_they_are_counted_and_no_share_is_told() -> None:
    user, campaign = set_scene(2, 1)
    with reading() as session:
        found = first_answers(session, campaign)
    assert found == FirstAnswers(launched=4, answered=3, kept=2)
    assert found.share is None
    page = Console(user).get(f"/campaigns/{campaign.id}/plan").text
    assert "3 of your first 4 people have answered: 2 kept the gift." in page
    assert "what they would keep is still assumed" in page


def test_from_twenty_answers_on_the_share_comes_with_its_interval() -> None:
    found = FirstAnswers(launched=40, answered=34, kept=27)
    assert found.share is not None
    assert (round(found.share.percent), *map(round, found.share.interval)) == (79, 63, 90)
    assert FirstAnswers(40, ENOUGH - 1, 3).share is None


def test_nothing_is_said_before_the_first_answer_or_once_nobody_is_left() -> None:
    _, unanswered = set_scene(0, 0)
    with reading() as session:
        assert first_answers(session, unanswered) is None
    _, over = set_scene(1, 0, left=0)
    with reading() as session:
        assert first_answers(session, over) is None
