"""A gift that was answered, and what a test presses on the pages that follow."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from sqlalchemy import select
from werkzeug.test import TestResponse

from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.fulfil import mark_delivered, mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.transitions import apply
from service.recipients.afterwards.models import Rating
from service.recipients.afterwards.ratings import said_of
from service.workspaces.actor import system
from tests.service.content.reading import nonce_on
from tests.service.conversation.talk import Talk
from tests.service.gifting.stopping import ADDRESS

STEPS = ("accepted", "ordered", "shipped", "delivered")


def bring_to(talk: Talk, status: str) -> None:
    """Takes the gift as far as `status`, at this hour; its undo window closes with the order."""
    for step in STEPS[: STEPS.index(status) + 1]:
        with transaction() as session:
            gift, at = session.get_one(RecipientGift, talk.gift.id), utc_now()
            if step == "accepted":
                accept_gift(session, gift, at)
                give_address(session, gift, ADDRESS, at)
            elif step == "ordered":
                apply(session, gift, "order", at, values={"undo_until": at - timedelta(minutes=1)})
            else:
                {"shipped": mark_shipped, "delivered": mark_delivered}[step](
                    session, gift, system(gift.workspace_id), at
                )


def page(talk: Talk, place: str, query: str = "") -> str:
    answer = talk.browser.get(f"/gift/{talk.gift.id}/{place}{query}")
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def press(talk: Talk, place: str, act: str, **fields: str) -> TestResponse:
    nonce = nonce_on(talk.browser.get(f"/gift/{talk.gift.id}/{place}").text)
    return talk.browser.post(f"/gift/{talk.gift.id}/{place}", data={"nonce": nonce, "act": act} | fields)


def ratings() -> dict[str, tuple[str, str | None]]:
    """Kind -> (state, what was said)."""
    with reading() as session:
        return {row.kind: (row.state, said_of(row)) for row in session.scalars(select(Rating))}
