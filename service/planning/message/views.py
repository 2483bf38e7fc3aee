"""The form of a campaign: begun as a new one, changed at the step "Message and rules"."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.purpose import PURPOSES
from service.content.stories.sender_note import SUBJECT_FIELDS
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.planning.console import WITH_STILLS, blueprint, own_campaign, to_step
from service.planning.drafts.rename import LONGEST
from service.planning.drafts.start import PARTS, copied_fields, find_past, languages_in
from service.planning.form_faults import faults_of
from service.planning.labels import SWAP_LIMITS
from service.planning.message.beside.as_typed import typed_campaign
from service.planning.message.beside.look import draw_strip, film_beside, look_beside, note_beside
from service.planning.message.card import card_of
from service.planning.message.check_copy import FIELD_WORDS
from service.planning.message.create import FIXED_BY_GIFTS, change_campaign, create_campaign, has_gifts
from service.planning.message.form.defaults import first_fields, fresh_days
from service.planning.message.form.read_form import LANGUAGES, field_of, read_builder, show_builder
from service.planning.message.form.sentences import FIELD_TITLES
from service.planning.message.form.spoken import LONGEST as LONGEST_SUBJECT
from service.planning.message.form.translated import waiting_fields
from service.planning.plan.choose import request_plan
from service.planning.steps import NOTHING_DONE, Steps, steps_behind, steps_of
from service.workspaces.currencies import CURRENCIES
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


@blueprint.get("/campaigns/new")
@signed_in("change_campaigns")
def new_campaign() -> ResponseReturnValue:
    """The builder: begun with whoever is signed in and the prices on the shelf, or with those parts of a past campaign that were
    chosen; the page names what was copied."""
    parts = [part for part in PARTS if part in request.args.getlist("part")]
    with reading() as session:
        past = find_past(session, current(), request.args.get("from", "")) if parts else None
        fields = first_fields(session, current()) | (copied_fields(past, parts) if past else {})
    name = " ".join(request.args.get("name", "").split())[:LONGEST]
    return show_form(fields | {"name": name} | fresh_days(utc_now().date()), copied=past, parts=parts)


@blueprint.post("/campaigns/new")
@signed_in("change_campaigns")
def create() -> ResponseReturnValue:
    """A new campaign, from the form."""
    parts = request.form.getlist("part")
    with reading() as session:
        copied = copied_campaign(session)
    try:
        form = read_builder(request.form, None, copied if "words" in parts else None)
        with transaction() as session:
            campaign = create_campaign(session, form, current(), utc_now())
    except InvalidInput as error:
        return show_form(dict(request.form), error=error, copied=copied, parts=parts), error.status
    return to_step(campaign.id, "people")


def copied_campaign(session: Session) -> Campaign | None:
    """The campaign whose words the form began with, if any that they see."""
    return find_past(session, current(), request.form.get("copied_from", ""))


@blueprint.get("/campaigns/<campaign_id>/message")
@signed_in("see_messages")
def show_message(campaign_id: str) -> ResponseReturnValue:
    """The form of a campaign as it stands."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        behind, is_fixed = steps_of(session, campaign), has_gifts(session, campaign)
    return show_form(show_builder(campaign), campaign, behind, is_fixed=is_fixed, who=request.args.get("who", ""))


@blueprint.post("/campaigns/<campaign_id>/message")
@signed_in("change_campaigns")
def save_message(campaign_id: str) -> ResponseReturnValue:
    """The form, saved; where people are there, their gifts are chosen anew."""
    at = utc_now()
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            change_campaign(session, campaign, read_builder(request.form, campaign), current(), at)
            has_people = steps_behind(session, campaign) > 0
            if has_people:
                request_plan(session, campaign, at)
    except InvalidInput as error:
        with reading() as session:
            campaign = own_campaign(session, campaign_id)
            behind, is_fixed = steps_of(session, campaign), has_gifts(session, campaign)
        typed = _as_fixed(dict(request.form), campaign) if is_fixed else dict(request.form)
        return show_form(typed, campaign, behind, error, is_fixed=is_fixed), error.status
    return to_step(campaign_id, "plan" if has_people else "people")


def _as_fixed(typed: dict[str, str], campaign: Campaign) -> dict[str, str]:
    """What was typed, with what cannot change as it is: a disabled control sends nothing."""
    return typed | {name: str(getattr(campaign, name)) for name in FIXED_BY_GIFTS}


def show_form(
    fields: dict[str, str],
    campaign: Campaign | None = None,
    behind: Steps = NOTHING_DONE,
    error: InvalidInput | None = None,
    *,
    is_fixed: bool = False,
    copied: Campaign | None = None,
    parts: Sequence[str] = (),
    who: str = "",
    with_film: bool = False,
) -> Response:
    """`is_fixed`: gifts have been chosen, so that currency and uniqueness stay. `copied`: the campaign that the form began with, in
    these `parts`. `who`: whose letter stands beside it, the first person's where nobody is named; `with_film`: their film's stills
    too.

    Raises NotFound for somebody who does not take part.
    """
    words_of = campaign or (copied if "words" in parts else None)
    typed = typed_campaign(fields, campaign, current().workspace_id)
    with reading() as session:
        beside = look_beside(session, typed, who)
        film = film_beside(session, typed, beside.letter.who) if with_film else None
    strip = None if film is None else draw_strip(film)
    note_beside(current(), beside.letter, with_film=with_film)
    page = render_template(
        "console/builder.html",
        fields=fields,
        campaign=campaign,
        behind=behind,
        wrong={field_of(name): sentence for name, sentence in faults_of(error).items()},
        titles=FIELD_TITLES,
        languages=LANGUAGES,
        currencies=CURRENCIES,
        merge_fields=FIELD_WORDS,
        purposes=PURPOSES,
        swap_limits=SWAP_LIMITS,
        fixed=FIXED_BY_GIFTS if is_fixed else {},
        copied=copied,
        copied_parts=[PARTS[part] for part in PARTS if copied and part in parts],
        copied_languages=languages_in(copied) if copied and "words" in parts else [],
        parts=parts,
        waiting=waiting_fields(words_of) if words_of else frozenset(),
        beside=beside,
        strip=strip,
        card=card_of(typed),
        subject_longest=LONGEST_SUBJECT,
        subject_fields=SUBJECT_FIELDS,
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = WITH_STILLS
    return response
