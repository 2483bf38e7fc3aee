"""A line of thanks: with the person alone, or with the giver; what it says of food stays with the person and is heard."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.db.connect import reading
from service.recipients.afterwards.models import ThankYou
from service.recipients.answers import is_open
from service.recipients.models import ProfileFact
from tests.service.conversation.afterwards.after import bring_to, page, press
from tests.service.conversation.talk import Talk, jobs


def note() -> tuple[str, bool] | None:
    with reading() as session:
        row = session.scalar(select(ThankYou))
        return None if row is None else (row.body, row.is_for_staff)


@pytest.mark.parametrize(("see", "is_for_staff"), [("giver", True), ("own", False)])
def test_it_is_read_by_whom_the_person_said(talk: Talk, see: str, *, is_for_staff: bool) -> None:
    bring_to(talk, "accepted")
    assert press(talk, "after", "thank", words="What a lovely idea.", see=see).status_code == 303
    assert note() == ("What a lovely idea.", is_for_staff)
    assert "What a lovely idea." in page(talk, "after")


def test_one_that_speaks_of_food_stays_on_the_page_and_is_heard(talk: Talk) -> None:
    bring_to(talk, "accepted")
    press(talk, "after", "thank", words="Thank you, though I am allergic to nuts.", see="giver")
    assert note() == ("Thank you, though I am allergic to nuts.", False)
    assert "nobody else reads it" in page(talk, "after")
    with reading() as session:
        assert is_open(session, talk.gift.recipient_id, "diet")
        assert "nuts" in {one.value for one in session.scalars(select(ProfileFact))}
    assert jobs("gifting.redecide") != []


def test_five_hundred_characters_fit_and_one_more_stays_in_the_field(talk: Talk) -> None:
    bring_to(talk, "accepted")
    assert press(talk, "after", "thank", words="a" * 500, see="own").status_code == 303
    refused = press(talk, "after", "thank", words="b" * 501, see="own")
    assert (refused.status_code, "b" * 501 in refused.text) == (422, True)
    assert note() == ("a" * 500, False)
    assert press(talk, "after", "thank", words=" \n ", see="own").status_code == 422


def test_it_is_taken_back(talk: Talk) -> None:
    bring_to(talk, "accepted")
    press(talk, "after", "thank", words="Hello.", see="giver")
    press(talk, "after", "take_back")
    assert note() is None


def test_before_a_yes_there_is_no_field(talk: Talk) -> None:
    assert "Your words" not in page(talk, "after")
    assert press(talk, "after", "thank", words="Hello.", see="giver").status_code == 409
    assert note() is None
