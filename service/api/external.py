"""What a company's own systems call something here, and finding it by that."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.api.problem import ApiRefusal
from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_new
from service.security.ids import new_id
from service.security.keys import derive_key
from service.workspaces.keys.models import ApiAnswer, ExternalId


def keep_external_id(
    session: Session, workspace_id: str, resource: str, value: str, subject_id: str, at: datetime
) -> None:
    """Names one thing. The same again changes nothing. Raises ApiRefusal where the name is another's; a thing that had another name
    gets the new one."""
    known = find_by_external_id(session, workspace_id, resource, value)
    if known == subject_id:
        return
    if known is not None:
        raise ApiRefusal("external_id_reused", "This external_id names something else already.", param="external_id")
    _rename(session, [subject_id])
    row = {
        "id": new_id("ext"), "workspace_id": workspace_id, "resource": resource, "value": value,
        "value_hash": _hashed(value), "subject_id": subject_id, "at": at,
    }  # fmt: skip
    if not insert_new(session, ExternalId, ("workspace_id", "resource", "value_hash"), [row]):
        raise ApiRefusal("external_id_reused", "This external_id names something else already.", param="external_id")


def find_by_external_id(session: Session, workspace_id: str, resource: str, value: str) -> str | None:
    """The id of what is called so."""
    return session.scalar(
        select(ExternalId.subject_id).where(
            ExternalId.workspace_id == workspace_id,
            ExternalId.resource == resource,
            ExternalId.value_hash == _hashed(value),
        )
    )


def external_ids_of(session: Session, subject_ids: Iterable[str]) -> Mapping[str, str]:
    """Id -> what it is called, for those that have a name."""
    found: dict[str, str] = {}
    for some in in_chunks(list(subject_ids)):
        rows = session.execute(select(ExternalId.subject_id, ExternalId.value).where(ExternalId.subject_id.in_(some)))
        found |= {subject_id: value for subject_id, value in rows}
    return found


def forget_external_ids(session: Session, subject_ids: Iterable[str]) -> None:
    """They are called nothing any more, and nothing tells that they were."""
    ids = list(subject_ids)
    session.execute(delete(ExternalId).where(ExternalId.subject_id.in_(ids)))
    session.execute(delete(ApiAnswer).where(ApiAnswer.subject_id.in_(ids)))


def _rename(session: Session, subject_ids: Iterable[str]) -> None:
    session.execute(delete(ExternalId).where(ExternalId.subject_id.in_(list(subject_ids))))


def _hashed(value: str) -> str:
    return hmac.new(derive_key("external ids"), value.encode(), "sha256").hexdigest()
