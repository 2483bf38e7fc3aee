"""What every row of an upload says, under what was said about its columns; and one row again when a cell of it was fixed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any, Final

from sqlalchemy import bindparam, false, or_, select, update
from sqlalchemy.orm import Session

from service.contact.models import Suppression
from service.db.connect import reading
from service.db.writing.many import write_many
from service.jobs.act_types import Effect, Lease
from service.jobs.portion import portion as job_portion
from service.planning.people.bounced_addresses import addresses_given_up
from service.planning.people.lists.mapping.context import describe_similar, describe_twice
from service.planning.people.lists.mapping.stream import AT_ONCE, Asking, RowAsked, RowRead
from service.planning.people.lists.mapping.together import Together, key_of
from service.planning.people.lists.read_file import read_some
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.similar_accounts import similar_accounts
from service.planning.people.uploads.about import about_of, about_text, answers_of
from service.planning.people.uploads.kept import LostUpload, Portion
from service.security.encryption import address_hash, readable, saying_hash, seal
from service.sheets.refusals import Question


def check_list_job(lease: Lease) -> Effect | None:
    """The act of `planning.check_list`: subject is the upload, the job's version that of the answers it is checked under."""
    check_rows_of(lease.subject_id, lambda: job_portion(lease))
    return None


def check_rows_of(upload_id: str, portion: Portion) -> None:
    """Reads every row that is not yet read, some at a time, and then says what concerns the list as a whole.

    Goes on where an attempt broke off, and stops where somebody changed an answer meanwhile. Raises LostUpload, ListRefused.
    """
    with reading() as session:
        pending = session.get(PendingUpload, upload_id)
        if pending is None or pending.state != "checking":
            return
        version, asking, shows_hidden = pending.version, _asking(pending), answers_of(pending).hidden
        is_fresh = pending.done == 0
    if is_fresh:
        _reset(upload_id, version, portion, shows_hidden=shows_hidden)
    with reading() as session:
        found = _found_before(session, upload_id)
    while True:
        with reading() as session:
            rows = _unread(session, upload_id)
        if not rows:
            break
        read = found.read(rows, partial(read_some, asking))
        values = [_sealed(upload_id, row) for row in read.rows]  # before anybody has to wait for the database
        with portion() as session:
            if not _is_current(session, upload_id, version, len(rows)):
                return
            write_many(session, _WRITTEN, values)
    with reading() as session:
        about = _found_together(session, upload_id, found)
    with portion() as session:
        if _is_current(session, upload_id, version, 0):
            pending = session.get_one(PendingUpload, upload_id)
            pending.about, pending.state = about, "checked"


def _reset(upload_id: str, version: int, portion: Portion, *, shows_hidden: bool) -> None:
    """Rows that were read under earlier answers are to be read again; those that were left out stay so.

    `shows_hidden`: somebody said that the hidden rows count as well.
    """
    is_more, seen = True, {"is_hidden": False} if shows_hidden else {}
    while is_more:
        with portion() as session:
            if not _is_current(session, upload_id, version, 0):
                return
            numbers = session.scalars(
                select(UploadRow.number)
                .where(
                    UploadRow.upload_id == upload_id,
                    or_(
                        UploadRow.state.in_(("fine", "asked", "bad")),
                        UploadRow.is_hidden.is_(True) if shows_hidden else false(),
                    ),
                )
                .limit(AT_ONCE)
            ).all()
            is_more = bool(numbers)
            session.execute(
                update(UploadRow)
                .where(UploadRow.upload_id == upload_id, UploadRow.number.in_(numbers))
                .values({"state": "unread", "repeats": None, "email_key": None} | seen)
                .execution_options(synchronize_session=False)
            )


def _asking(pending: PendingUpload) -> Asking:
    return about_of(pending).asking(answers_of(pending), pending.created_at.date())


def _unread(session: Session, upload_id: str) -> list[RowAsked]:
    """The next rows, those that are seen first: a hidden one of somebody who is seen only adds what it says about food."""
    found: list[RowAsked] = []
    for is_hidden in (False, True):
        rows = session.execute(
            select(UploadRow.number, UploadRow.cells, UploadRow.typed)
            .where(UploadRow.upload_id == upload_id, UploadRow.state == "unread", UploadRow.is_hidden.is_(is_hidden))
            .order_by(UploadRow.number)
            .limit(AT_ONCE)
        ).all()
        found = [row_asked(number, cells, typed) for number, cells, typed in rows]
        if found:
            break
    return found


