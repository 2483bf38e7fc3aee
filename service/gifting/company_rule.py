"""What somebody says is the rule of their whole company: a proposal that binds at once, and says of nobody that they made it.

It binds gifts that nobody has answered. What was said yes to stays; what is planned is planned anew.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.base import utc_now
from service.db.loaded import ask, read_anew
from service.decisions.eligibility import reasons_against
from service.decisions.values import Reason
from service.gifting.candidate import candidate_for, gift_choice, terms_of
from service.gifting.look_again import look_at_people
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.recipients.gift_policy import LIMITS, propose_rule
from service.recipients.models import Account

KIND: Final = "gifting.look_at_account"
"""The job that looks at a company's unanswered gifts; a rule that came or went tells one from another."""
_OF_A_RULE: Final = frozenset({Reason.POLICY_BLOCKED, Reason.OVER_CAP, Reason.ALCOHOL})


_PROPOSED: Final = select(Account.proposed_policy, Account.stated_policy).where(Account.id == bindparam("account"))


def propose_for_company(session: Session, gift: RecipientGift, limit_minor: int | None, at: datetime) -> bool:
    """No gifts at all (None), or none above so many minor units of the gift's currency. False where nothing stricter came of it.

    Neither the person nor the gift is written down with it, and of the moment only the day.
    """
    account = lock_account(session, gift.account_id)
    if limit_minor is None:
        is_new = propose_rule(account, "no_gifts", True, at)
    else:
        limits = {"cap_minor": limit_minor, "yearly_cap_minor": None, "currency": gift.currency}
        is_new = propose_rule(account, LIMITS, limits, at)
    if is_new:
        look_at_account(session, account)
    return is_new


def lock_account(session: Session, account_id: str) -> Account:
    """The company as it is now, nobody else's to change until the transaction ends. It is locked before any person. Rows that only
    name it by key can be written meanwhile, so that nobody who holds one of its people waits for it."""
    return session.scalars(
        select(Account)
        .where(Account.id == account_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def look_at_account(session: Session, account: Account) -> None:
    """Has the company's unanswered gifts looked at once this transaction is committed."""
    session.flush()
    version = next_version(session, KIND, account.id)
    enqueue(session, KIND, account.id, version=version, workspace_id=account.workspace_id)


def look_at_account_job(lease: Lease) -> Effect:
    """The act of `gifting.look_at_account`: subject is the company. Asking is all there is to do, and it is the effect."""
    return partial(look_at_unanswered, account_id=lease.subject_id, at=utc_now())


def look_at_unanswered(session: Session, *, account_id: str, at: datetime) -> None:
    """A look for everybody at the company who has a gift that nobody has answered."""
    people = session.scalars(
        select(RecipientGift.recipient_id)
        .where(RecipientGift.account_id == account_id, RecipientGift.status.in_(ANSWERABLE | PLANNED))
        .distinct()
    ).all()
    look_at_people(session, people, at)


def is_allowed_by_office(gift: RecipientGift) -> bool:
    """Whether the office of its person's company has let this very product pass: that goes before its rule for everybody."""
    return gift.office_answer in {"keep", "share"} and gift.office_product_id == gift.product_id


def is_ruled_out(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Whether a rule that somebody at the company told, or that it states itself, speaks against a gift that nobody has answered,
    by the rows of this moment."""
    if gift.status not in ANSWERABLE or gift.product_id is None or is_allowed_by_office(gift):
        return False
    if not any(ask(session, _PROPOSED, {"account": gift.account_id}).one()):
        return False
    read_anew(session, Account, gift.account_id)
    choice = gift_choice(session.get_one(Product, gift.product_id), gift)
    reasons = reasons_against(candidate_for(session, campaign, gift, at.date()), choice, terms_of(campaign), 1)
    return bool(_OF_A_RULE.intersection(reasons))
