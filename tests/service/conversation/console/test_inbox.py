"""One inbox for the workspace: who waits longest first, each seller their own people, and never what is about food."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.recipients.letters.models import Letter
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import make_user
from tests.service.conversation.talk import Talk, letters


def waits(letter: Letter, days: float) -> None:
    with transaction() as session:
        session.execute(
            update(Letter).where(Letter.id == letter.id).values(handed_over_at=utc_now() - timedelta(days=days))
        )


@pytest.mark.slow
def test_a_waiting_person_is_listed_and_answered_once(talk: Talk) -> None:
    letter = talk.say("And was the cocoa grown without child labour?")
    browser = Console(talk.nora)
    assert ("1 person waiting" in browser.get("/inbox").text, "Waiting" in browser.get("/inbox").text) == (True, True)
    page = browser.get(f"/inbox/{talk.gift.id}")
    assert (page.status_code, "child labour" in page.text) == (200, True)
    for _ in range(2):
        assert browser.post(f"/inbox/{talk.gift.id}", words="One cooperative.", once="a").status_code == 303
    assert [(one.writer, one.user_id) for one in letters() if one.writer == "seller"] == [("seller", talk.nora.id)]
    assert "Nobody is waiting for an answer." in browser.get("/inbox").text
    with reading() as session:
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "thread.answered")).all()
        assert [(line.user_id, line.subject_id, line.body) for line in lines] == [(talk.nora.id, talk.gift.id, {})]
        assert session.get_one(Letter, letter.id).answered_at is not None


@pytest.mark.slow
def test_whoever_waits_longest_comes_first(talk: Talk) -> None:
    from service.campaigns.models import Campaign
    from service.conversation.console.inbox import list_threads
    from service.workspaces.actor import actor_of
    from tests.factories import make_account, make_gift, make_product, make_recipient

    first = talk.say("And was the cocoa grown without child labour?")
    with transaction() as session:
        campaign = session.get_one(Campaign, talk.gift.campaign_id)
        other = make_recipient(session, make_account(session, campaign.workspace_id, "Kestrel"), "Wanda")
        gift = make_gift(session, campaign, other, make_product(session, campaign.workspace_id), status="notified")
        row = Letter(
            id="ltr_other", workspace_id=campaign.workspace_id, campaign_id=campaign.id, gift_id=gift.id,
            recipient_id=other.id, writer="person", came_by="page", body="Hello?", once_key="o", at=utc_now(),
            handed_over_at=utc_now() - timedelta(days=3),
        )  # fmt: skip
        session.add(row)
        other_gift = gift.id
    order = lambda: [row.gift_id for row in _rows(talk)]  # noqa: E731

    def _rows(talk: Talk):  # type: ignore[no-untyped-def]
        with reading() as session:
            return list_threads(session, actor_of(talk.nora), only_waiting=True, wanted=None).page.items

    assert order() == [other_gift, talk.gift.id]
    waits(first, 5)
    assert order() == [talk.gift.id, other_gift]


def test_words_about_food_are_not_shown_until_their_writer_lets_them(talk: Talk) -> None:
    letter = talk.say("Is it safe for my nut allergy?")
    browser = Console(talk.nora)
    page = browser.get(f"/inbox/{talk.gift.id}").text
    assert ("nut allergy" in page, "Only its writer can let you read it" in page) == (False, True)
    talk.press("show", letter=letter.id)
    page = browser.get(f"/inbox/{talk.gift.id}").text
    assert ("Is it safe for my nut allergy?" in page, "Contains: nuts" in page) == (True, True)


def test_another_seller_sees_nothing_of_it(talk: Talk) -> None:
    talk.say("And was the cocoa grown without child labour?")
    with transaction() as session:
        petr = make_user(session, talk.scene.workspace_id, "seller", name="Petr")
    browser = Console(petr)
    assert "Nobody is waiting" in browser.get("/inbox").text
    assert [
        browser.get(f"/inbox/{talk.gift.id}").status_code,
        browser.post(f"/inbox/{talk.gift.id}", words="x").status_code,
    ] == [404, 404]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "x" * 2001])
def test_what_cannot_be_sent_stays_in_its_field(talk: Talk, words: str) -> None:
    talk.say("And was the cocoa grown without child labour?")
    answer = Console(talk.nora).post(f"/inbox/{talk.gift.id}", words=words)
    assert (answer.status_code, words in answer.text, len(letters())) == (422, True, 2)


@pytest.mark.slow
def test_what_a_seller_says_of_food_is_a_doubt_and_no_fact(talk: Talk) -> None:
    talk.say("And was the cocoa grown without child labour?")
    Console(talk.nora).post(f"/inbox/{talk.gift.id}", words="You said no milk, didn’t you?", once="a")
    with reading() as session:
        from service.recipients.models import ProfileFact

        facts = session.scalars(select(ProfileFact).where(ProfileFact.kind.in_(("diet", "allergen")))).all()
        assert {(one.kind, one.value, one.source) for one in facts} == {
            ("allergen", "milk", "inferred"),
            ("diet", "ask", "imported"),
        }
