"""What asking is worth on the plan's page: sums and counts that point to nobody."""

from __future__ import annotations

from typing import Any

from service.db.connect import transaction
from service.gifting.models import MatchRun
from service.planning.plan.expectation.worth_shown import WorthLine, asking_of
from tests.console import Console, sales_person
from tests.factories import join, make_account, make_campaign, make_gift, make_match_run, make_product, make_recipient


def question(kind: str, people: int, worth_minor: int, *, is_first: bool = False) -> dict[str, Any]:
    return {"kind": kind, "people": people, "worth_minor": worth_minor, "is_first": is_first}


def run_with(*questions: dict[str, Any], people: int = 168) -> MatchRun:
    return MatchRun(
        forecast={"asking": {"people": people, "weighed": people, "rate_minor": 1200.0, "questions": list(questions)}}
    )


def test_sums_have_two_digits_and_people_come_in_fives_unless_the_plan_names_them() -> None:
    asking = asking_of(run_with(question("diet", 18, 41_234, is_first=True), question("taste", 44, 9_876)))
    assert asking is not None
    assert list(asking.lines) == [
        WorthLine("What they eat", 18, True, 41_000),
        WorthLine("Sweet or savoury", 40, False, 9_900),
    ]
    assert asking.first == asking.lines[0]
    assert asking.total_minor == 50_900
    one_answered = asking_of(run_with(question("diet", 18, 41_234, is_first=True), question("taste", 43, 9_860)))
    assert one_answered == asking


def test_no_question_for_three_or_for_all_but_three_is_told() -> None:
    few, nearly_all = question("age", 3, 5_000), question("interest", 165, 70_000)
    assert asking_of(run_with(few, nearly_all)) is None
    asking = asking_of(run_with(few, nearly_all, question("away", 4, 2_000)))
    assert asking is not None
    assert [line.question for line in asking.lines] == ["When they’re away"]
    assert asking.hidden == 2


def test_what_rounds_to_nothing_is_not_told_and_older_plans_have_none() -> None:
    assert asking_of(run_with(question("language", 20, 12))) is None
    assert asking_of(MatchRun(forecast=None)) is asking_of(MatchRun(forecast={"ahead": None})) is None


def test_the_plan_says_what_asking_those_who_wait_is_worth(database: str) -> None:
    asked = run_with(question("diet", 18, 41_234, is_first=True), question("taste", 44, 9_876))
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="planned")
        person = make_recipient(session, make_account(session, user.workspace_id))
        join(session, campaign, person)
        gift = make_gift(session, campaign, person, make_product(session, user.workspace_id, "Truffles"))
        make_match_run(session, campaign, chosen=1, spend_minor=gift.price_minor, forecast=asked.forecast)
    page = " ".join(Console(user).get(f"/campaigns/{campaign.id}/plan").text.split())
    assert "Asking these <strong>18 people</strong> what they eat" in page
    assert "is worth up to about <strong>€410.00</strong>" in page
    assert "Up to about €509.00 for this plan" in page
    assert "Waiting for it: no gift can be chosen yet" in page
