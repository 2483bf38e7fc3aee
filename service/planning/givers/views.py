"""Givers: who gives to whom in the workspace and in one campaign, how somebody signs, and hand-overs."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.givers.signature import Signature, international, read_signature, set_signature, signature_of
from service.campaigns.givers.whose import own_giver
from service.campaigns.sight import people_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.planning.console import LONGEST_SEARCH, blueprint, own_campaign, step_page
from service.planning.givers.in_campaign import (
    LACKS,
    MODES,
    counts_of,
    givers_of,
    known_to_others,
    named_in_words,
    set_givers,
    without_giver,
)
from service.planning.givers.owners import givable, names_of, people_of_owner, unread_owners
from service.planning.givers.reassign import MOST, ChangedMeanwhile, look_ahead, reassign
from service.planning.givers.requests import ask_for, decide, requests_of
from service.planning.message.form.charities import in_others
from service.planning.message.form.read_form import LANGUAGES
from service.recipients.models import Account, Recipient
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.models import User


@blueprint.get("/givers")
@signed_in("see_people")
def show_givers() -> ResponseReturnValue:
    """Everybody who gives, whose people they are, and hand-overs that wait."""
    actor = current()
    with reading() as session:
        names = names_of(session, actor.workspace_id)
        counts = counts_of(session, actor.workspace_id)
        team = givable(session, actor.workspace_id)
        here = {one for one, _, _ in team}
        return render_template(
            "console/givers.html",
            team=[(one, name, ready, counts[one]) for one, name, ready in team],
            left=[(one, names.get(one, "A colleague"), people) for one, people in counts.items() if one not in here],
            requests=requests_of(session, actor, names),
            me=actor.user_id,
        )


@blueprint.post("/givers/requests/<request_id>")
@signed_in("see_people", "change_campaigns")
def decide_hand_over(request_id: str) -> ResponseReturnValue:
    """A person is handed over, or kept."""
    with transaction() as session:
        decided = decide(session, request_id, request.form.get("decision", ""), current(), utc_now())
    flash(
        "Handed over. Their page and emails name your colleague from now on."
        if decided == "given"
        else "You keep them."
    )
    return redirect("/givers", 303)


@blueprint.get("/givers/<user_id>")
@signed_in("see_people")
def show_signature(user_id: str) -> ResponseReturnValue:
    """How somebody signs."""
    return _signature_page(user_id)


@blueprint.post("/givers/<user_id>")
@signed_in("see_people", "change_campaigns")
def save_signature(user_id: str) -> ResponseReturnValue:
    """How somebody signs, written; what is wrong with it stands beside its field."""
    form = request.form
    try:
        signature = read_signature(form.get("title", ""), in_others(form, "title", LANGUAGES), form.get("phone", ""))
        with transaction() as session:
            set_signature(session, user_id, signature, current(), utc_now())
    except InvalidInput as error:
        return _signature_page(user_id, error), error.status
    flash("Saved. Gifts in this name can go out.")
    return redirect("/givers", 303)


@blueprint.post("/givers/move")
@signed_in("see_people", "change_campaigns")
def move_people() -> ResponseReturnValue:
    """The first press names what readers will see; the second, which carries it, lets it happen."""
    form, actor, at = request.form, current(), utc_now()
    to, seen, back = form.get("to", ""), form.get("seen"), _back(form.get("back", ""))
    if seen is not None:
        try:
            with transaction() as session:
                change = reassign(session, _wanted(session, actor), to, actor, at, seen=seen)
        except ChangedMeanwhile as error:
            return _move_page(to, back, changed=True), error.status
        flash(f"{len(change.people)} {'person has' if len(change.people) == 1 else 'people have'} a new giver.")
        return redirect(back, 303)
    return _move_page(to, back)


@blueprint.get("/campaigns/<campaign_id>/givers")
@signed_in("see_people")
def show_campaign_givers(campaign_id: str) -> ResponseReturnValue:
    """In whose name a campaign gives, who has no giver, and who is known to a colleague."""
    actor = current()
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        names = names_of(session, actor.workspace_id)
        return step_page(
            session,
            campaign,
            "console/campaign_givers.html",
            modes=MODES,
            lacks=LACKS,
            lines=givers_of(session, campaign, names),
            lacking=without_giver(session, campaign, names),
            owners=unread_owners(session, campaign),
            known=known_to_others(session, campaign, actor, names),
            team=givable(session, actor.workspace_id),
            in_words=named_in_words(session, campaign),
        )


@blueprint.post("/campaigns/<campaign_id>/givers")
@signed_in("see_people", "change_campaigns")
def press_campaign_givers(campaign_id: str) -> ResponseReturnValue:
    """Who gives in it; or a colleague is asked for the hand-over of somebody. Raises NotFound where there is nobody to ask."""
    form, actor, at = request.form, current(), utc_now()
    with transaction() as session:
        campaign = own_campaign(session, campaign_id)
        if form.get("ask"):
            names = names_of(session, actor.workspace_id)
            known = {one.recipient_id: one for one in known_to_others(session, campaign, actor, names)}
            if (one := known.get(form["ask"])) is None:
                raise NotFound("There’s nobody to ask for this person.")
            ask_for(session, campaign, one.recipient_id, one.giver_id, actor, at)
            flash(f"Asked. {one.giver} sees it under Givers, and decides.")
        else:
            set_givers(session, campaign, form.get("givers", ""), actor, at)
            flash("Saved.")
    return redirect(f"/campaigns/{campaign_id}/givers", 303)


def _wanted(session: Session, actor: Actor) -> Sequence[str]:
    """Ids of the people that the form speaks of: named, those whose list calls their owner so, or all of one giver."""
    form = request.form
    if form.get("owner") and form.get("campaign"):
        return people_of_owner(session, own_campaign(session, form["campaign"]), form["owner"][:LONGEST_SEARCH])
    if form.get("of"):
        query = (
            select(Recipient.id)
            .join(Account, Account.id == Recipient.account_id)
            .where(people_of(actor), Recipient.erased_at.is_(None), own_giver() == form["of"])
            .order_by(Recipient.id)
        )
        return session.scalars(query.limit(MOST)).all()
    return form.getlist("people")


def _back(path: str) -> str:
    """Where the page came from, only within the console."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else "/givers"


def _move_page(to: str, back: str, *, changed: bool = False) -> str:
    actor, at = current(), utc_now()
    with reading() as session:
        people = _wanted(session, actor)
        change = look_ahead(session, people, to, actor, at)
        return render_template(
            "console/givers_move.html",
            change=change,
            to=to,
            name=names_of(session, actor.workspace_id).get(to, "A colleague"),
            back=back,
            more=len(people) > len(change.people) and len(people) > MOST,
            changed=changed,
        )


def _signature_page(user_id: str, error: InvalidInput | None = None) -> str:
    actor = current()
    with reading() as session:
        user = session.get(User, user_id)
        if user is None or user.workspace_id != actor.workspace_id:
            raise NotFound("There’s no such colleague.")
        kept = signature_of(user) or Signature("")
        fields = {"title": kept.title, "phone": international(kept.phone) if kept.phone else ""}
        fields |= {f"title_{locale}": title for locale, title in kept.titles.items()}
        return render_template(
            "console/giver_signature.html",
            user=user,
            name=readable(user.name) or "A colleague",
            fields=dict(request.form) if error else fields,
            error=error,
            languages={locale: name for locale, name in LANGUAGES.items() if locale != "en"},
            may_change=user.id == actor.user_id or actor.may("manage_staff"),
        )
