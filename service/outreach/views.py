"""The outbox, which shows every mail whether or not a mail server is configured, and the one-click way out."""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.language.translations import resolve, text
from service.clock import machine_now
from service.content.pages.presses import count_press
from service.content.pages.reader import admit, gift_by_token, gift_to_leave
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.outreach.letters.letter import Letter
from service.outreach.mail_labels import TABS
from service.outreach.models import MailMessage
from service.outreach.outbox import STATES, find_mail, list_mails, recipient_of
from service.outreach.sending.mail_queue import fault, try_now
from service.outreach.sending.post import is_mail_on
from service.outreach.sending.send_again import AGAIN, send_again
from service.outreach.share_link import REASONS, hand_over, may_hand_over
from service.outreach.staff_view import letter_for_staff
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.sandbox import is_sandbox
from service.workspaces.staff_look_log import note_look

blueprint = Blueprint("outreach", __name__)
MAIL_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
"""A mail carries its styles in its tags and its pictures with it; it runs nothing, asks for nothing and goes nowhere."""
ONE_CLICK: Final = "One-Click"


@blueprint.get("/ops/outbox")
@signed_in("operate")
def show_outbox() -> ResponseReturnValue:
    """The workspace's mails, of one state where that is asked for."""
    state = request.args.get("state")
    with reading() as session:
        outbox = list_mails(
            session, current().workspace_id, state if state in STATES else None, request.args.get("page")
        )
        mail_fault = fault(session, current().workspace_id)
    return render_template(
        "console/outbox.html",
        outbox=outbox,
        state=state,
        states=STATES,
        tabs=TABS,
        is_mail_on=is_mail_on(),
        mail_fault=mail_fault,
    )


@blueprint.post("/ops/outbox/try-again")
@signed_in("operate")
def try_mail_again() -> ResponseReturnValue:
    """Somebody says that whatever kept mail from leaving is fixed: one mail is tried at once."""
    with transaction() as session:
        try_now(session, current(), machine_now())
    flash("We’re trying one email now. If it’s accepted, the rest follow automatically.")
    return redirect("/ops/outbox?state=queued", 303)


@blueprint.get("/ops/outbox/<message_id>")
@signed_in("operate")
def show_mail(message_id: str) -> ResponseReturnValue:
    """The staff's view of one mail. That it was looked at is written down."""
    actor = current()
    with reading() as session:
        page = _mail_page(session, find_mail(session, actor.workspace_id, message_id))
    note_look(actor, "mail.seen", message_id, utc_now())
    return page


@blueprint.post("/ops/outbox/<message_id>/hand-over")
@signed_in("operate")
def hand_link_over(message_id: str) -> ResponseReturnValue:
    """The person's own link, once, on the page that answers the press: it stands in no address and in no history."""
    actor = current()
    with transaction() as session:
        message = find_mail(session, actor.workspace_id, message_id)
        link = hand_over(session, message, request.form.get("reason", ""), actor, utc_now())
    with reading() as session:
        page = _mail_page(session, find_mail(session, actor.workspace_id, message_id), link)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _mail_page(session: Session, message: MailMessage, link: str | None = None) -> str:
    return render_template(
        "console/mail.html",
        line=recipient_of(session, message),
        message=message,
        letter=letter_for_staff(session, message),
        is_sandbox=is_sandbox(session, message.workspace_id),
        mail_fault=fault(session, message.workspace_id) if message.state == "queued" else None,
        may_again=message.state in AGAIN,
        reasons=REASONS if may_hand_over(message) else {},
        link=link,
    )


@blueprint.get("/ops/outbox/<message_id>/body")
@signed_in("operate", "see_messages")
def show_mail_body(message_id: str) -> ResponseReturnValue:
    """The mail's HTML for the frame of its page, with nothing allowed in it but its own styles and pictures."""
    actor = current()
    with reading() as session:
        letter = letter_for_staff(session, find_mail(session, actor.workspace_id, message_id))
    # Its address can be typed, past the page around it: that is a look as well.
    note_look(actor, "mail.seen", message_id, utc_now())
    response = Response(_with_pictures(letter), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/ops/outbox/<message_id>/again")
@signed_in("operate")
def send_mail_again(message_id: str) -> ResponseReturnValue:
    """A mail that failed goes out once more."""
    actor = current()
    with transaction() as session:
        send_again(session, find_mail(session, actor.workspace_id, message_id), actor, utc_now())
    flash("The email is back in the queue.")
    return redirect(f"/ops/outbox/{message_id}", 303)


@blueprint.get("/unsubscribe/<gift_id>/<token>")
def ask_unsubscribe(gift_id: str, token: str) -> ResponseReturnValue:
    """A link in a mail is followed by scanners too, so it only leads to the button."""
    with reading() as session:
        gift = gift_by_token(session, gift_id, token)
    response = admit(redirect(f"/gift/{gift.id}/privacy#channels", 303), gift)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.post("/unsubscribe/<gift_id>/<token>")
def unsubscribe_one_click(gift_id: str, token: str) -> ResponseReturnValue:
    """What a mail program sends on its "unsubscribe" button (RFC 8058): no cookie, no page, done at once. Raises InvalidInput
    for whatever else is sent here."""
    if request.form.get("List-Unsubscribe") != ONE_CLICK:
        raise InvalidInput("This address is for mail programs only.", param="List-Unsubscribe")
    with reading() as session:
        count_press(gift_to_leave(session, gift_id, token).recipient_id, matters=True)
    with transaction() as session:
        recipient = session.get_one(Recipient, gift_to_leave(session, gift_id, token).recipient_id)
        unsubscribe(session, recipient, utc_now(), "mail")
        said, language = text(recipient.locale, "privacy.notice.unsubscribed"), resolve(recipient.locale)
    answer = Response(f"{said}\n", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Language"] = language
    return answer


def _with_pictures(letter: Letter) -> str:
    """The mail's HTML with its pictures in it, as they travel: its frame may ask for nothing, not even from us."""
    html = letter.html
    for name, (media_type, picture) in letter.pictures.items():
        html = html.replace(f'"cid:{name}"', f'"data:{media_type};base64,{b64encode(picture).decode()}"')
    return html
