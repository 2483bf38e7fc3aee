"""From an uploaded file to its rows: each is written down once, as it stands there, and never parsed again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from service.db.connect import reading
from service.db.writing.many import write_many
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue
from service.jobs.portion import portion as job_portion
from service.planning.people.lists.columns import REQUIRED
from service.planning.people.lists.mapping.answers import Answers, open_orders, undecided, without_condition
from service.planning.people.lists.mapping.stream import Closed, FirstBad, Opened, RawRow
from service.planning.people.lists.read_file import open_kept_within_limits
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import About, about_of, about_text, answers_kept, closed, opened
from service.planning.people.uploads.kept import Portion, pieces_of, remove_rows, replace_older
from service.planning.people.uploads.shapes import remembered
from service.security.encryption import seal
from service.sheets.refusals import ListRefused

READ: Final = "planning.read_list"
CHECK: Final = "planning.check_list"


class _Gone(Exception):
    """Somebody dropped the upload, or sent another file."""


def read_list_job(lease: Lease) -> Effect | None:
    """The act of `planning.read_list`: subject is the upload."""
    try:
        read_rows_of(lease.subject_id, lambda: job_portion(lease))
    except ListRefused as refused:
        sentence = refused.sentence

        def refuse(session: Session) -> None:
            pending = session.get(PendingUpload, lease.subject_id)
            if pending is not None and pending.state == "reading":
                pending.state, pending.error = "refused", sentence

        return refuse
    return partial(_check_next, lease)


def _check_next(lease: Lease, session: Session) -> None:
    """Where the same headings were answered before, the list is checked without a question."""
    pending = session.get(PendingUpload, lease.subject_id)
    if pending is not None and pending.state == "checking":
        enqueue(
            session,
            CHECK,
            pending.id,
            version=pending.version,
            workspace_id=pending.workspace_id,
            campaign_id=pending.campaign_id,
        )


def read_died(session: Session, upload_id: str, _code: str) -> None:
    """The job was given up: the page says so, and the file can be sent again."""
    pending = session.get(PendingUpload, upload_id)
    if pending is not None and pending.state in {"reading", "checking", "saving"}:
        pending.state = "refused"
        pending.error = "Reading this file failed on our side. Upload it again; what was saved of it stays saved."


def read_rows_of(upload_id: str, portion: Portion) -> None:
    """Writes the rows of a kept file down, some at a time, and says what its columns hold. Nothing is left of an earlier attempt.

    Raises ListRefused where the file cannot be read; its rows are removed with it.
    """
    with reading() as session:
        if session.get(PendingUpload, upload_id) is None:
            return
        kept = pieces_of(session, upload_id)
        pending = session.get_one(PendingUpload, upload_id)
        filename, sheet = pending.filename, about_of(pending).sheet
    _start(upload_id, portion)
    about: About | None = None
    pieces = open_kept_within_limits(kept, filename, sheet)
    del kept
    try:
        for piece in pieces:
            if isinstance(piece, Opened):
                about = opened(piece)
            elif isinstance(piece, FirstBad) and about is not None:
                about = replace(about, first=piece.rows)
                with portion() as session:
                    _require(session, upload_id).about = about_text(about)
            elif isinstance(piece, Closed) and about is not None:
                about = closed(about, piece)
                about.columns(Answers())  # loads what knows headings, before anybody has to wait for the database
                with portion() as session:
                    _finish(session, upload_id, about)
            else:
                rows = _sealed(upload_id, piece)  # before anybody has to wait for the database
                with portion() as session:
                    _write(session, upload_id, rows)
    except _Gone:
        return


def _start(upload_id: str, portion: Portion) -> None:
    """Removes what an attempt that broke off has written."""
    is_more = True
    while is_more:
        with portion() as session:
            session.execute(update(PendingUpload).where(PendingUpload.id == upload_id).values(total=0, done=0))
            is_more = remove_rows(session, upload_id)


def _require(session: Session, upload_id: str) -> PendingUpload:
    pending = session.get(PendingUpload, upload_id)
    if pending is None or pending.state != "reading":
        raise _Gone
    return pending


def _sealed(upload_id: str, rows: Sequence[RawRow]) -> list[dict[str, Any]]:
    return [
        {
            "upload_id": upload_id,
            "number": number,
            "is_hidden": is_hidden,
            "state": "unread",
            "cells": seal(text),
            "is_saved": False,
        }
        for number, text, is_hidden in rows
    ]


def _write(session: Session, upload_id: str, rows: Sequence[dict[str, Any]]) -> None:
    counted = session.execute(
        update(PendingUpload)
        .where(PendingUpload.id == upload_id, PendingUpload.state == "reading")
        .values(total=PendingUpload.total + len(rows), done=PendingUpload.done + len(rows))
        .returning(PendingUpload.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if counted is None:
        raise _Gone
    write_many(session, insert(UploadRow), rows)


def _finish(session: Session, upload_id: str, about: About) -> None:
    pending = _require(session, upload_id)
    known = remembered(session, pending.workspace_id, about)
    answers = known or Answers(fields=about.guessed)
    pending.about = about_text(replace(about, is_known=known is not None))
    replace_older(session, pending)
    if known is not None and not still_open(about, answers):
        begin_checking(session, pending, answers)
    else:
        pending.state = "columns"
        pending.version += 1
        pending.answers = json.dumps(answers_kept(answers), ensure_ascii=False)


def still_open(about: About, answers: Answers) -> bool:
    """Whether somebody has to say something about the columns before the rows can be read."""
    columns = about.columns(answers)
    said = {place for place, _ in answers.orders}
    return (
        any(name not in columns.found for name in REQUIRED)
        or any(place not in said for place in open_orders(columns, about.profile))
        or any(not one.is_known for one in undecided(columns, about.profile, answers))
        or bool(without_condition(columns, answers))
        or bool(about.profile.hidden)
    )


def begin_checking(session: Session, pending: PendingUpload, answers: Answers) -> None:
    """From now on the rows are read under these answers, which are kept."""
    pending.answers = json.dumps(answers_kept(answers), ensure_ascii=False)
    pending.state, pending.done = "checking", 0
    pending.version += 1
    session.flush()
