"""What one person is given, as staff may look at it: page, statement, letter and film in one place. Each look is written down.

The person's own link opens what is theirs alone, so nobody here uses it; a sandbox's people are invented, and their links work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.errors import RenderError
from service.campaigns.models import CampaignRecipient
from service.campaigns.sight import given_by
from service.content.films.film import ask_for_still
from service.content.links import links_of
from service.content.offers.shown import staff_offers
from service.content.pages.staff_look import require_seen, staff_page, staff_statement
from service.content.stories.story import staff_story
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Conflict, NotFound, TooMany
from service.gifting.models import RecipientGift
from service.outreach.outbox import invitation_of
from service.planning.console import WITH_STILLS, blueprint, given_gift, step_page
from service.planning.labels import describe_state
from service.planning.message.beside.film_strip import film_strip
from service.planning.message.beside.look import Strip
from service.planning.plan.review import about_gift
from service.recipients.names import person_name
from service.recipients.special.reads import Place, note_reason_read
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.sandbox import is_sandbox
from service.workspaces.staff_look_log import Look, note_look

LOOKS: Final[Mapping[str, tuple[Callable[[Session, RecipientGift], bytes], Look]]] = {
    "page": (staff_page, "gift.page_seen"),
    "statement": (staff_statement, "gift.statement_seen"),
    "offers": (staff_offers, "gift.offers_seen"),
}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin"
)
"""It has its styles and pictures; it runs nothing, sends nothing and leads nowhere."""


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/look")
@signed_in("see_people", "see_messages")
def show_everything(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """Page, letter and film of one person beside each other, and the way to the next."""
    at = utc_now()
    with reading() as session:
        campaign, gift = given_gift(session, campaign_id, gift_id)
        recipient, company, _ = about_gift(session, gift, at.date())
        why_not = _why_not(gift)
        strip = Strip() if why_not else _strip(session, gift)
        page = step_page(
            session,
            campaign,
            "console/look_everything.html",
            gift=gift,
            name=person_name(recipient),
            recipient=recipient,
            company=company,
            why_not=why_not,
            state=describe_state(gift),
            mail=invitation_of(session, gift),
            strip=strip,
            following=_next_gift(session, gift),
            live=links_of(gift).personal if is_sandbox(session, campaign.workspace_id) else None,
        )
    if not why_not:
        ask_for_still(gift_id)
    if strip.stills:
        note_look(current(), "gift.film_seen", gift.id, at)
        _note_reasons(gift, "film")
    response = make_response(page)
    response.headers["Content-Security-Policy"] = WITH_STILLS
    return response


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/page")
@signed_in("see_people")
def show_their_page(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """A console page around what the person will see."""
    return _around(campaign_id, gift_id, "page")


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/statement")
@signed_in("see_statements")
def show_their_statement(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """A console page around their statement."""
    return _around(campaign_id, gift_id, "statement")


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/offers")
@signed_in("see_people")
def show_their_offers(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """A console page around what they are offered besides."""
    return _around(campaign_id, gift_id, "offers")


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/offers/body")
@signed_in("see_people")
def show_offers_body(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """What they are offered, less what they told."""
    return _body(campaign_id, gift_id, "offers")


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/page/body")
@signed_in("see_people")
def show_page_body(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """The person's page itself, with links that lead nowhere."""
    return _body(campaign_id, gift_id, "page")


@blueprint.get("/campaigns/<campaign_id>/gifts/<gift_id>/statement/body")
@signed_in("see_statements")
def show_statement_body(campaign_id: str, gift_id: str) -> ResponseReturnValue:
    """The person's statement itself."""
    return _body(campaign_id, gift_id, "statement")


def _strip(session: Session, gift: RecipientGift) -> Strip:
    """The stills of their film; without them where others are being drawn just now, or the film cannot be."""
    try:
        return Strip(film_strip(staff_story(session, gift)))
    except (RenderError, TooMany, Conflict) as error:
        return Strip(fault=error.sentence)


def _next_gift(session: Session, gift: RecipientGift) -> str | None:
    """The gift of whoever comes next in the list, None after the last."""
    rows = (CampaignRecipient.campaign_id == gift.campaign_id, CampaignRecipient.recipient_id != gift.recipient_id)
    own = (
        select(CampaignRecipient.row_number)
        .where(CampaignRecipient.campaign_id == gift.campaign_id, CampaignRecipient.recipient_id == gift.recipient_id)
        .scalar_subquery()
    )
    return session.scalar(
        select(RecipientGift.id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == RecipientGift.recipient_id)
        .where(
            *rows,
            RecipientGift.campaign_id == gift.campaign_id,
            RecipientGift.product_id.is_not(None),
            given_by(RecipientGift.campaign_id, RecipientGift.recipient_id, current()),
            CampaignRecipient.row_number > own,
        )
        .order_by(CampaignRecipient.row_number, RecipientGift.id)
        .limit(1)
    )


def _around(campaign_id: str, gift_id: str, what: str) -> ResponseReturnValue:
    """The page around what is looked at, with the way to the other three."""
    with reading() as session:
        campaign, gift = given_gift(session, campaign_id, gift_id)
        recipient, company, _ = about_gift(session, gift, utc_now().date())
        why_not = _why_not(gift)
        return step_page(
            session,
            campaign,
            "console/look.html",
            gift=gift,
            what=what,
            name=person_name(recipient),
            recipient=recipient,
            company=company,
            why_not=why_not,
            live=links_of(gift).personal if is_sandbox(session, campaign.workspace_id) else None,
        )


def _body(campaign_id: str, gift_id: str, what: str) -> ResponseReturnValue:
    """What is looked at, for the frame of its page. This is the look that the audit log holds."""
    draw, look = LOOKS[what]
    with reading() as session:
        _, gift = given_gift(session, campaign_id, gift_id)
        body = draw(session, gift)
    note_look(current(), look, gift.id, utc_now())
    if what == "page":
        _note_reasons(gift, "page")
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _note_reasons(gift: RecipientGift, place: Place) -> None:
    """What the sender's list says of their food may stand there as a reason: who read it is written down."""
    note_reason_read(gift.workspace_id, gift.recipient_id, current().user_id, utc_now(), place)


def _why_not(gift: RecipientGift) -> str | None:
    try:
        require_seen(gift)
    except NotFound as error:
        return error.sentence
    return None
