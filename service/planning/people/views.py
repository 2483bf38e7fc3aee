"""The step "People": a list is read, its columns are answered for, its rows are fixed and saved."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.brain.segments.add_people import segments_by_name
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.writing.after_commit import may_be_sent_again
from service.errors import InvalidInput, RefusedError
from service.planning.console import blueprint, own_campaign, step_page, to_step
from service.planning.givers.in_campaign import known_to_others
from service.planning.givers.owners import names_of
from service.planning.people.lists.columns import TITLES, require_needed
from service.planning.people.lists.vcards import cards_as_list, is_cards
from service.planning.people.models import PendingUpload
from service.planning.people.step import (
    OTHER,
    OUT,
    asked_cells,
    bad_rows,
    count_people,
    find_pending,
    lock_pending,
    read_answers,
    read_as,
    require_changeable,
    searched_columns,
    taking_part,
    uploads_now,
)
from service.planning.people.uploads.about import about_of, answers_of
from service.planning.people.uploads.basis import (
    bases_shown,
    count_opted_out,
    read_basis,
    require_condition,
    require_stated,
    state_basis,
)
from service.planning.people.uploads.fixing.facts import answer_all, answer_facts, facts_shown
from service.planning.people.uploads.fixing.fix_rows import (
    correct_cells,
    leave_out,
    plain_repeats,
    skip_repeats,
    take_back_in,
)
from service.planning.people.uploads.fixing.same_answer import answer_same, same_mistakes
from service.planning.people.uploads.kept import (
    LostUpload,
    end_upload,
    is_lost,
    require_own_lists,
    require_waiting,
    uploads_of,
)
from service.planning.people.uploads.pages.marked_file import marked_file
from service.planning.people.uploads.pages.read_form import read_columns
from service.planning.people.uploads.pages.shown import (
    asked_about_food,
    checked,
    columns_shown,
    columns_told,
    first_bad,
    foods_told,
    left_out,
    rows_in,
    told_of_file,
)
from service.planning.people.uploads.shapes import forget, remember
from service.planning.people.uploads.work import check_list, go_on, read_sheet, save_list, take_list
from service.planning.people.without_basis import BASIS_WORDS, HOW_WORDS
from service.sheets.read_table import require_size
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

CHOICES = tuple((name, title) for name, title in TITLES.items() if name != "diet")
_WORKING = ("reading", "checking", "saving")


@blueprint.get("/campaigns/<campaign_id>/people")
@signed_in("see_people")
def show_people(campaign_id: str) -> ResponseReturnValue:
    """The people of a campaign, and the list that is being read."""
    return _people_page(campaign_id)


@blueprint.post("/campaigns/<campaign_id>/people")
@signed_in("change_campaigns")
def upload_people(campaign_id: str) -> ResponseReturnValue:
    """Keeps a list until it is saved; one that cannot be read is told on the page."""
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise InvalidInput("Choose a file first.", param="file")
        with reading() as session:
            require_own_lists(session, own_campaign(session, campaign_id).workspace_id)
        data = file.read()
        require_size(data)
        with reading() as session:
            campaign = own_campaign(session, campaign_id)
            require_changeable(campaign)
            workspace_id = campaign.workspace_id
        basis, source = read_basis(request.form)
        if is_cards(data):
            data, file.filename = cards_as_list(data), f"{file.filename}.csv"
        take_list(workspace_id, campaign_id, data, file.filename, utc_now(), basis, source)
    except InvalidInput as error:
        return _people_page(campaign_id, error, file.filename if file else None), error.status
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/columns")
@signed_in("change_campaigns")
def say_columns(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """What the columns are: kept for the next list with these headings, and every row is read so. Raises Conflict while the list
    is being read."""
    at = utc_now()
    try:
        with transaction() as session:
            pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
            require_waiting(pending)
            about = about_of(pending)
            answers = read_columns(request.form, about, answers_of(pending), at.date())
            require_needed(about.columns(answers).found)
            require_condition(about, answers)
            if any(not request.form.get(f"order-{place}") for place in _unanswered(pending)):
                raise InvalidInput("Say which comes first in these dates, the day or the month.", param="order")
            remember(session, pending.workspace_id, about, answers, at)
            check_list(session, pending, answers)
    except InvalidInput as error:
        return _people_page(campaign_id, error), error.status
    go_on(upload_id)
    return to_step(campaign_id, "people")


def _unanswered(pending: PendingUpload) -> list[int]:
    said = {place for place, _ in answers_of(pending).orders}
    return [one.place for one in columns_shown(about_of(pending), answers_of(pending)).dates if one.place not in said]


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/facts")
@signed_in("change_campaigns")
def answer_note_facts(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Facts from notes, kept or dropped: those of the page, or with `all` every one."""
    everything = request.form.get("all")
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        if everything is None:
            answer_facts(session, pending, request.form)
    if everything is not None:
        answer_all(upload_id, transaction, kept=everything == "keep")
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/basis")
@signed_in("change_campaigns")
def say_list_basis(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Why the people of a list may be written to, and where it comes from."""
    try:
        with transaction() as session:
            state_basis(session, lock_pending(session, own_campaign(session, campaign_id), upload_id), request.form)
    except InvalidInput as error:
        return _people_page(campaign_id, error), error.status
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/columns/again")
@signed_in("change_campaigns")
def ask_columns(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Back to the columns of a list that was checked; with `forget`, what was remembered of its headings goes. Raises
    Conflict while the list is being read."""
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        require_waiting(pending)
        if request.form.get("forget"):
            forget(session, pending.workspace_id, about_of(pending))
        pending.state = "columns"
        pending.version += 1
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/sheet")
@signed_in("change_campaigns")
def choose_sheet(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Another sheet of the workbook is read instead."""
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        read_sheet(session, pending, request.form.get("sheet", ""))
    go_on(upload_id)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/cells")
@signed_in("change_campaigns")
def mend_cells(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Cells that were fixed on the page, and rows that were left out there."""
    answered = read_answers(request.form)
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        if answered.out:
            leave_out(session, pending, answered.out)
        correct_cells(session, pending, answered.cells)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/same")
@signed_in("change_campaigns")
def answer_same_mistake(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """One answer for all rows with the same mistake. Raises InvalidInput where none was given."""
    key, answer = request.form.get("mistake", ""), request.form.get("answer", "")
    with reading() as session:
        find_pending(session, own_campaign(session, campaign_id), upload_id)
    said = request.form.get("other", "") if answer == OTHER else answer
    if not said.strip():
        raise InvalidInput("Say what these rows should say, or leave them out.", param="answer")
    answer_same(upload_id, key, None if answer == OUT else said, transaction)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/skip")
@signed_in("change_campaigns")
def skip_rows(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Leaves out the row that is named, or without a name all that only repeat somebody. Raises InvalidInput for a name
    that is no number."""
    named = request.form.get("row", "")
    if named and not re.fullmatch("[0-9]{1,6}", named):
        raise InvalidInput("Give the row’s number.", param="row")
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        skip_repeats(session, pending, int(named) if named else None)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/take-back")
@signed_in("change_campaigns")
def take_rows_back(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """A row that was left out counts again. Raises InvalidInput for a name that is no number."""
    named = request.form.get("row", "")
    with transaction() as session:
        pending = lock_pending(session, own_campaign(session, campaign_id), upload_id)
        if not re.fullmatch("[0-9]{1,6}", named):
            raise InvalidInput("Give the row’s number.", param="row")
        take_back_in(session, pending, [int(named)])
    return to_step(campaign_id, "people")


@blueprint.get("/campaigns/<campaign_id>/people/<upload_id>/marked.csv")
@signed_in("change_campaigns")
def download_marked(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """The sender's own columns, and one that says what is wrong in each row."""
    with reading() as session:
        pending = find_pending(session, own_campaign(session, campaign_id), upload_id)
        header = about_of(pending).header
    return Response(
        marked_file(upload_id, header),
        mimetype="text/csv",
        headers={"Content-Disposition": 'attachment; filename="marked.csv"', "Cache-Control": "no-store"},
    )


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/drop")
@signed_in("change_campaigns")
def drop_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """The list is forgotten; nobody of it is saved any further."""
    with transaction() as session:
        end_upload(session, lock_pending(session, own_campaign(session, campaign_id), upload_id))
    go_on(upload_id)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/save")
@signed_in("change_campaigns")
def save_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Saves everybody and then has their gifts chosen.

    Some people at a time, so that nobody else waits for a long list. The rows stay until all of them are saved: where something
    breaks on the way, saving goes on from there, and nobody is taken in twice.
    """
    at = utc_now()
    may_be_sent_again()
    try:
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            require_changeable(campaign)
            pending = lock_pending(session, campaign, upload_id)
            require_stated(pending)
            save_list(session, pending, current(), at)
    except InvalidInput as error:
        return _people_page(campaign_id, error), error.status
    go_on(upload_id)
    with reading() as session:
        is_saving = any(one.state == "saving" for one in uploads_of(session, campaign_id))
    return to_step(campaign_id, "people" if is_saving else "plan")


def _people_page(campaign_id: str, error: RefusedError | None = None, refused: str | None = None) -> str:
    """`refused` is the name of the file that `error` is about; another one may wait to be fixed all the while."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        kept = uploads_now(session, campaign)
        pending = kept.pending
        if pending is None and any(is_lost(one) for one in uploads_of(session, campaign.id)):
            error = error or LostUpload()
        if kept.refused is not None and error is None:
            error, refused = InvalidInput(kept.refused.error or "", param="file"), kept.refused.filename
        shown = {"pending": pending, "error": error, "refused": refused, "typed": request.form if error else {}}
        if pending is None:
            return step_page(
                session,
                campaign,
                "console/people_step.html",
                **shown,
                counts=count_people(session, campaign),
                page=taking_part(session, campaign, request.args.get("page"), current()),
                known=known_to_others(session, campaign, current(), names_of(session, campaign.workspace_id)),
                segments=segments_by_name(session, campaign.workspace_id),
            )
        if pending.state in _WORKING:
            return _working_page(session, campaign, pending, shown)
        if pending.state == "columns":
            about, answers = about_of(pending), answers_of(pending)
            return step_page(
                session,
                campaign,
                "console/people_columns.html",
                **shown,
                about=about,
                answers=answers,
                columns=columns_shown(about, answers),
                choices=CHOICES,
                hows=HOW_WORDS,
                today=utc_now().date().isoformat(),
            )
        return _checked_page(session, campaign, pending, shown)


def _working_page(session: Session, campaign: Campaign, pending: PendingUpload, shown: Mapping[str, object]) -> str:
    bad = rows_in(session, pending.id, "bad", None).items if pending.state == "checking" else first_bad(pending)
    return step_page(
        session,
        campaign,
        "console/people_reading.html",
        **shown,
        check=checked(session, pending),
        bad=bad_rows(bad[:10]) if pending.state != "saving" else [],
    )


def _checked_page(session: Session, campaign: Campaign, pending: PendingUpload, shown: Mapping[str, object]) -> str:
    about = about_of(pending)
    columns, not_imported = columns_told(pending)
    page = rows_in(session, pending.id, "bad", request.args.get("page"))
    asked = rows_in(session, pending.id, "asked", request.args.get("asked"))
    rows = [*asked.items, *page.items]
    return step_page(
        session,
        campaign,
        "console/people_step.html",
        **shown,
        check=checked(session, pending),
        bad=bad_rows(page.items),
        page=page,
        asked_page=asked,
        asked=asked_cells(rows, about_food=True),
        told=asked_cells(rows, about_food=False),
        whole=told_of_file(pending),
        read_as=read_as(columns),
        searched=searched_columns(columns),
        columns=columns,
        not_imported=not_imported,
        unknown_interests=about.unknown_interests,
        asked_count=asked_about_food(session, pending.id),
        left_out=left_out(session, pending.id),
        plain_repeats=plain_repeats(session, pending.id) if page.items else [],
        bases=bases_shown(session, pending),
        basis_words=BASIS_WORDS,
        foods=foods_told(pending),
        same=same_mistakes(session, pending.id),
        facts=facts_shown(session, pending, request.args.get("facts")),
        hows=HOW_WORDS,
        opted_out=count_opted_out(session, pending.id),
        other=OTHER,
        out=OUT,
    )
