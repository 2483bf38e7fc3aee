"""What an upload states of its people once: why they may be written to, where the list comes from, how they told what they eat."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.contact.prior_consent import countries_asking, lacks_basis
from service.errors import Conflict, InvalidInput
from service.planning.people.lists.mapping.answers import Answers, without_condition
from service.planning.people.lists.mapping.row_text import row_of
from service.planning.people.models import PendingUpload, UploadRow
from service.planning.people.uploads.about import About, answers_of
from service.planning.people.uploads.pages.basis_shown import BasesShown, NameShown
from service.recipients.sources.basis import Statement
from service.recipients.sources.codes import BASES, ENOUGH, SOURCE_MOST, Basis
from service.security.encryption import readable

NAMES_SHOWN = 40


def read_basis(form: Mapping[str, str]) -> tuple[Basis | None, str | None]:
    """(basis, source) as a form states them, each None where it does not. Raises InvalidInput for what cannot be either."""
    basis = form.get("basis") or None
    source = " ".join(form.get("source", "").split()) or None
    if basis is not None and basis not in BASES:
        raise InvalidInput("Say why you may write to these people.", param="basis")
    if source is not None and len(source) > SOURCE_MOST:
        raise InvalidInput(f"Say where this list comes from in at most {SOURCE_MOST} characters.", param="source")
    return basis, source


def state_basis(session: Session, pending: PendingUpload, form: Mapping[str, str]) -> None:
    """States it, or says it otherwise, of an upload that waits. Raises InvalidInput where something is missing, Conflict once its
    people are being saved."""
    if pending.state == "saving":
        raise Conflict(
            "The people of this list are being saved under what you said before. Change it on a person’s page."
        )
    basis, source = read_basis(form)
    _require(basis, source)
    pending.basis, pending.source = basis, source
    session.flush()


def require_stated(pending: PendingUpload) -> None:
    """Raises InvalidInput while it is not stated; nobody is saved before."""
    _require(pending.basis, readable(pending.source))


def _require(basis: str | None, source: str | None) -> None:
    if basis is None:
        raise InvalidInput("Say why you may write to these people. Nothing was saved.", param="basis")
    if not source:
        raise InvalidInput("Say where this list comes from. Nothing was saved.", param="source")


def require_condition(about: About, answers: Answers) -> None:
    """Raises InvalidInput while it is not said of a dietary column whether its people told it and agreed, or are asked."""
    columns = about.columns(answers)
    for place in without_condition(columns, answers):
        raise InvalidInput(
            f"Say of “{columns.title(place)}” whether they told you themselves and agreed, or should be asked.",
            param=f"food-{place}",
        )


def statement_of(pending: PendingUpload) -> Statement:
    """What the upload states. Raises InvalidInput where it does not."""
    require_stated(pending)
    food = tuple((place, how, date.fromisoformat(day)) for place, how, day in answers_of(pending).told)
    return Statement(cast("Basis", pending.basis), readable(pending.source) or "", food, pending.asked_by)


def count_opted_out(session: Session, upload_id: str) -> int:
    """How many people of the rows to be saved want no mail."""
    query = select(func.count()).where(
        UploadRow.upload_id == upload_id,
        UploadRow.state.in_(("fine", "asked")),
        UploadRow.is_hidden.is_(False),
        UploadRow.opted_out.is_(True),
    )
    return session.scalar(query) or 0


def bases_shown(session: Session, pending: PendingUpload) -> BasesShown:
    """How many of the rows to be saved have which basis, and who is in no wave."""
    asking = countries_asking(session, pending.workspace_id)
    to_save = (
        UploadRow.upload_id == pending.id,
        UploadRow.state.in_(("fine", "asked")),
        UploadRow.is_hidden.is_(False),
    )
    basis = func.coalesce(UploadRow.basis, pending.basis or "none")
    counts = session.execute(
        select(basis, UploadRow.country, func.count()).where(*to_save).group_by(basis, UploadRow.country)
    )
    by_basis: dict[str, int] = dict.fromkeys(BASES, 0)
    lacking: dict[str, int] = {}
    for said, country, count in counts:
        if country is not None and lacks_basis(country, said, asking):
            lacking[country] = lacking.get(country, 0) + count
        else:
            by_basis[said] += count
    first = session.execute(
        select(UploadRow.number, UploadRow.said)
        .where(*to_save, basis.not_in(ENOUGH), UploadRow.country.in_(sorted(lacking)))
        .order_by(UploadRow.number)
        .limit(NAMES_SHOWN)
    ).all()
    named: list[NameShown] = []
    for number, text in first if lacking else ():
        person = row_of(number, text).person if text is not None and readable(text) is not None else None
        if person is not None:
            name = " ".join(filter(None, (person.given_name, person.family_name))) or person.email
            named.append(NameShown(number, name, person.country))
    return BasesShown(by_basis, lacking, tuple(named))
