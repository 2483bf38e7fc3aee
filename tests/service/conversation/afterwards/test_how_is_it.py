"""How is it: a link marks an answer, a press counts it, one question may follow, and then it is quiet."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.contact.models import Contact
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.recipients.afterwards.export import export_afterwards
from service.recipients.afterwards.models import Rating
from service.recipients.models import Recipient
from tests.service.content.reading import everything, link, nonce_on
from tests.service.conversation.afterwards.after import bring_to, page, press, ratings
from tests.service.conversation.talk import Talk, jobs, letters


def test_a_link_in_the_mail_only_marks_the_answer(talk: Talk) -> None:
    bring_to(talk, "delivered")
    before = everything()
    came = talk.browser.get(link(talk.gift) + "/how?is=love")
    assert (came.status_code, came.location) == (303, f"/gift/{talk.gift.id}/how?is=love")
    shown = page(talk, "how", "?is=love")
    assert 'class="btn btn-ink" name="value" value="love"' in shown
    assert "It counts once you press it here." in shown
    assert everything() == before
    assert talk.browser.get(link(talk.gift) + "/how?is=%3Cb%3E").location == f"/gift/{talk.gift.id}/how"


@pytest.mark.parametrize("status", ["accepted", "ordered", "shipped"])
def test_before_it_arrived_nobody_is_asked_and_the_page_leads_to_the_gift(talk: Talk, status: str) -> None:
    bring_to(talk, status)
    answer = talk.browser.get(f"/gift/{talk.gift.id}/how?is=love")
    assert (answer.status_code, answer.location) == (303, f"/gift/{talk.gift.id}")


def test_a_press_counts_and_one_question_follows_and_then_nothing_more(talk: Talk) -> None:
    bring_to(talk, "delivered")
    assert press(talk, "how", "how", value="good").status_code == 303
    assert ratings() == {"how_is_it": ("answered", "good"), "cared": ("asked", None)}
    assert "Did this feel as if somebody cared?" in page(talk, "how")
    assert press(talk, "how", "further", kind="cared", value="0").status_code == 303
    assert ratings()["cared"] == ("answered", "0")
    done = page(talk, "how")
    assert ("Your number: 0." in done, "We won’t ask anything else about this gift." in done) == (True, True)
    assert press(talk, "how", "how", value="love").status_code == 303
    assert sorted(ratings()) == ["cared", "how_is_it"]
    assert ratings()["how_is_it"] == ("answered", "love")


def test_a_skipped_question_keeps_no_number(talk: Talk) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="love")
    press(talk, "how", "further", kind="cared", value="skip")
    assert ratings()["cared"] == ("skipped", None)
    assert "Did this feel as if somebody cared?" not in page(talk, "how")


@pytest.mark.parametrize("value", ["11", "-1", "5.0", "٥", "", "love"])
def test_a_number_that_the_scale_does_not_have_is_refused(talk: Talk, value: str) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="love")
    refused = press(talk, "how", "further", kind="cared", value=value)
    assert refused.status_code == 422
    assert "Nothing was saved." in refused.text
    assert ratings()["cared"] == ("asked", None)


def test_something_wrong_is_with_the_giver_at_once_and_asks_for_no_number(talk: Talk) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="wrong")
    assert ratings() == {"how_is_it": ("answered", "wrong")}
    (letter,) = letters()
    assert letter.handed_over_at is not None
    assert jobs("outreach.tell_giver") == [letter.id]
    assert "It arrived broken" in page(talk, "how")
    press(talk, "how", "how", value="wrong")
    assert len(letters()) == 1


def test_before_it_has_arrived_nothing_is_taken_in(talk: Talk) -> None:
    bring_to(talk, "shipped")
    nonce = nonce_on(talk.browser.get(f"/gift/{talk.gift.id}/after").text)
    pressed = {"nonce": nonce, "act": "how", "value": "love"}
    assert talk.browser.post(f"/gift/{talk.gift.id}/how", data=pressed).status_code == 409
    assert ratings() == {}


def test_the_giver_sees_it_only_while_the_person_lets_them(talk: Talk) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="love")
    assert [_shown(), press(talk, "how", "show").status_code, _shown()] == [{False}, 303, {False, True}]
    assert [press(talk, "how", "hide").status_code, _shown()] == [303, {False}]


def test_every_press_counts_as_the_one_question_in_fourteen_days(talk: Talk) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="love")
    with reading() as session:
        assert list(session.scalars(select(Contact.purpose))) == ["page_question"]


def test_an_erasure_leaves_nothing_of_it_and_the_export_holds_all(talk: Talk) -> None:
    bring_to(talk, "delivered")
    press(talk, "how", "how", value="love")
    with reading() as session:
        said = export_afterwards(session, talk.gift.recipient_id)
    assert {one["question"]: one["answer"] for one in said["answers"]} == {"how_is_it": "love", "cared": None}
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, talk.gift.recipient_id), utc_now())
    with reading() as session:
        assert session.scalars(select(Rating)).all() == []


def _shown() -> set[bool]:
    with reading() as session:
        return set(session.scalars(select(Rating.is_shown)))
