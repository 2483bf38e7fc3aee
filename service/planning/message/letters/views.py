"""The console's pages of how a message reads: what it needs of everybody, and the letter of each person."""

from __future__ import annotations

from typing import Final

from flask import Response, request
from flask.typing import ResponseReturnValue

from service.db.base import utc_now
from service.db.connect import reading
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.message.check_copy import FIELD_WORDS, check_copy
from service.planning.message.form.read_form import LANGUAGES
from service.planning.message.form.translated import waiting_languages
from service.planning.message.letters.preview import preview_mail, preview_of
from service.planning.people.step import taking_part
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.staff_look_log import note_look

MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
"""A mail carries its styles in its tags, as mails must; in its frame it runs nothing and goes nowhere."""


@blueprint.get("/campaigns/<campaign_id>/message/letters")
@signed_in("see_messages")
def show_letters(campaign_id: str) -> ResponseReturnValue:
    """What the message looks like in each language, and whom it lacks something for."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        return step_page(
            session,
            campaign,
            "console/letters.html",
            check=check_copy(session, campaign),
            waiting=waiting_languages(session, campaign),
            languages=LANGUAGES,
            page=taking_part(session, campaign, request.args.get("page"), current()),
            fields=FIELD_WORDS,
            person_name=person_name,
        )


@blueprint.get("/campaigns/<campaign_id>/message/letters/<recipient_id>")
@signed_in("see_messages")
def show_letter(campaign_id: str, recipient_id: str) -> ResponseReturnValue:
    """One person's mail, as it would be sent."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        letter = preview_of(session, campaign, recipient_id)
        page = step_page(
            session,
            campaign,
            "console/letter.html",
            letter=letter,
            languages=LANGUAGES,
            name=person_name(letter.recipient),
            fields=FIELD_WORDS,
        )
    note_look(current(), "letter.seen", recipient_id, utc_now())
    return page


@blueprint.get("/campaigns/<campaign_id>/message/letters/<recipient_id>/mail")
@signed_in("see_messages")
def show_letter_mail(campaign_id: str, recipient_id: str) -> ResponseReturnValue:
    """The mail's HTML for the frame of its page."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        body = preview_mail(session, campaign, recipient_id)
    note_look(current(), "letter.seen", recipient_id, utc_now())
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
