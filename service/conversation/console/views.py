"""The inbox of the console, and one person's thread in it."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.conversation.console.inbox import find_thread, list_threads
from service.conversation.console.meeting_views import blueprint as meetings
from service.conversation.console.reply import reply_to_person
from service.conversation.console.staff_thread import read_for_staff
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.recipients.letters.keep import LONGEST
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

blueprint = Blueprint("console", __name__)
blueprint.register_blueprint(meetings)


@blueprint.get("/inbox")
@signed_in("see_messages", "see_people")
def show_inbox() -> ResponseReturnValue:
    """Everybody who has written, who waits longest first."""
    only_waiting = request.args.get("show") != "all"
    with reading() as session:
        inbox = list_threads(session, current(), only_waiting=only_waiting, wanted=request.args.get("page"))
        return render_template("console/inbox.html", inbox=inbox, only_waiting=only_waiting, at=utc_now())


@blueprint.get("/inbox/<gift_id>")
@signed_in("see_messages", "see_people")
def show_conversation(gift_id: str) -> ResponseReturnValue:
    """One person's thread, with the field for an answer."""
    with reading() as session:
        return _page(session, find_thread(session, current(), gift_id))


@blueprint.post("/inbox/<gift_id>")
@signed_in("see_messages", "see_people", "change_campaigns")
def press_answer(gift_id: str) -> ResponseReturnValue:
    """An answer to the person. What cannot be sent stays in its field."""
    actor, words = current(), request.form.get("words", "")
    try:
        with transaction() as session:
            gift = find_thread(session, actor, gift_id)
            reply_to_person(session, gift, words, actor, utc_now(), once_for=request.form.get("once", ""))
    except InvalidInput as error:
        with reading() as session:
            return _page(session, find_thread(session, actor, gift_id), error.sentence, words), error.status
    flash("Sent. They can read it on their page, and by email if we may write to them.")
    return redirect(f"/inbox/{gift_id}", 303)


def _page(session: Session, gift: RecipientGift, error: str | None = None, typed: str = "") -> str:
    person = session.get_one(Recipient, gift.recipient_id)
    name = person_name(person)
    return render_template(
        "console/thread.html",
        gift=gift,
        person=person,
        name=name,
        account=session.get_one(Account, gift.account_id),
        campaign=session.get_one(Campaign, gift.campaign_id),
        letters=read_for_staff(session, gift, name),
        error=error,
        typed=typed,
        once=secrets.token_urlsafe(12),
        longest=LONGEST,
    )
