"""Writes a plan down: the match run, every person's gift with its alternatives, and the decision records. Nothing else does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import carry_out
from service.catalog.models import Product
from service.decisions.openings import Opening, as_document
from service.decisions.values import Chosen, Held, Plan, Reason, Unmatched
from service.gifting.models import GiftAlternative, MatchRun, RecipientGift
from service.gifting.record import record_decision
from service.gifting.transitions import PLANNED
from service.recipients.models import ProfileFact, Recipient
from service.security.ids import new_id
from service.security.links import link_token, token_hash

_CHUNK: Final = 500


def adopt_plan(
    session: Session, campaign: Campaign, plan: Plan, at: datetime, openings: Iterable[Opening] = ()
) -> MatchRun:
    """Makes the plan the campaign's current one, in the caller's transaction. Candidates of the plan are recipients' ids.
    `openings` are what would match those it leaves out.

    Gifts that were launched or chosen by hand stay as they are; all others are written anew, and whoever gets one is in no wave: a
    new plan needs an approval of its own. Raises Conflict where the campaign takes no plan; the transaction is to be rolled back.
    """
    # Locked before the campaign's row: a wave that sets out meanwhile has either launched them or finds them planned anew.
    gifts = _gifts_of(session, campaign)
    campaign = carry_out(session, campaign, "adopt")
    run = _match_run(session, campaign, plan, openings, at)
    open_to_plan = {key: gift for key, gift in gifts.items() if not _is_fixed(gift)}
    _clear(session, open_to_plan)
    facts = _fact_ids(session, campaign)
    people = _people(session, campaign, plan)
    for recipient_id, account_id in people:
        if recipient_id not in gifts:
            gifts[recipient_id] = open_to_plan[recipient_id] = _new_gift(campaign, recipient_id, account_id, at)
            session.add(gifts[recipient_id])
    session.flush()
    for recipient_id, _ in people:
        if recipient_id in open_to_plan:
            gift = gifts[recipient_id]
            gift.match_run_id = run.id
            _write(session, gift, plan, run, facts[recipient_id], at)
    for gift in gifts.values():
        if gift.is_overridden and gift.status in PLANNED:
            # Chosen by a person and kept, but what stands around it is new: it waits for the approval like everybody's.
            gift.wave = None
    campaign.current_match_run_id = run.id
    session.flush()
    return run


def _is_fixed(gift: RecipientGift) -> bool:
    return gift.is_overridden or gift.status not in PLANNED


def _match_run(session: Session, campaign: Campaign, plan: Plan, openings: Iterable[Opening], at: datetime) -> MatchRun:
    considered = session.scalar(
        select(func.count()).select_from(Product).where(Product.workspace_id == campaign.workspace_id)
    )
    run = MatchRun(
        id=new_id("run"),
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        value=plan.value,
        upper_bound=plan.upper_bound,
        gap=plan.gap,
        spend_minor=plan.spend_minor,
        chosen=len(plan.chosen),
        held=len(plan.held),
        unmatched=len(plan.unmatched),
        products_considered=considered or 0,
        reserved_pieces=plan.reserved_pieces,
        reasons=_reasons(plan),
        openings=[as_document(opening) for opening in openings],
        seconds=plan.seconds,
        seed=plan.seed,
        versions=dict(plan.versions),
        prices={"budget": plan.prices.budget, "products": dict(plan.prices.products)},
        created_at=at,
    )
    session.add(run)
    session.flush()
    return run


def _reasons(plan: Plan) -> dict[str, dict[str, int]]:
    """How many people each reason leaves without a gift. No product at all is a reason of its own."""
    first = (next(iter(one.reasons), None) for one in plan.unmatched)
    return {
        "held": dict(Counter(one.hold_reason.value for one in plan.held)),
        "unmatched": dict(Counter("no_products" if reason is None else reason.value for reason in first)),
    }


def _gifts_of(session: Session, campaign: Campaign) -> dict[str, RecipientGift]:
    """Locked in the order of their ids."""
    rows = session.scalars(
        select(RecipientGift)
        .where(RecipientGift.campaign_id == campaign.id)
        .order_by(RecipientGift.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {gift.recipient_id: gift for gift in rows}


def _clear(session: Session, gifts: Mapping[str, RecipientGift]) -> None:
    """Takes every product away first: two colleagues who change places would otherwise hold the same one for a moment."""
    for gift in gifts.values():
        gift.product_id = None
    session.flush()
    ids = [gift.id for gift in gifts.values()]
    for start in range(0, len(ids), _CHUNK):
        session.execute(delete(GiftAlternative).where(GiftAlternative.gift_id.in_(ids[start : start + _CHUNK])))


def _fact_ids(session: Session, campaign: Campaign) -> dict[str, list[str]]:
    """The ids of the facts in force, by recipient: what the decision had before it."""
    rows = session.execute(
        select(ProfileFact.recipient_id, ProfileFact.id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == ProfileFact.recipient_id)
        .where(CampaignRecipient.campaign_id == campaign.id, ProfileFact.withdrawn_at.is_(None))
        .order_by(ProfileFact.created_at, ProfileFact.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for recipient_id, fact_id in rows:
        found[recipient_id].append(fact_id)
    return found


def _people(session: Session, campaign: Campaign, plan: Plan) -> list[tuple[str, str]]:
    """(recipient, account) of everybody the plan speaks of."""
    named = {*plan.chosen, *(held.candidate_id for held in plan.held), *(one.candidate_id for one in plan.unmatched)}
    rows = session.execute(
        select(Recipient.id, Recipient.account_id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )
    return [(recipient_id, account_id) for recipient_id, account_id in rows if recipient_id in named]


def _new_gift(campaign: Campaign, recipient_id: str, account_id: str, at: datetime) -> RecipientGift:
    gift_id = new_id("gft")
    return RecipientGift(
        id=gift_id,
        workspace_id=campaign.workspace_id,
        campaign_id=campaign.id,
        recipient_id=recipient_id,
        account_id=account_id,
        unique_within=campaign.id if campaign.uniqueness == "campaign" else account_id,
        status="draft",
        unmatched_reasons=[],
        price_minor=0,
        currency=campaign.currency,
        link_version=1,
        link_hash=token_hash(link_token("gift", gift_id, 1)),
        content_version=1,
        created_at=at,
    )


def _write(session: Session, gift: RecipientGift, plan: Plan, run: MatchRun, fact_ids: list[str], at: datetime) -> None:
    found = plan.chosen.get(gift.recipient_id)
    if found is not None:
        _choose(session, gift, found)
        record_decision(session, gift, "plan", _why(found, run, plan, fact_ids), at)
        return
    gift.product_id = gift.original_product_id = None
    gift.price_minor = 0
    without: tuple[Held | Unmatched, ...] = (*plan.held, *plan.unmatched)
    out = next(one for one in without if one.candidate_id == gift.recipient_id)
    gift.hold_reason = out.hold_reason.value if isinstance(out, Held) else None
    gift.unmatched_reasons = [reason.value for reason in out.reasons] if isinstance(out, Unmatched) else []
    body = {"match_run_id": run.id, "excluded": _counts(out.reasons), "fact_ids": fact_ids}
    record_decision(session, gift, "plan", body, at)


def _choose(session: Session, gift: RecipientGift, chosen: Chosen) -> None:
    gift.wave = None
    gift.product_id = gift.original_product_id = chosen.product_id
    gift.price_minor = chosen.price_minor
    gift.hold_reason, gift.unmatched_reasons = None, []
    session.add_all(
        GiftAlternative(gift_id=gift.id, rank=rank, workspace_id=gift.workspace_id, product_id=product_id)
        for rank, product_id in enumerate(chosen.alternatives, start=1)
    )


def _why(chosen: Chosen, run: MatchRun, plan: Plan, fact_ids: list[str]) -> dict[str, Any]:
    return {
        "match_run_id": run.id,
        "product_id": chosen.product_id,
        "score": {
            "propensity": chosen.score.propensity,
            "context": chosen.score.context,
            "value": chosen.score.value,
            "lever": chosen.score.lever,
            "deduction": chosen.score.deduction,
            "total": chosen.score.total,
        },
        "price": {
            "product": plan.prices.products.get(chosen.product_id, 0.0),
            "budget": plan.prices.budget,
        },
        "runner_up": chosen.runner_up,
        "alternatives": list(chosen.alternatives),
        "considered": run.products_considered,
        # The plan shows its choice to everybody: no gift is drawn by lot.
        "shown_with_probability": 1.0,
        "fact_ids": fact_ids,
    }


def _counts(reasons: Mapping[Reason, int]) -> dict[str, int]:
    return {reason.value: count for reason, count in reasons.items()}
