"""How a person stands when a gift is chosen for them: V, what their account weighs, and the codes from which C follows.

Neither opens anything: what is safe, allowed and affordable is asked before a score is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.purpose import MIXED, PURPOSES
from service.db.writing.by_key import ByKey
from service.gifting.past_gifts import History
from service.gifting.transitions import KEPT
from service.recipients.acquaintance import WEIGHTS, AccountValue
from service.recipients.models import Account

MIDDLE = WEIGHTS["middle"]
_WEIGHED: Final = ByKey(
    Account.workspace_id, lambda its: select(Account.id).where(its, Account.worth.is_not(None)).limit(1)
)


def weighs_accounts(session: Session, workspace_id: str) -> bool:
    """Whether any list of the workspace has said what an account is worth. Where none has, all weigh the same, and a plan counts
    whole scores."""
    return any(_WEIGHED.rows(session, [workspace_id]))


def weight_of(account: Account, *, are_weighed: bool) -> float:
    """V in (0, 1]: an account's weight as a share of the highest that there is; the middle where nobody has said. `are_weighed` as
    `weighs_accounts` says."""
    if not are_weighed:
        return 1.0
    weight = MIDDLE if account.worth is None else WEIGHTS[cast(AccountValue, account.worth)]
    return weight / max(WEIGHTS.values())


BAND_SHARES: Final[Mapping[str, float]] = {"prospect": 0.5, "lapsed": 0.6, "new": 0.8, "renewal": 0.9}
"""Stage -> how far up the campaign's price range its gifts may go, 1 where it is not named. Something dear from somebody one does
not know is a burden, to somebody who left it looks like a bid, and before a renewal like a favour."""


def highest_of_stage(campaign: Campaign, account: Account, history: History) -> int | None:
    """The most, in minor units, that a gift may cost by where the account stands with the sender; None where nothing but the price
    range binds. Who has kept a gift before is no stranger, as their page has it."""
    purpose = PURPOSES[campaign.purpose]
    relationship, stage = account.relationship or purpose.relationship, account.lifecycle or purpose.lifecycle
    if relationship == "partner":
        return None
    if relationship == "prospect" and not any(one.status in KEPT for one in history.earlier):
        stage = "prospect"
    share = BAND_SHARES.get(stage or "")
    if share is None:
        return None
    return campaign.band_min_minor + int((campaign.band_max_minor - campaign.band_min_minor) * share)


def moment_of(campaign: Campaign, account: Account, history: History) -> frozenset[str]:
    """Codes of `decisions.scoring.context`: whom the campaign is for, where the account stands, what just happened."""
    codes = set(history.just_happened(campaign.deliver_on))
    if campaign.purpose != MIXED:
        codes.add(f"occasion_{campaign.purpose}")
    if account.lifecycle is not None:
        codes.add(f"stage_{account.lifecycle}")
    return frozenset(codes)
