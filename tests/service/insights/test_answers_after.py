"""Figures of what people said: counts from four, means from twenty, four answers at a time, and never one person's answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.insights.answers_after import Said, _line, count_answers
from service.recipients.afterwards.models import Rating
from tests.factories import AT, make_campaign, make_workspace

CARED = "Did it feel as if somebody cared? (0 to 10)"


def say(session: Session, campaign: Campaign, kind: str, answers: list[str]) -> None:
    for number, answer in enumerate(answers):
        session.add(
            Rating(
                id=f"rat_{kind}_{number}", workspace_id=campaign.workspace_id, campaign_id=campaign.id, kind=kind,
                state="answered", answer=answer, asked_at=AT, answered_at=AT + timedelta(minutes=number),
            )
        )  # fmt: skip
    session.flush()


@pytest.mark.parametrize(
    ("answers", "launched", "line"),
    [
        (["7"] * 3, 50, Said(CARED, None, None)),
        (["7"] * 4, 50, Said(CARED, 4, None)),
        (["7"] * 7, 50, Said(CARED, 4, None)),
        (["7"] * 19, 50, Said(CARED, 16, None)),
        (["7"] * 20, 50, Said(CARED, 20, "mean 7.0, interval 7.0 to 7.0")),
        (["7"] * 20 + ["0"] * 3, 50, Said(CARED, 20, "mean 7.0, interval 7.0 to 7.0")),
        (["7"] * 20 + ["0"] * 4, 50, Said(CARED, 24, "mean 5.8, interval 4.8 to 6.9")),
        (["7"] * 20, 23, Said(CARED, None, None)),
    ],
)
def test_small_numbers_are_not_said(answers: list[str], launched: int, line: Said) -> None:
    assert _line("cared", answers, launched) == line


def test_moods_are_said_where_none_of_them_is_a_few(database: str) -> None:
    assert database
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        say(session, campaign, "how_is_it", ["love"] * 12 + ["good"] * 8)
        assert count_answers(session, campaign, 100) == [Said("How is it?", 20, "12 love it, 8 good")]
        say(session, campaign, "nps", ["10"] * 10 + ["8"] * 5 + ["6"] * 5)
        assert count_answers(session, campaign, 100)[1].figure == "score +25, interval −12 to +62"


@pytest.mark.parametrize("answers", [["love"] * 20, ["love"] * 17 + ["wrong"] * 3])
def test_a_mood_of_a_few_or_of_everybody_is_not_said(answers: list[str]) -> None:
    assert _line("how_is_it", answers, 100) == Said("How is it?", 20, None)


def test_older_answers_from_one_to_ten_are_read_and_an_answer_off_its_scale_is_not(database: str) -> None:
    assert database
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        say(session, campaign, "one_to_ten", ["10"] * 20 + ["11"])
        assert count_answers(session, campaign, 100) == [
            Said("Earlier answers, 1 to 10", 20, "mean 10.0, interval 10.0 to 10.0")
        ]
