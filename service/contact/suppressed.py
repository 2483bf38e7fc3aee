"""Is mail to this address still sent? What came back for good, or was called spam, is not written to again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import String, bindparam, delete, exists, select, text, update
from sqlalchemy.orm import Session

from service.contact.models import STANDS, Suppression
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_for
from service.errors import Conflict, InvalidInput
from service.security.ids import new_id
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

Why = Literal["bounced", "complained"]
REASONS: Final[Mapping[str, str]] = {
    "works_again": "They told us the mailbox works again",
    "server_was_wrong": "Their server was set up incorrectly and has been fixed",
    "tried_otherwise": "Another email reached them at this address",
}
"""Code -> what the page offers. Codes only: words of one's own could hold a name."""


_STANDS: Final = select(
    exists().where(
        Suppression.workspace_id == bindparam("workspace", type_=String),
        Suppression.email_hash == bindparam("address", type_=String),
        Suppression.lifted_at.is_(None),
    )
)


def is_suppressed(session: Session, workspace_id: str, email_hash: str) -> bool:
    """Whether this workspace sends no mail to the address with this keyed hash. Safety notices do not ask: nothing ends them but
    an erasure."""
    return bool(ask(session, _STANDS, {"workspace": workspace_id, "address": email_hash}).scalar())


def suppress(
    session: Session, workspace_id: str, email_hash: str, reason: Why, at: datetime, *, code: str | None = None
) -> None:
    """From now on no mail goes there. A complaint takes the place of a bounce, never the other way round."""
    values = {"reason": reason, "code": code, "created_at": at}
    row = {"id": new_id("sup"), "workspace_id": workspace_id, "email_hash": email_hash, **values}
    session.execute(
        insert_for(session.get_bind().dialect, Suppression)
        .values(**row)
        .on_conflict_do_update(
            index_elements=["workspace_id", "email_hash"],
            index_where=text(STANDS),
            set_=values,
            where=(Suppression.reason == "bounced") if reason == "complained" else text("1 = 0"),
        )
    )


def standing(session: Session, workspace_id: str, email_hash: str) -> Suppression | None:
    """The suppression that stands for one address, if any."""
    return session.scalar(
        select(Suppression).where(
            Suppression.workspace_id == workspace_id,
            Suppression.email_hash == email_hash,
            Suppression.lifted_at.is_(None),
        )
    )


def suppressed_among(session: Session, workspace_id: str, email_hashes: Iterable[str]) -> Mapping[str, str]:
    """Of many keyed hashes those that are not written to, with the reason."""
    wanted = sorted(set(email_hashes))
    found: dict[str, str] = {}
    for some in in_chunks(wanted):
        rows = session.execute(
            select(Suppression.email_hash, Suppression.reason).where(
                Suppression.workspace_id == workspace_id,
                Suppression.email_hash.in_(some),
                Suppression.lifted_at.is_(None),
            )
        )
        found |= {email_hash: reason for email_hash, reason in rows}
    return found


def lift(
    session: Session,
    email_hash: str,
    reason: str,
    actor: Actor,
    at: datetime,
    *,
    subject_id: str,
    reasons: Collection[str] = frozenset(REASONS),
) -> None:
    """Mail may go there again; the audit log says who wanted it and why. `subject_id`: the person's id, for that line.

    Raises InvalidInput without a reason, Conflict where nothing stands or the person complained: that is theirs to take back.
    """
    if reason not in reasons:
        raise InvalidInput("Say why we can send email to this address again.", param="reason")
    lifted = session.scalar(
        update(Suppression)
        .where(
            Suppression.workspace_id == actor.workspace_id,
            Suppression.email_hash == email_hash,
            Suppression.lifted_at.is_(None),
            Suppression.reason == "bounced",
        )
        .values(lifted_at=at, lifted_by=actor.user_id, lifted_reason=reason)
        .returning(Suppression.id)
        .execution_options(synchronize_session=False)
    )
    if lifted is None:
        raise Conflict("There’s nothing to lift: no email to this address bounced, or the person reported it as spam.")
    record_act(session, actor, "suppression.lifted", at, subject_id=subject_id, body={"reason": reason})


def forget(session: Session, workspace_id: str, email_hash: str) -> None:
    """For an erasure: what became of mail to this address goes as well."""
    session.execute(
        delete(Suppression).where(Suppression.workspace_id == workspace_id, Suppression.email_hash == email_hash)
    )
