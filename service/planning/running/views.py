"""A campaign that runs: its people, and what can be done to one gift. Each act first says what is released or set aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.content.films.viewing import watched_by
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.gifting.ask_first import ASKABLE, ask_first
from service.gifting.cancel import CANCELABLE, back_until, cancel_gift
from service.gifting.find import open_until
from service.gifting.lock_in import LOCKABLE, lock_in, unlock
from service.gifting.models import RecipientGift
from service.gifting.renew_link import renew_link
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.planning.console import blueprint, given_gift, own_campaign, step_page
from service.planning.launch.figures import FiguresChanged
from service.planning.running.exchange import exchange_gift, undo_cancel
from service.planning.running.extend import read_day
from service.planning.running.figures import gift_figures, require_seen, stamp_of
from service.planning.running.labels import DONE, LATER_WORDS, NEVER_WORDS, READ_WORDS, WHY_WORDS, leaves_at
from service.planning.running.more_time import give_time, may_get_time
from service.planning.running.people import TABS, count_people, find_line, list_people, standing_of
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

Press = Callable[[Session, RecipientGift], None]
PANELS: Final[Mapping[str, str]] = {
    "take_out": "Take out",
    "cancel": "Cancel",
    "link": "New link",
    "ask": "Ask first",
    "more_time": "More time",
    "lock": "Lock",
}


@blueprint.get("/campaigns/<campaign_id>/running")
@signed_in("see_campaigns", "see_people")
def show_running(campaign_id: str) -> ResponseReturnValue:
    """The people of the campaign, those who need somebody first."""
    tab = request.args.get("show", "all")
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/running.html",
            page=list_people(session, campaign, tab, request.args.get("page"), current()),
            counts=count_people(session, campaign, current()),
            standing=standing_of(session, campaign),
            tabs=TABS,
            shown=tab if tab in TABS else "all",
            now_at=utc_now(),
            back_until=back_until,
        )


@blueprint.get("/campaigns/<campaign_id>/running/<gift_id>")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def show_gift_acts(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """What can be done to one gift, with what it would release or set aside. Changes nothing."""
    return _panel_page(campaign_id, gift_id, request.args.get("act", "take_out"))


@blueprint.post("/campaigns/<campaign_id>/running/<gift_id>/<act>")
@signed_in("see_campaigns", "see_people", "change_campaigns")
def press_gift_act(campaign_id: str, gift_id: str, act: str) -> ResponseReturnValue:
    """One act on one gift, as its page named it. Raises NotFound for any other."""
    press = _ACTS.get(act)
    try:
        with transaction() as session:
            campaign, gift = given_gift(session, campaign_id, gift_id)
            if press is None:
                raise NotFound("There’s no such act.")
            press(session, gift)
            onward = _onward(campaign, gift)
    except (InvalidInput, FiguresChanged) as refused:
        return _panel_page(campaign_id, gift_id, _panel_of(act), refused.sentence), refused.status
    flash(DONE[act])
    return redirect(onward, 303)


def _onward(campaign: Campaign, gift: RecipientGift) -> str:
    """Back to the campaign's people; for who gives in somebody else's campaign, to the person."""
    actor = current()
    if actor.may("see_everyone") or campaign.seller_id == actor.user_id:
        return url_for("planning.show_running", campaign_id=campaign.id, done=gift.id)
    return f"/people/{gift.recipient_id}"


def _take_out(session: Session, gift: RecipientGift) -> None:
    require_seen(session, gift, request.form.get("seen", ""))
    reason = request.form.get("reason") or None
    cancel_gift(session, gift, request.form.get("why", ""), current(), utc_now(), reason=reason)


def _exchange(session: Session, gift: RecipientGift) -> None:
    exchange_gift(session, gift, request.form.get("why", ""), request.form.get("seen", ""), current(), utc_now())


_ACTS: Final[Mapping[str, Press]] = {
    "take_out": _take_out,
    "exchange": _exchange,
    "undo": lambda session, gift: undo_cancel(session, gift, current(), utc_now()),
    "more_time": lambda session, gift: give_time(
        session, gift, read_day(request.form.get("until", "")), request.form.get("seen", ""), current(), utc_now()
    ),
    "link": lambda session, gift: renew_link(session, gift, current(), utc_now()),
    "ask": lambda session, gift: ask_first(session, gift, current(), utc_now()),
    "lock": lambda session, gift: lock_in(session, gift, current(), utc_now()),
    "unlock": lambda session, gift: unlock(session, gift, current(), utc_now()),
}


def _panel_of(act: str) -> str:
    return {"exchange": "cancel", "unlock": "lock"}.get(act, act)


def _panel_page(campaign_id: str, gift_id: str, panel: str, refused: str = "") -> str:
    at = utc_now()
    with reading() as session:
        campaign, gift = given_gift(session, campaign_id, gift_id)
        panels = _panels(campaign, gift, at)
        panel = panel if panel in panels else next(iter(panels), "")
        with_another = panel == "cancel" and gift.status in ANSWERABLE and gift.product_id is not None
        figures = gift_figures(session, campaign, gift, at, with_another=with_another)
        return step_page(
            session,
            campaign,
            "console/running_gift.html",
            line=find_line(session, campaign, gift),
            panels=panels,
            panel=panel,
            figures=figures,
            seen=stamp_of(gift),
            seen_with=stamp_of(gift, figures.another),
            whys=WHY_WORDS,
            reasons=READ_WORDS,
            has_said_yes=gift.status == "accepted",
            is_planned=gift.status in PLANNED,
            never_words=NEVER_WORDS,
            later_words=LATER_WORDS,
            leaves=leaves_at(session, gift, at) if panel == "link" else None,
            open_until=open_until(campaign, gift),
            typed=request.form.get("until", ""),
            refused=refused,
            watched=watched_by(session, gift),
        )


def _panels(campaign: Campaign, gift: RecipientGift, at: datetime) -> dict[str, str]:
    """The acts that this gift and the campaign's state let happen."""
    status, has_gift = gift.status, gift.product_id is not None
    may = {
        "take_out": status in CANCELABLE and allows(campaign.status, "cancel_gift"),
        "cancel": status in ANSWERABLE and has_gift and allows(campaign.status, "cancel_gift"),
        "link": status in ANSWERABLE and has_gift and allows(campaign.status, "send_link"),
        "ask": status in ASKABLE and allows(campaign.status, "ask_first"),
        "more_time": may_get_time(campaign, gift, at),
        "lock": status in LOCKABLE and has_gift and allows(campaign.status, "lock_gift"),
    }
    return {name: title for name, title in PANELS.items() if may[name]}