def row_asked(number: int, cells: str, typed: str | None, repeats: int | None = None) -> RowAsked:
    """A kept row as the reader takes it. Raises LostUpload."""
    if readable(cells) is None or (typed is not None and readable(typed) is None):
        raise LostUpload
    corrections = tuple(json.loads(typed).items()) if typed else ()
    return RowAsked(number, cells, corrections, repeats)


VALUES: Final = (
    "state", "said", "email_key", "company_key", "asks", "mistake", "repeats", "country", "basis", "opted_out", "facts",
)  # fmt: skip
"""What reading a row writes of it."""
_WRITTEN: Final = (
    update(UploadRow)
    .where(UploadRow.upload_id == bindparam("of_upload"), UploadRow.number == bindparam("of_number"))
    .values({name: bindparam(name) for name in VALUES})
)
_address_key: Final = lru_cache(maxsize=2 * AT_ONCE)(address_hash)
"""A row's address is known again by it, and it is written: worked out once."""


@lru_cache(maxsize=4_096)
def _company_hash(upload_id: str, company: str) -> str:
    return saying_hash(upload_id, key_of(company))[:32]


def _short(key: str) -> bytes:
    """The beginning of a keyed hash: 100,000 of them are held, and 128 bits tell them apart."""
    return bytes.fromhex(key[:32])


def _found_before(session: Session, upload_id: str) -> Together:
    """What an attempt that broke off had found of addresses."""
    found = Together(lambda address: _short(_address_key(address)))
    rows = session.execute(
        select(UploadRow.email_key, UploadRow.number)
        .where(UploadRow.upload_id == upload_id, UploadRow.state != "unread", UploadRow.email_key.is_not(None))
        .order_by(UploadRow.is_hidden, UploadRow.number)
    )
    for key, number in rows:
        if key is not None:
            found.first.setdefault(_short(key), number)
    return found


def _is_current(session: Session, upload_id: str, version: int, count: int) -> bool:
    counted = session.execute(
        update(PendingUpload)
        .where(PendingUpload.id == upload_id, PendingUpload.state == "checking", PendingUpload.version == version)
        .values(done=PendingUpload.done + count)
        .returning(PendingUpload.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return counted is not None


def row_values(upload_id: str, row: RowRead, repeats: int | None) -> dict[str, Any]:
    """What is kept of a row that was read."""
    return {
        "of_upload": upload_id,
        "of_number": row.number,
        "state": "bad" if row.is_bad else "asked" if row.is_asked else "fine",
        "said": row.text,
        "email_key": _address_key(row.email) if row.email else None,
        "company_key": _company_hash(upload_id, row.company) if row.company else None,
        "asks": row.asks_about_food,
        "mistake": saying_hash(upload_id, row.mistake)[:32] if row.mistake else None,
        "repeats": repeats,
        "country": row.country or None,
        "basis": row.basis,
        "opted_out": row.opted_out,
        "facts": row.facts,
    }


def _sealed(upload_id: str, row: RowRead) -> dict[str, Any]:
    """The same, as the database's driver takes it."""
    return row_values(upload_id, row, row.repeats) | {"said": seal(row.text)}


def _found_together(session: Session, upload_id: str, found: Together) -> str:
    """What is kept of the list as a whole, now that all of its rows are read."""
    pending = session.get_one(PendingUpload, upload_id)
    about = about_of(pending)
    columns = about.columns(answers_of(pending))
    told: list[Question] = [
        *addresses_given_up(session, pending.workspace_id, _given_up(session, pending)),
        *describe_twice(columns, found.differing),
        *describe_similar(found.companies.values()),
        *similar_accounts(session, pending.workspace_id, found.companies),
    ]
    about = replace(
        about,
        checked=tuple(told),
        unknown_interests=tuple(found.interests),
        accounts=len(found.companies),
        first=(),
    )
    return about_text(about)


def _given_up(session: Session, pending: PendingUpload) -> dict[str, int]:
    """Key of an address that is not written to -> its row; few of a list's addresses are so."""
    rows = session.execute(
        select(UploadRow.email_key, UploadRow.number)
        .join(Suppression, Suppression.email_hash == UploadRow.email_key)
        .where(
            Suppression.workspace_id == pending.workspace_id,
            Suppression.lifted_at.is_(None),
            UploadRow.upload_id == pending.id,
            UploadRow.repeats.is_(None),
            UploadRow.is_hidden.is_(False),
        )
    )
    return {key: number for key, number in rows if key is not None}
