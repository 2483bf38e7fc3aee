"""Saving the people of a checked upload, some at a time: where it breaks off it goes on, and nobody is taken in twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows
from service.db.base import utc_now
from service.db.connect import reading
from service.errors import Conflict, InvalidInput
from service.folding import company_key
from service.jobs.act_types import Effect, Lease
from service.jobs.portion import portion as job_portion
from service.planning.people.likeness.near_notes import compared
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.lists.upload import PersonReading, Row, with_facts, with_food
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.save_people import save_some
from service.planning.people.uploads.basis import require_stated, statement_of
from service.planning.people.uploads.fixing.facts import dropped_of
from service.planning.people.uploads.kept import LostUpload, Portion, end_upload
from service.planning.plan.choose import request_plan
from service.security.encryption import readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

SAVE: Final = "planning.save_list"
FIRST: Final = 20
MOST: Final = 200
HOLD_SECONDS: Final = 0.08
"""What a portion is to take; nobody may hold a lock for 250 ms, and the next portion may be dearer."""
_SCANNED: Final = 2_000


def begin_saving(session: Session, pending: PendingUpload, actor: Actor, at: datetime) -> None:
    """From now on the rows are being saved and no cell can be changed. Raises InvalidInput while a row needs fixing, Conflict
    while the list is being read."""
    bad = session.scalar(
        select(func.count()).where(
            UploadRow.upload_id == pending.id, UploadRow.state.in_(("bad", "unread")), UploadRow.is_hidden.is_(False)
        )
    )
    people = session.scalar(select(func.count()).where(*_to_save(pending.id)))
    if bad or not people:
        raise InvalidInput(f"{bad or 'All'} rows need fixing first. Nothing was saved.", param="file")
    if pending.state not in {"checked", "saving"}:
        raise Conflict("This list is still being checked. Try again in a moment.")
    if pending.state == "checked":
        pending.state, pending.done, pending.total, pending.asked_by = "saving", 0, people, actor.user_id
    require_stated(pending)
    campaign = session.get_one(Campaign, pending.campaign_id)
    record_act(session, actor, "campaign.people_saved", at, subject_id=campaign.id)


def save_list_job(lease: Lease) -> Effect | None:
    """The act of `planning.save_list`: subject is the upload."""
    save_rows_of(lease.subject_id, lambda: job_portion(lease))
    return None


def save_rows_of(upload_id: str, portion: Portion) -> None:
    """Saves whoever is not saved yet, company by company, and then has gifts chosen for them.

    Raises Conflict where the campaign no longer takes people.
    """
    with reading() as session:
        pending = session.get(PendingUpload, upload_id)
        if pending is None or pending.state != "saving":
            return
        workspace_id, campaign_id, statement = pending.workspace_id, pending.campaign_id, statement_of(pending)
    said = _said_of_companies(upload_id)
    size, after = FIRST, ("", -1)
    is_more = True
    while is_more:
        with reading() as session:
            people, numbers, after = _next(session, upload_id, size, after)
        is_more = bool(numbers)
        if is_more:
            near = compared(workspace_id, [person for _, person in people])
            at = utc_now()
            with portion() as session:
                _require_open(session, campaign_id)
                save_some(session, workspace_id, campaign_id, people, said, at, statement, near)
                _mark(session, upload_id, numbers)
            took = (utc_now() - at).total_seconds()
            size = max(FIRST, min(int(len(people) * HOLD_SECONDS / max(took, 1e-6)), 2 * size, MOST))
    with portion() as session:
        campaign = _require_open(session, campaign_id)
        pending = session.get(PendingUpload, upload_id)
        if pending is not None and pending.state == "saving":
            end_upload(session, pending)
            request_plan(session, campaign, utc_now())


def _to_save(upload_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        UploadRow.upload_id == upload_id,
        UploadRow.state.in_(("fine", "asked")),
        UploadRow.is_hidden.is_(False),
        UploadRow.repeats.is_(None),
    )


def _require_open(session: Session, campaign_id: str) -> Campaign:
    campaign = session.get_one(Campaign, campaign_id)
    if not allows(campaign.status, "add_people"):
        raise Conflict("People can’t be added to this campaign any more. Nobody else was saved.")
    return campaign


def _next(
    session: Session, upload_id: str, size: int, after: tuple[str, int]
) -> tuple[list[tuple[int, PersonReading]], list[int], tuple[str, int]]:
    """The next people `after` (a company's key, a row) with their row numbers, each with what rows that were left out as the same
    person say about food; and where they end."""
    last_key, last = after
    further = or_(UploadRow.company_key > last_key, and_(UploadRow.company_key == last_key, UploadRow.number > last))
    rows = session.execute(
        select(UploadRow.number, UploadRow.said, UploadRow.email_key, UploadRow.company_key, UploadRow.dropped)
        .where(*_to_save(upload_id), UploadRow.company_key >= last_key, further, UploadRow.is_saved.is_(False))
        .order_by(UploadRow.company_key, UploadRow.number)
        .limit(size)
    ).all()
    others = _same_people(session, upload_id, [row.email_key for row in rows if row.email_key])
    people: list[tuple[int, PersonReading]] = []
    for number, text, key, _, dropped in rows:
        person = with_facts(_person(_row(number, text)), dropped_of(dropped))
        for other in others.get(key or "", ()):
            if other.restricts is not None:
                person = with_food(person, other.food, other.restricts) or person
        people.append((number, person))
    end = (rows[-1][3] or "", rows[-1][0]) if rows else after
    return people, [row.number for row in rows], end


def _row(number: int, text: str | None) -> Row:
    if text is None or readable(text) is None:
        raise LostUpload
    return row_of(number, text)


def _person(row: Row) -> PersonReading:
    if row.person is None:
        raise LostUpload
    return row.person


def _same_people(session: Session, upload_id: str, keys: Sequence[str]) -> dict[str, list[Row]]:
    """Key of an address -> the rows of the same person that are left out or hidden."""
    found: dict[str, list[Row]] = {}
    rows = session.execute(
        select(UploadRow.email_key, UploadRow.number, UploadRow.said).where(
            UploadRow.upload_id == upload_id,
            UploadRow.email_key.in_(keys),
            or_(UploadRow.state == "out", UploadRow.is_hidden.is_(True)),
        )
    )
    for key, number, text in rows:
        found.setdefault(key or "", []).append(_row(number, text))
    return found


def _mark(session: Session, upload_id: str, numbers: Sequence[int]) -> None:
    session.execute(
        update(UploadRow)
        .where(UploadRow.upload_id == upload_id, UploadRow.number.in_(numbers))
        .values(is_saved=True)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(PendingUpload)
        .where(PendingUpload.id == upload_id)
        .values(done=PendingUpload.done + len(numbers))
        .execution_options(synchronize_session=False)
    )


def _said_of_companies(upload_id: str) -> Mapping[str, Sequence[PersonReading]]:
    """What the rows of each company say of it, by the company's key: what one row says holds for all its people.

    Of rows that say the same of their company only the first is held.
    """
    said: dict[str, dict[object, PersonReading]] = {}
    after = -1
    while True:
        with reading() as session:
            rows = session.execute(
                select(UploadRow.number, UploadRow.said)
                .where(*_to_save(upload_id), UploadRow.number > after)
                .order_by(UploadRow.number)
                .limit(_SCANNED)
            ).all()
        if not rows:
            return {key: list(people.values()) for key, people in said.items()}
        for number, text in rows:
            person = _person(_row(number, text))
            says = (person.policy, person.relationship, person.lifecycle, person.account_value)
            said.setdefault(company_key(person.company), {}).setdefault(says, _bare(person))
        after = rows[-1][0]


def _bare(person: PersonReading) -> PersonReading:
    """The row less what says nothing of its company."""
    return replace(person, dietary_text="", interests=(), has_already=(), dislikes=(), email="")
