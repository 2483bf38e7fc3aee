"""The four causes of failure, each with what proves it."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from service.brain.register.keep import add_insight, settle_insight
from service.brain.register.problem import state_problem
from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.insights.causes.gather import Answer, ContentLine, causes_of
from service.recipients.models import Recipient
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_workspace,
    owner_of,
)
from tests.service.brain.register.test_register import PROBLEM, WHOLE

TODAY = AT.date()


def planned(session: Session, people: int) -> tuple[Campaign, list[RecipientGift]]:
    workspace = make_workspace(session)
    campaign = make_campaign(session, workspace.id, message={"en": "Hello", "cs": "Ahoj"}, occasion={"en": "spring"})
    product = make_product(session, workspace.id, stock=people)
    gifts = []
    for number in range(people):
        person = make_recipient(session, make_account(session, workspace.id, f"Company {number}"))
        join(session, campaign, person, number + 2)
        gifts.append(make_gift(session, campaign, person, product))
    return campaign, gifts


def launched(gifts: list[RecipientGift], wave: int, status: str = "notified") -> None:
    for gift in gifts:
        gift.launched_at, gift.wave, gift.status = AT, wave, status


def test_a_draft_without_anything_waits_for_problem_and_evidence(database: str) -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        found = causes_of(session, campaign, TODAY)
    assert [found.problem, found.evidence, found.tested, found.content] == [
        Answer("need", "Not stated yet", "Not stated"),
        Answer("need", "None yet", "None"),
        Answer("wait", "Nothing has been launched yet", "Not yet"),
        Answer("wait", "No people yet", "Not counted yet"),
    ]
    assert found.open == 2


def test_evidence_is_what_counts_today_and_an_expired_one_does_not(database: str) -> None:
    with transaction() as session:
        campaign = make_campaign(session, make_workspace(session).id)
        other = make_campaign(session, campaign.workspace_id)
        actor = owner_of(campaign.workspace_id)
        row = add_insight(session, actor, WHOLE | {"campaign": campaign.id}, AT)
        guess = causes_of(session, campaign, TODAY).evidence
        settle_insight(session, actor, row.id, {"outcome": "holds", "note": "+15"}, AT)
        sure, elsewhere = causes_of(session, campaign, TODAY).evidence, causes_of(session, other, TODAY).evidence
        late = causes_of(session, campaign, row.expires_on.replace(year=2028)).evidence
    assert [guess, sure, elsewhere, late] == [
        Answer("need", "1 guess, none tested", "Guesses only"),
        Answer("ok", "1 insight that counts", "1 insight"),
        Answer("need", "None yet", "None"),
        Answer("need", "None that counts; 1 expired", "None"),
    ]


def test_a_first_wave_is_a_test_where_it_is_small_and_could_have_stopped(database: str) -> None:
    with transaction() as session:
        campaign, gifts = planned(session, 30)
        launched(gifts[:6], 1, "accepted")
        launched(gifts[6:10], 1)
        session.flush()
        unstated = causes_of(session, campaign, TODAY)
        for gift in gifts:
            gift.launched_at = None
        session.flush()
        state_problem(session, owner_of(campaign.workspace_id), campaign, PROBLEM, AT)
        launched(gifts[:6], 1, "accepted")
        launched(gifts[6:10], 1)
        session.flush()
        tested = causes_of(session, campaign, TODAY)
        launched(gifts[10:], 1)
        session.flush()
        at_once = causes_of(session, campaign, TODAY)
    assert unstated.problem == Answer("need", "Never stated, and the first wave has left", "Not stated")
    assert unstated.tested.word == "No stop line"
    assert tested.tested == Answer("ok", "Tested with a first wave of 10", "10 of 30")
    assert tested.wave is not None
    assert (tested.wave.glad, tested.wave.people, tested.wave.stop_at, tested.wave.percent) == (6, 10, 4, None)
    assert at_once.tested == Answer("need", "Not tested: 30 of 30 left at once", "All at once")


def test_content_there_is_counted_against_content_needed(database: str) -> None:
    with transaction() as session:
        campaign, gifts = planned(session, 3)
        session.get_one(Recipient, gifts[0].recipient_id).locale = "ja-JP"
        session.flush()
        found = causes_of(session, campaign, TODAY)
    assert found.languages == {"cs": 2, "ja": 1}
    assert list(found.texts) == [
        ContentLine("Occasion", {"cs": (0, 1), "ja": (0, 1)}),
        ContentLine("Message", {"cs": (1, 1), "ja": (0, 1)}),
        ContentLine("Gifts of the plan", {"cs": (1, 1), "ja": (0, 1)}),
    ]
    assert found.content == Answer("need", "4 of 6 texts missing", "4 missing")
    assert found.tested == replace(found.tested, state="off", word="Not needed")
