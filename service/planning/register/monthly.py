"""Once a month has ended, whoever looks after ethics is told that its register is there, signed, as PDF and CSV.

Told once for each month, however late the sweep comes. The mail holds nothing of anybody: the files are fetched from the register's
page, which writes down each download.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from service.campaigns.tax.limits import span_of
from service.config import settings
from service.db.connect import reading, transaction
from service.jobs.act_types import Lease
from service.jobs.enqueue import enqueue
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.sending.post import is_mail_on
from service.outreach.staff.letter import post_to_staff
from service.planning.register.download import month_ends
from service.planning.register.sums import sums_of
from service.security.encryption import readable
from service.workspaces.company import of_one_company
from service.workspaces.models import User, Workspace

KIND: Final = "planning.register_ready"
ROLE: Final = "ethics"
_READS_IT: Final = (User.role == ROLE, User.disabled_at.is_(None))


def _due(at: datetime) -> Due:
    """Workspaces where somebody looks after ethics who was not told of the last month that has ended."""
    told = Workspace.register_told
    return select(Workspace.id, Workspace.id.label("workspace"), Workspace.created_at).where(
        Workspace.is_sandbox.is_(False),
        or_(told.is_(None), told < month_ends(at.date())[0]),
        exists().where(User.workspace_id == Workspace.id, *_READS_IT),
    )


def _ask(workspace_id: str, at: datetime) -> int:
    ended = month_ends(at.date())[0]
    with transaction() as session:
        workspace = session.get_one(
            Workspace, workspace_id, with_for_update={"key_share": True}, populate_existing=True
        )
        if workspace.register_told is not None and workspace.register_told >= ended:
            return 0
        workspace.register_told = ended
        if _is_anything(session, workspace_id, ended):
            users = select(User.id).where(User.workspace_id == workspace_id, *_READS_IT).order_by(User.id)
            for user_id in session.scalars(users):
                enqueue(session, KIND, user_id, version=ended.toordinal(), workspace_id=workspace_id)
    return 1


def _is_anything(session: Session, workspace_id: str, ended: date) -> bool:
    """Whether anybody was offered, took or declined anything in the twelve months."""
    sums = sums_of(session, of_one_company(session, workspace_id), span_of("months_12", 1, ended), "company")
    return any(one.is_in_span for those in sums.values() for one in those)


def register_ready_job(lease: Lease) -> None:
    """The act of `planning.register_ready`: subject is the user, version the month's last day as an ordinal. Asked again before it
    leaves: nobody is told who has another role by then, or is out. Raises what `post` raises, and Unmailable."""
    if not is_mail_on():
        return
    with reading() as session:
        user = session.get(User, lease.subject_id)
        if user is None or user.role != ROLE or user.disabled_at is not None or readable(user.email) is None:
            return
        to, names = user.email, _names(session, user.workspace_id)
    ended = date.fromordinal(lease.version)
    post_to_staff(to, f"Gift register, {ended:%B %Y}", _text(ended, names))


def _names(session: Session, workspace_id: str) -> list[str]:
    among = of_one_company(session, workspace_id)
    return list(session.scalars(select(Workspace.name).where(Workspace.id.in_(among)).order_by(Workspace.name)))


def _text(ended: date, names: list[str]) -> str:
    return (
        f"The gift register of the twelve months up to {ended.day} {ended:%B %Y} is ready: what people, companies and public "
        "bodies were offered, took and declined, against the limits we know.\n\n"
        f"Sign in to read it, or to download it as a signed PDF and CSV:\n\n{settings().base_url}/register?until={ended}\n\n"
        f"It counts all campaigns of: {', '.join(names)}.\n"
    )


tell_month: Final = RowSweep("gift registers told of", _due, _ask)
"""Tells whoever looks after ethics of each month that has ended; answers in how many workspaces."""
