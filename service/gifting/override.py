"""A sales person replaces a planned gift before launch, under the same guards as everybody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from service.campaigns.approvals import take_back
from service.campaigns.transitions import allows, refusal, require_act
from service.catalog.models import Product
from service.decisions.explaining.why_not import WhyNot
from service.decisions.values import Reason
from service.errors import Conflict
from service.gifting.alternatives import choose_alternatives, write_alternatives
from service.gifting.case import Case
from service.gifting.cost import cost_columns
from service.gifting.decision_records import record_decision
from service.gifting.find import campaign_of
from service.gifting.guard import product_in, require_eligible
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.set_aside import free_aside
from service.gifting.transitions import PLANNED, apply
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

WHY: Final = ("know_better", "occasion", "value", "colleagues")
"""Why somebody changed a gift by hand, as they may say it: codes, since words of their own could hold what is not ours to keep."""


@dataclass(frozen=True, slots=True)
class Option:
    """One product for one person, with what there is to say about it."""

    product: Product
    why_not: WhyNot

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What stands against it; empty where it may be given."""
        return self.why_not.reasons


def override_options(case: Case) -> tuple[Option, ...]:
    """Every product of the workspace with what stands against it for this person; those that may be given first, then by price.

    A diet is not told: `dietary` and `dietary_unknown` say only that it would not be safe.
    """
    options = [Option(product, case.why_not(product_id)) for product_id, product in case.products.items()]
    return tuple(
        sorted(options, key=lambda option: (bool(option.reasons), option.product.price_minor, option.product.id))
    )


def override_gift(
    session: Session, gift: RecipientGift, product_id: str, actor: Actor, at: datetime, why: str = ""
) -> None:
    """Puts this product in place of the planned one and keeps later plans from changing it; `why` is one of `WHY`, or nothing.

    Raises Conflict once launched, where a colleague has it or the campaign's state allows no change; NotFound, Unsafe, OutOfStock,
    BudgetExceeded.
    """
    lock_gift(session, gift)
    put_by_hand(session, gift, product_id, actor, at, instead_of=gift.product_id, why=why)
    ask_again(session, gift, actor, at)


def put_by_hand(
    session: Session,
    gift: RecipientGift,
    product_id: str,
    actor: Actor,
    at: datetime,
    *,
    instead_of: str | None,
    why: str = "",
) -> None:
    """The same for a gift that is locked, up to the campaign's own row, locked last by `ask_again`. `instead_of`: what they had.

    Raises Conflict, NotFound, Unsafe, OutOfStock and BudgetExceeded as it does.
    """
    if gift.status not in PLANNED:
        raise Conflict("This gift has been launched. The recipient can swap it, but you can’t.")
    campaign = campaign_of(session, gift)
    if not allows(campaign.status, "override"):
        raise Conflict(refusal(campaign.status, "override"))
    product = product_in(session, gift.workspace_id, product_id)
    require_eligible(session, campaign, gift, product, at)
    free_aside(session, gift, at)
    apply(
        session,
        gift,
        "choose",
        at,
        values={
            "product_id": product.id,
            "original_product_id": product.id,
            **cost_columns(session, gift, product),
            "first_price_minor": product.price_minor,
            "is_overridden": True,
            "hold_reason": None,
            "unmatched_reasons": [],
        },
        note={"by": actor.user_id, "from_product_id": instead_of},
    )
    # What could be swapped for the gift before may be too far from the value of this one.
    others = choose_alternatives(session, campaign, gift, at)
    write_alternatives(session, gift, others)
    body: dict[str, Any] = {"product_id": product.id, "price_minor": gift.price_minor, "instead_of": instead_of}
    body |= {"by": actor.user_id, "alternatives": list(others), "why": why if why in WHY else ""}
    record_decision(session, gift, "override", body, at)
    record_act(session, actor, "gift.overridden", at, subject_id=gift.id)


def let_go(session: Session, gift: RecipientGift) -> None:
    """Takes the product from a planned gift that is locked and is given another in the same transaction: of two people who exchange
    theirs, one must let go first. Raises Conflict where it was launched."""
    if gift.status not in PLANNED:
        raise Conflict("This gift has been launched. Nothing was changed.")
    gift.product_id = gift.product_family = None
    gift.price_minor = gift.extra_minor = 0
    gift.extra_parts = {}
    session.flush()


def ask_again(session: Session, gift: RecipientGift, actor: Actor, at: datetime) -> None:
    """Another plan needs another approval. Last, as the campaign's row is locked last; one that was closed meanwhile takes all of
    it back: raises Conflict."""
    take_back(session, require_act(session, campaign_of(session, gift), "override"), actor, at)
