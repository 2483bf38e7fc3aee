"""The page of other gifts and its buttons. A look changes nothing; every press leads to a page that can be loaded again."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, cast

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from service.campaigns.models import Campaign
from service.content.others.read import read_others
from service.content.pages.reader import around_by_cookie, gift_by_cookie, reader, this_look
from service.content.web.press import refuse_press
from service.content.web.reply import html
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed, NotSwappable, RefusedError
from service.gifting.find import campaign_of
from service.gifting.hold_longer import Became, hold_longer
from service.gifting.kinds import TAPS
from service.gifting.live import state_of
from service.gifting.models import RecipientGift
from service.gifting.other_gifts import Turned, ask_for_kind, turn_to
from service.gifting.show_others import show_others
from service.gifting.swap_limits import may_swap

blueprint = Blueprint("others", __name__)
_LONGER: Final[dict[Became, str]] = {
    "longer": "held_longer",
    "ended": "held_no_more",
    "enough": "held_long_enough",
}
NOTICES: Final = frozenset({"lost_race", "nothing_like_that", "nothing_left", "wish_heard", *_LONGER.values()})
"""What an address may have the page say."""
_ID_MOST: Final = 64
_LAST_PAGE: Final = 99


@blueprint.get("/gift/<gift_id>/others")
def show(gift_id: str) -> ResponseReturnValue:
    """What is set aside for whoever looks. Where nothing can be swapped any more, their gift's page says what is true."""
    at, notice = utc_now(), request.args.get("notice", "")
    with reading() as session:
        around = around_by_cookie(session, gift_id)  # held, so that nothing below asks for it again
        gift = around.gift
        if not _can_swap(around.campaign, gift, at):
            return redirect(f"/gift/{gift_id}", 303)
        gone = request.args.get("gone", "")[:_ID_MOST]
        told = notice if notice in NOTICES else None
        return html(read_others(session, gift, at, reader(), this_look(), notice=told, gone=gone))


@blueprint.post("/gift/<gift_id>/others")
def turn(gift_id: str) -> ResponseReturnValue:
    """Another page of others, a kind that is asked for, or more time for those that are shown. What was typed and cannot be looked
    for stays in its field."""
    at, form = utc_now(), request.form
    stale = redirect(f"/gift/{gift_id}?notice=stale#done", 303)
    if (refused := refuse_press(gift_id, at, stale)) is not None:
        return refused
    words = form.get("tap") or form.get("words", "")
    try:
        with transaction() as session:
            if form.get("way") == "longer":
                return to_others(gift_id, _LONGER[hold_longer(session, gift_by_cookie(session, gift_id), at)])
            turned = _turn(session, gift_by_cookie(session, gift_id), words, at)
    except LinkClosed:
        raise
    except InvalidInput as error:
        return _again(gift_id, at, words, error)
    except RefusedError as error:
        notice = "not_swappable" if isinstance(error, NotSwappable) else "stale"
        return redirect(f"/gift/{gift_id}?notice={notice}#done", 303)
    return to_others(gift_id, _notice(turned, form.get("way", "")))


def _notice(turned: Turned, way: str) -> str | None:
    if turned.is_heard:
        return "wish_heard"
    if turned.held:
        return None
    return "nothing_like_that" if way == "kind" else "nothing_left"


def to_others(gift_id: str, notice: str | None = None, gone: str = "") -> AnyResponse:
    """To the page of others."""
    told = "" if notice is None else f"?notice={notice}{f'&gone={gone}' if gone else ''}#done"
    return redirect(f"/gift/{gift_id}/others{told}", 303)


def lost(gift_id: str, product_id: str, at: datetime) -> AnyResponse:
    """After a press in vain: the others are set aside, so that what is shown beside the one that has gone can be had."""
    try:
        with transaction() as session:
            show_others(session, gift_by_cookie(session, gift_id), at)
    except LinkClosed:
        raise
    except RefusedError:
        return redirect(f"/gift/{gift_id}?notice=lost_race#done", 303)
    return to_others(
        gift_id, "lost_race", product_id if product_id.isascii() and product_id.replace("_", "").isalnum() else ""
    )


def _turn(session: Session, gift: RecipientGift, words: str, at: datetime) -> Turned:
    form = request.form
    way = form.get("way", "")
    if way == "kind":
        if "tap" in form and form["tap"] not in TAPS:
            raise InvalidInput("There’s no such kind.", param="tap")
        return ask_for_kind(session, gift, words, at)
    if way not in {"first", "more", "different"}:
        raise InvalidInput("There’s no such button.", param="way")
    return turn_to(session, gift, cast(Literal["first", "more", "different"], way), _number(form.get("page", "")), at)


def _can_swap(campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Of a gift that was just found by its cookie, so that its person was not erased. Raises LinkClosed and its kin, and for
    whoever said that the gift is not theirs."""
    if reader() == "not_me":
        raise LinkClosed("This page belongs to somebody else.")
    return state_of(gift, campaign, None, at) == "open" and may_swap(campaign, gift)


def _again(gift_id: str, at: datetime, typed: str, error: InvalidInput) -> AnyResponse:
    """What somebody wishes has no business in an address: the page is answered at once."""
    with reading() as session:
        gift = gift_by_cookie(session, gift_id)
        campaign = campaign_of(session, gift)
        if not _can_swap(campaign, gift, at):
            return redirect(f"/gift/{gift_id}?notice=stale#done", 303)
        notice = "wish_invalid" if error.param == "words" else "stale"
        body = read_others(session, gift, at, reader(), this_look(), notice=notice, typed=typed.strip()[:200])
    return html(body, error.status)


def _number(wanted: str) -> int:
    return min(int(wanted), _LAST_PAGE) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 1
