"""The step "People": an upload is read, fixed and saved."""

from __future__ import annotations

import re

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.db.writing.after_commit import may_be_sent_again
from service.db.writing.portions import in_portions
from service.errors import InvalidInput, RefusedError
from service.planning.console import blueprint, own_campaign, step_page, to_step
from service.planning.people.bounced_addresses import addresses_given_up
from service.planning.people.lists.intake import Upload
from service.planning.people.models import PendingUpload
from service.planning.people.pending_upload import (
    LostUpload,
    correct_cells,
    is_lost,
    keep_upload,
    read_pending,
    require_own_lists,
    require_readable,
    require_unchanged,
    skip_repeats,
)
from service.planning.people.save_people import by_company, end_upload, require_whole, said_of_companies, save_some
from service.planning.people.similar_accounts import similar_accounts
from service.planning.people.step import (
    OTHER,
    asked_cells,
    bad_rows,
    columns_read,
    count_people,
    find_pending,
    pending_of,
    read_corrections,
    require_changeable,
    searched_columns,
    taking_part,
)
from service.sheets.refusals import Question
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current


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
        require_readable(data, file.filename)
        with transaction() as session:
            campaign = own_campaign(session, campaign_id)
            require_changeable(campaign)
            keep_upload(session, campaign.workspace_id, campaign.id, data, file.filename, utc_now())
    except InvalidInput as error:
        return _people_page(campaign_id, error, file.filename if file else None), error.status
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/cells")
@signed_in("change_campaigns")
def mend_cells(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Cells that were fixed on the page."""
    with transaction() as session:
        pending = find_pending(session, own_campaign(session, campaign_id), upload_id)
        correct_cells(pending, read_corrections(request.form))
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/skip")
@signed_in("change_campaigns")
def skip_rows(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Leaves out the row that is named, or without a name all that only repeat somebody. Raises InvalidInput for a name
    that is no number."""
    named = request.form.get("row", "")
    if named and not re.fullmatch("[0-9]{1,6}", named):
        raise InvalidInput("Give the row’s number.", param="row")
    seen, upload = _read(campaign_id, upload_id)
    with transaction() as session:
        pending = find_pending(session, own_campaign(session, campaign_id), upload_id)
        require_unchanged(pending, seen)
        skip_repeats(pending, upload, int(named) if named else None)
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/drop")
@signed_in("change_campaigns")
def drop_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """The list is forgotten; nobody of it is saved."""
    with transaction() as session:
        session.delete(find_pending(session, own_campaign(session, campaign_id), upload_id))
    return to_step(campaign_id, "people")


@blueprint.post("/campaigns/<campaign_id>/people/<upload_id>/save")
@signed_in("change_campaigns")
def save_upload(campaign_id: str, upload_id: str) -> ResponseReturnValue:
    """Saves everybody and then has their gifts chosen.

    Some people at a time, so that nobody else waits for a long list. The file stays until all of it is saved: where something
    breaks on the way, saving it again goes on from there, and nobody is taken in twice.
    """
    at = utc_now()
    seen, upload = _read(campaign_id, upload_id)
    require_whole(upload)
    said = said_of_companies(upload)
    may_be_sent_again()
    for people in in_portions(by_company(upload)):
        with transaction() as session:
            campaign, _ = _still_to_save(session, campaign_id, seen)
            save_some(session, campaign.workspace_id, campaign.id, people, said, at)
    with transaction() as session:
        campaign, pending = _still_to_save(session, campaign_id, seen)
        end_upload(session, campaign, pending, current(), at)
    return to_step(campaign_id, "plan")


def _still_to_save(session: Session, campaign_id: str, seen: PendingUpload) -> tuple[Campaign, PendingUpload]:
    """The campaign and the kept file, as they have to be for every portion. Raises Conflict or NotFound where they are not."""
    campaign = own_campaign(session, campaign_id)
    require_changeable(campaign)
    pending = find_pending(session, campaign, seen.id)
    require_unchanged(pending, seen)
    return campaign, pending


def _read(campaign_id: str, upload_id: str) -> tuple[PendingUpload, Upload]:
    """The kept file and what it says. Reading a long one takes a second, in which nobody else has to wait for the database."""
    with reading() as session:
        pending = find_pending(session, own_campaign(session, campaign_id), upload_id)
    return pending, read_pending(pending)


def _about_file(session: Session, campaign: Campaign, upload: Upload) -> list[Question]:
    """What nobody needs to fix, and has to know before saving."""
    workspace_id = campaign.workspace_id
    return [
        *addresses_given_up(session, workspace_id, upload),
        *upload.file_questions,
        *similar_accounts(session, workspace_id, upload),
    ]


def _people_page(campaign_id: str, error: RefusedError | None = None, refused: str | None = None) -> str:
    """`refused` is the name of the file that `error` is about; another one may wait to be fixed all the while."""
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        pending = pending_of(session, campaign)
        if pending is not None and is_lost(pending):
            pending, error = None, error or LostUpload()
        upload = read_pending(pending) if pending else None
        return step_page(
            session,
            campaign,
            "console/people_step.html",
            pending=pending,
            upload=upload,
            bad=bad_rows(upload) if upload else [],
            asked=asked_cells(upload, about_food=True) if upload else [],
            told=asked_cells(upload, about_food=False) if upload else [],
            whole=_about_file(session, campaign, upload) if upload else [],
            read_as=columns_read(upload) if upload else [],
            searched=searched_columns(upload) if upload else [],
            error=error,
            refused=refused,
            counts=count_people(session, campaign),
            page=taking_part(session, campaign, request.args.get("page")),
            other=OTHER,
        )
