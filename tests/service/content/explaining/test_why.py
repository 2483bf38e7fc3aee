"""Why this gift and why we write, told to the person it was decided for: true to the record, and nothing of anybody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from renderers.language.translations import keys
from renderers.markup.readable import readable
from renderers.microsite.own.why import NotDone, WhyGift, WhyNow
from service.brain.deciding import labels
from service.brain.deciding.decide_for import decide_for
from service.brain.deciding.models import NextDecision
from service.content.explaining.why import AGAINST, BECAUSE, OTHERS, why_gift, why_now
from service.content.pages.privacy import known_page
from service.db.base import Base, utc_now
from service.db.connect import reading, transaction
from service.decisions.next_action.decide import NO_FIGURE
from service.decisions.next_action.layers import RULES
from service.decisions.values import Reason
from service.gifting.decision_records import record_decision
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import facts_of
from service.recipients.models import Account, ProfileFact, Recipient
from tests.factories import make_fact
from tests.service.brain.people import AT, DAY, Two, happened, mailed, make_two, who
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        return make_two(session)


def decided(two: Two, at: Any = AT) -> NextDecision:
    with transaction() as session:
        _, decision_id = decide_for(session, who(session, two), at, "asked")
        return session.get_one(NextDecision, decision_id)


def told(gift_id: str) -> WhyNow | None:
    with reading() as session:
        return why_now(session, session.get_one(RecipientGift, gift_id))


def invited(row: NextDecision) -> str:
    assert row.gift_id is not None
    return row.gift_id


def why(session: Session, gift_id: str) -> WhyGift | None:
    gift, at = session.get_one(RecipientGift, gift_id), utc_now()
    return why_gift(session, gift, facts_of(session, [gift.recipient_id], at.date())[gift.recipient_id], at)


def planned(scene: Scene, **body: Any) -> str:
    gift_id = scene.gifts[0].id
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        record_decision(session, gift, "plan", {"product_id": gift.product_id} | body, utc_now())
    return gift_id


def test_every_code_of_a_decision_has_words_for_its_own_reader() -> None:
    assert AGAINST.keys() == labels.BLOCKED.keys() == {*(rule.code for rule in RULES), NO_FIGURE}
    assert BECAUSE.keys() == labels.REASONS.keys()
    assert OTHERS.keys() == set(Reason)
    wanted = {f"why.against.{code}" for code in AGAINST.values()} | {f"why.because.{code}" for code in BECAUSE.values()}
    wanted |= {f"why.others.{code}" for code in OTHERS.values()} | {f"why.act.{kind}" for kind in labels.ACTIONS}
    assert wanted <= keys("why")
    assert {BECAUSE[f"just_{code}"] for code in labels.SIGNALS} <= {key.split(".")[-1] for key in keys("why")}


def test_what_was_decided_is_told_as_it_is_stored(two: Two) -> None:
    row = decided(two)
    found = told(invited(row))
    assert found is not None
    assert (found.at, found.act) == (row.at, row.kind)
    assert found.because == tuple(dict.fromkeys(BECAUSE[code] for code in row.said["winner"]["reasons"] or ["best"]))
    codes = {one["action"].split(":")[0]: one["code"] for one in reversed(row.said["blocked"])}
    assert all(one.against in {AGAINST[code] for code in codes.values()} for one in found.not_done)
    assert {one.act for one in found.not_done} <= codes.keys()


def test_a_gift_that_nobody_was_invited_to_yet_stays_a_surprise(two: Two) -> None:
    row = decided(two)
    theirs = told(invited(row))
    assert theirs is not None
    assert (row.kind, theirs.act) == ("send", "send")
    assert told(next(gift_id for gift_id in (two.first, two.second) if gift_id != row.gift_id)) is None


def test_a_day_of_peace_says_what_kept_us_quiet_and_until_when(two: Two) -> None:
    with transaction() as session:
        for gift_id in (two.first, two.second):
            mailed(session, gift_id, "invitation", AT - DAY)
            session.get_one(RecipientGift, gift_id).status = "notified"
    found = told(two.first) if decided(two).kind == "nothing" else None
    assert found is not None
    assert (found.act, found.because) == ("nothing", ("attention", "lately"))
    # Five days have to pass before the reminder; three since the last message, for everything else.
    assert NotDone("remind", "too_soon") in found.not_done
    assert NotDone("send", "done") in found.not_done


def test_something_that_happened_is_told_where_without_it_the_decision_were_another(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "invitation", AT - 20 * DAY)
        gift = session.get_one(RecipientGift, two.first)
        gift.status, gift.decided_at = "accepted", AT - DAY
        session.get_one(RecipientGift, two.second).status = "canceled"
        happened(session, two.first, "gift.accepted", AT - timedelta(hours=1))
    row = decided(two)
    found = told(two.first)
    assert found is not None
    assert row.kind == "thank" == found.act
    assert found.because[0] == "said_yes"
    assert found.without == ("said_yes",)


def test_what_a_company_is_worth_is_the_same_sentence_whatever_it_is_worth(two: Two) -> None:
    pages = []
    for worth in ("most", "least"):
        with transaction() as session:
            account = session.get_one(Account, two.account_id)
            account.worth = "high" if worth == "most" else "low"
            session.execute(update(NextDecision).values(at=AT - 90 * DAY))
        row = decided(two)
        pages.append(told(invited(row)))
        assert f"account_value_{'high' if worth == 'most' else 'low'}" in row.said["winner"]["reasons"]
    assert pages[0] is not None
    assert pages[0] == pages[1]
    assert "account" in pages[0].because


def test_a_gift_says_how_it_came_to_be_theirs_with_the_estimate_and_the_facts_of_its_record(database: str) -> None:
    scene = scene_now(others=1)
    gift_id = planned(scene, score={"propensity": 0.617}, fact_ids=["fct_1", "fct_2"])
    with reading() as session:
        found = why(session, gift_id)
    assert found is not None
    assert (found.how, found.share, found.facts) == ("plan", 62, 2)
    assert found.causes == ("well_liked", "of_nothing_shunned")
    assert found.others == ("best",)


def test_nothing_tells_a_colleagues_gift_from_one_that_is_sold_out(database: str) -> None:
    assert OTHERS[Reason.TAKEN_IN_ACCOUNT] == OTHERS[Reason.OUT_OF_STOCK] == OTHERS[Reason.INSUFFICIENT_FUNDS]
    assert {OTHERS[one] for one in Reason if one.value.startswith("outside") or one is Reason.CURRENCY} == {"plan"}


def test_an_interest_that_is_kept_private_is_given_as_no_reason(database: str) -> None:
    scene = scene_now(others=0)
    gift_id = planned(scene)
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        person = session.get_one(Recipient, gift.recipient_id)
        scene_product = session.merge(scene.products[0])
        scene_product.interests = ["chess"]
        fact = make_fact(session, person, "interest", "chess", source="asked").id
    with reading() as session:
        open_about_it = why(session, gift_id)
    with transaction() as session:
        session.get_one(ProfileFact, fact).kept_private = True
    with reading() as session:
        private = why(session, gift_id)
    assert open_about_it is not None
    assert private is not None
    assert open_about_it.causes == ("shared_interests", "of_nothing_shunned")
    assert private == replace(open_about_it, causes=("of_nothing_shunned",))


def test_a_gift_chosen_in_a_swap_says_so_and_not_what_we_went_by(database: str) -> None:
    scene = scene_now(others=0)
    gift_id = planned(scene)
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        record_decision(session, gift, "swap", {"product_id": gift.product_id}, utc_now())
    with reading() as session:
        found = why(session, gift_id)
    assert found == WhyGift("swap", ("of_nothing_shunned",))


def test_the_page_tells_both_and_looking_writes_no_row(two: Two) -> None:
    gift_id = invited(decided(two))
    with transaction() as session:
        who(session, two).locale = "en"
        gift = session.get_one(RecipientGift, gift_id)
        record_decision(session, gift, "override", {"product_id": gift.product_id, "why": ""}, AT)
    before = rows()
    with reading() as session:
        page = known_page(session, session.get_one(RecipientGift, gift_id), AT, None, "greeted")
    assert rows() == before
    words = readable(page.decode())
    assert "Someone at Fjord & Loom AS chose it for you." in words
    # What most people like decided nothing here.
    assert "most people" not in words
    assert "An invitation to your gift" in words
    assert "How often, when and about what we write is up to you" in words
    assert not [code for code in (*labels.BLOCKED, *labels.REASONS) if "_" in code and code in words]


def rows() -> dict[str, int]:
    with reading() as session:
        tables = Base.metadata.sorted_tables
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
