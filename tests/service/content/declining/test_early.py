"""A no before anything is chosen, from the page of somebody who is asked first."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.gifting.decline_early import decline_early
from service.gifting.models import GiftEvent, RecipientGift, SetAside
from service.gifting.set_aside import reserve_asides
from service.ops.audit.database import audit_books
from service.recipients.lock import lock_people
from service.recipients.models import Recipient
from service.recipients.person_tasks.models import PersonTask
from tests.service.content.questions.test_await_choice import asked
from tests.service.content.reading import enter, everything, nonce_on
from tests.service.gifting.scene import Scene, money, stock


def kept(client: FlaskClient) -> tuple[Scene, RecipientGift, str]:
    """Somebody who is asked, with a piece and its money set aside, and their page."""
    scene, gift = asked({"status": "running"}, wave=1)
    with transaction() as session:
        row = session.get_one(RecipientGift, gift.id)
        session.add(
            SetAside(
                gift_id=row.id, workspace_id=row.workspace_id, campaign_id=row.campaign_id, amount_minor=4400,
                pieces=[scene.products[0].id], unserved=[], is_taken=False, is_value=False,
            )
        )  # fmt: skip
        session.flush()
        lock_people(session, [row.recipient_id])
        assert reserve_asides(session, [row.id], utc_now()) == 1
    return scene, gift, enter(client, gift)


def press(client: FlaskClient, gift: RecipientGift, page: str, reason: str) -> TestResponse:
    return client.post(f"/gift/{gift.id}/why", data={"nonce": nonce_on(page), "reason": reason})


def after(scene: Scene, gift: RecipientGift) -> tuple[str, bool, int, tuple[int, int], list[str]]:
    """(status, invited no more, stock, (reserved, spent) of this scene, whose place sales is asked about)."""
    with reading() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        return (
            session.get_one(RecipientGift, gift.id).status,
            person.unsubscribed_at is not None,
            stock(session, scene.products[0]),
            money(session, scene.campaign),
            list(session.scalars(select(PersonTask.gift_id))),
        )


def test_the_page_says_both_reasons_what_each_does_and_that_it_stands(client: FlaskClient) -> None:
    _, _, page = kept(client)
    said = (
        "No, thank you.",
        "I’m not the right person, or I’ve left",
        "the giver is asked to correct",
        "Neither can be undone",
    )
    for words in said:
        assert words in page.replace("\u00a0", " ")
    assert page.count('name="reason"') == 2


def test_the_wrong_person_closes_the_link_frees_what_was_set_aside_and_sales_is_asked(client: FlaskClient) -> None:
    scene, gift, page = kept(client)
    _, _, left, (reserved, spent), _ = after(scene, gift)
    with reading() as session:
        booked = [(one.kind, one.subject_id) for one in audit_books(session)]
    answer = press(client, gift, page, "wrong_person")

    assert (answer.status_code, "This link no longer works" in answer.text, "Petr" in answer.text) == (200, True, False)
    assert after(scene, gift) == ("canceled", True, left + 1, (reserved - 4400, spent), [gift.id])
    for place in ("", "/no", "/privacy", "/tell"):
        assert client.get(f"/gift/{gift.id}{place}").status_code == 410
    with reading() as session:
        assert [(one.kind, one.subject_id) for one in audit_books(session)] == booked


def test_privacy_stops_everything_leads_to_what_we_know_and_tells_the_sender_no_reason(client: FlaskClient) -> None:
    scene, gift, page = kept(client)
    answer = press(client, gift, page, "privacy")

    assert answer.location == f"/gift/{gift.id}/privacy?notice=unsubscribed#done"
    told = client.get(answer.location).text
    assert all(words in told for words in ("You’ll get no new gifts", 'value="erase_me"'))
    assert after(scene, gift)[::4] == ("canceled", [])
    assert after(scene, gift)[1] is True
    with reading() as session:
        body = session.scalars(select(GiftEvent).where(GiftEvent.kind == "gift.canceled")).one().body
    assert "privacy" not in repr(body)


@pytest.mark.parametrize("reason", ["gift_policy", "not_interested", "other", ""])
def test_a_reason_that_needs_a_gift_is_refused_and_changes_nothing(client: FlaskClient, reason: str) -> None:
    _, gift, page = kept(client)
    before = everything()
    assert "notice=answer_invalid" in str(press(client, gift, page, reason).location)
    assert everything() == before


def test_who_has_been_chosen_for_meanwhile_has_a_gift_to_answer(client: FlaskClient) -> None:
    scene, gift, _ = kept(client)
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).product_id = scene.products[0].id
    with pytest.raises(Conflict), transaction() as session:
        decline_early(session, session.get_one(RecipientGift, gift.id), "wrong_person", utc_now())
    with pytest.raises(InvalidInput), transaction() as session:
        decline_early(session, session.get_one(RecipientGift, gift.id), "dietary", utc_now())


def test_two_presses_free_it_once(client: FlaskClient) -> None:
    scene, gift, page = kept(client)
    press(client, gift, page, "privacy")
    first = after(scene, gift)
    press(client, gift, page, "privacy")
    assert after(scene, gift) == first
