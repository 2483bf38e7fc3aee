"""The page from which a seller reaches somebody without our mail: a card to print, a message to send themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.statement.card.context import Card
from renderers.statement.card.draw import draw_card
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import RefusedError
from service.gifting.models import RecipientGift
from service.outreach.by_hand.pass_on import (
    EDITIONS,
    ReadyMessage,
    first_message_to_bring,
    make_card,
    make_first_card,
    make_message,
    why_not,
)
from service.outreach.share_link import REASONS
from service.planning.console import blueprint, given_gift, step_page
from service.planning.running.people import find_line
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import SignedIn, current

_MakeCard = Callable[[Session, RecipientGift, str, SignedIn, datetime], Card]


@blueprint.get("/campaigns/<campaign_id>/running/<gift_id>/by-hand")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def show_by_hand(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """What can be passed on by hand, and why not. Changes nothing."""
    return _page(campaign_id, gift_id)


@blueprint.post("/campaigns/<campaign_id>/running/<gift_id>/by-hand/card")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def print_card(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """The card as PDF, for this person alone."""
    return _card(campaign_id, gift_id, make_card, "card")


@blueprint.post("/campaigns/<campaign_id>/running/<gift_id>/by-hand/first-card")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def print_first_card(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """One of the first messages as a card, for whoever chose no mail."""
    return _card(campaign_id, gift_id, make_first_card, "first-message")


@blueprint.post("/campaigns/<campaign_id>/running/<gift_id>/by-hand/message")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def show_ready_message(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """The message with the person's own link, once, on the page that answers the press."""
    try:
        with transaction() as session:
            gift = _gift(session, campaign_id, gift_id)
            message = make_message(session, gift, request.form.get("reason", ""), current(), utc_now())
    except RefusedError as refused:
        return _page(campaign_id, gift_id, refused.sentence), refused.status
    return _kept_by_nobody(make_response(_page(campaign_id, gift_id, message=message)))


def _card(campaign_id: str, gift_id: str, make: _MakeCard, name: str) -> ResponseReturnValue:
    try:
        with transaction() as session:
            gift = _gift(session, campaign_id, gift_id)
            card = make(session, gift, request.form.get("edition", ""), current(), utc_now())
    except RefusedError as refused:
        return _page(campaign_id, gift_id, refused.sentence), refused.status
    response = Response(draw_card(card), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{gift_id}.pdf"'
    return _kept_by_nobody(response)


def _gift(session: Session, campaign_id: str, gift_id: str) -> RecipientGift:
    return given_gift(session, campaign_id, gift_id)[1]


def _page(campaign_id: str, gift_id: str, refused: str = "", message: ReadyMessage | None = None) -> str:
    at: datetime = utc_now()
    with reading() as session:
        campaign, gift = given_gift(session, campaign_id, gift_id)
        return step_page(
            session,
            campaign,
            "console/by_hand.html",
            line=find_line(session, campaign, gift),
            editions=EDITIONS,
            reasons=REASONS,
            no_card=why_not(session, gift, "card", at),
            no_message=why_not(session, gift, "link", at),
            has_first=first_message_to_bring(session, gift, at) is not None,
            message=message,
            refused=refused,
        )


def _kept_by_nobody(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
