"""Stages of sales that mean quiet: set by the workspace, heard from its CRM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.errors import InvalidInput
from service.folding import fold
from service.gifting.quiet import Wanted, lift_quiet, set_quiet
from service.recipients.models import Account
from service.recipients.quiet.models import REASONS, QuietRule, QuietStage
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import is_plain, one_line

MOST: Final = 20
LONGEST_STAGE: Final = 60


class Stage(NamedTuple):
    """A stage as the CRM calls it, why it means quiet, and after how many days somebody looks whether it still stands."""

    name: str
    reason: str
    review_days: int


def stages_of(session: Session, workspace_id: str) -> list[Stage]:
    """The workspace's, by name."""
    rows = session.scalars(
        select(QuietStage).where(QuietStage.workspace_id == workspace_id).order_by(QuietStage.stage_key)
    )
    return [Stage(row.stage, row.reason, row.review_days) for row in rows]


def set_stages(session: Session, actor: Actor, wanted: Sequence[Stage], at: datetime) -> None:
    """Sets all of them at once; companies that are quiet by one stay so until the CRM names another. Raises InvalidInput."""
    keys = [fold(one_line(stage.name)) for stage in wanted]
    if len(keys) > MOST:
        raise InvalidInput(f"At most {MOST} stages can mean quiet.", param="stage")
    if len(set(keys)) < len(keys):
        raise InvalidInput("A stage stands there twice.", param="stage")
    for stage, key in zip(wanted, keys, strict=True):
        if not key or len(stage.name) > LONGEST_STAGE or not is_plain(stage.name):
            raise InvalidInput(f"A stage’s name has 1 to {LONGEST_STAGE} characters.", param="stage")
        if stage.reason not in REASONS:
            raise InvalidInput("Choose a reason for each stage.", param="stage_reason")
        if not 1 <= stage.review_days <= 180:
            raise InvalidInput("Check it again within 180 days.", param="stage_days")
    session.execute(delete(QuietStage).where(QuietStage.workspace_id == actor.workspace_id))
    for stage, key in zip(wanted, keys, strict=True):
        session.add(
            QuietStage(
                workspace_id=actor.workspace_id,
                stage_key=key,
                stage=one_line(stage.name),
                reason=stage.reason,
                review_days=stage.review_days,
                set_by=actor.user_id,
                set_at=at,
            )
        )
    record_act(session, actor, "quiet.stages_set", at, body={"stages": len(keys)})
    session.flush()


def hear_stage(session: Session, account: Account, stage: str, actor: Actor, at: datetime) -> bool:
    """What the CRM's stage of this company means: quiet, or that the quiet by its last stage is over. Whether anything changed."""
    row = session.get(QuietStage, (account.workspace_id, fold(one_line(stage))))
    theirs = session.scalars(
        select(QuietRule).where(
            QuietRule.account_id == account.id, QuietRule.origin == "crm", QuietRule.lifted_at.is_(None)
        )
    ).all()
    if row is not None and any(rule.reason == row.reason for rule in theirs):
        return False
    lifted = [lift_quiet(session, rule, actor, at) for rule in theirs]
    if row is not None:
        review = at + timedelta(days=row.review_days)
        set_quiet(session, account, Wanted(row.reason, f"CRM stage “{row.stage}”", at, None, review), "crm", actor, at)
    return row is not None or any(lifted)
