"""How a person stands when a gift is chosen for them: V, what their account weighs, and the codes from which C follows.

Neither opens anything: what is safe, allowed and affordable is asked before a score is read.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.purpose import MIXED
from service.gifting.past_gifts import History
from service.recipients.acquaintance import WEIGHTS, AccountValue
from service.recipients.models import Account

MIDDLE = WEIGHTS["middle"]


def weighs_accounts(session: Session, workspace_id: str) -> bool:
    """Whether any list of the workspace has said what an account is worth. Where none has, all weigh the same, and a plan counts
    whole scores."""
    said = select(Account.id).where(Account.workspace_id == workspace_id, Account.worth.is_not(None))
    return session.scalar(said.limit(1)) is not None


def weight_of(account: Account, *, are_weighed: bool) -> float:
    """V in (0, 1]: an account's weight as a share of the highest that there is; the middle where nobody has said. `are_weighed` as
    `weighs_accounts` says."""
    if not are_weighed:
        return 1.0
    weight = MIDDLE if account.worth is None else WEIGHTS[cast(AccountValue, account.worth)]
    return weight / max(WEIGHTS.values())


def moment_of(campaign: Campaign, account: Account, history: History) -> frozenset[str]:
    """Codes of `decisions.scoring.context`: whom the campaign is for, where the account stands, what just happened."""
    codes = set(history.just_happened(campaign.deliver_on))
    if campaign.purpose != MIXED:
        codes.add(f"occasion_{campaign.purpose}")
    if account.lifecycle is not None:
        codes.add(f"stage_{account.lifecycle}")
    return frozenset(codes)
