"""Writes a plan down: the match run, every person's gift with its alternatives, and the decision records. Nothing else does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.transitions import carry_out
from service.catalog.models import Product
from service.db.base import Base
from service.db.writing.chunks import in_chunks
from service.decisions.asking.aside import Aside
from service.decisions.explaining.remedies import PlanRemedy, as_document
from service.decisions.values import Chosen, Held, Plan, Prices, Reason, Unmatched
from service.gifting.alternatives import drop_outside_rule
from service.gifting.cost import NOTHING as NO_COST
from service.gifting.decision_records import decided_after, decision_row
from service.gifting.gift_codes import GiftCodes, new_codes
from service.gifting.models import DecisionRecord, GiftAlternative, MatchRun, RecipientGift
from service.gifting.plan_costs import plan_costs
from service.gifting.set_aside import free_asides, promise
from service.gifting.transitions import FIRST, PLANNED
from service.recipients.models import ProfileFact, Recipient
from service.security.ids import new_id

_PLANNED_COLUMNS: Final = (
    "match_run_id", "wave", "product_id", "product_family", "original_product_id", "first_price_minor", "price_minor",
    "extra_minor",
    "extra_parts",
    "hold_reason",
    "unmatched_reasons",
)  # fmt: skip
"""What a plan says of a gift."""
NOTHING_ASIDE: Final[Mapping[str, Aside]] = MappingProxyType({})
_KNOWN_COLUMNS: Final = (
    "id",
    "workspace_id",
    "recipient_id",
    "status",
    "is_overridden",
    "locked_at",
    "wave",
    "product_id",
    "price_minor",
    "extra_minor",
)


def adopt_plan(
    session: Session,
    campaign: Campaign,
    plan: Plan,
    at: datetime,
    remedies: Iterable[PlanRemedy] = (),
    forecast: dict[str, Any] | None = None,
    asides: Mapping[str, Aside] = NOTHING_ASIDE,
    codes: Iterable[GiftCodes] = (),
) -> MatchRun:
    """Makes the plan the campaign's current one, in the caller's transaction. Candidates of the plan are recipients' ids.
    `remedies` are what would match those it leaves out, `forecast` what is expected of it, as `MatchRun` keeps it, `asides` what it
    sets aside, by recipient, for those who are asked; what an earlier plan had set aside is free again. `codes`: made for new gifts
    while nobody waited; what is missing is made here.

    Gifts that were launched or chosen by hand stay as they are; all others are written anew, and whoever gets one is in no wave: a
    new plan needs an approval of its own. Raises Conflict where the campaign takes no plan; the transaction is to be rolled back.
    """
    # Locked before the campaign's row: a wave that sets out meanwhile has either launched them or finds them planned anew.
    known = _gifts_of(session, campaign)
    free_asides(session, [gift["id"] for gift in known.values() if not _is_fixed(gift)], at)
    campaign = carry_out(session, campaign, "adopt")
    became = plan.by_candidate()
    people = _people(session, campaign, became)
    fixed = [
        known[recipient_id] for recipient_id, _ in people if recipient_id in known and _is_fixed(known[recipient_id])
    ]
    plan = _without(plan, {gift["recipient_id"] for gift in fixed})
    run = _match_run(session, campaign, plan, [gift for gift in fixed if gift["product_id"] is not None], remedies, at)
    run.forecast = forecast
    _clear(session, [gift["id"] for gift in known.values() if not _is_fixed(gift)])
    facts, families = _fact_ids(session, campaign), _families(session, campaign)
    costs = plan_costs(session, campaign, plan)
    rows, decided_at, made = _Rows(), _decided_at(session, campaign, at), iter(codes)
    for recipient_id, account_id in people:
        gift = known.get(recipient_id)
        if gift is None:
            gift = _new_gift(campaign, recipient_id, account_id, next(made, None) or new_codes(), at)
            rows.new.append(gift)
        elif _is_fixed(gift):
            continue
        else:
            rows.changed.append(gift)
        gift["match_run_id"] = run.id
        cost = costs.get(recipient_id, NO_COST)
        _write(rows, gift, became[recipient_id], plan.prices, run, facts[recipient_id], cost, decided_at)
        gift["product_family"] = families.get(gift["product_id"] or "")
    # Chosen or locked by a person and kept, but what stands around it is new: it waits for the approval like everybody's.
    rows.kept.extend(gift["id"] for gift in known.values() if _is_fixed(gift) and gift["status"] in PLANNED)
    rows.put_down(session)
    written = {gift["recipient_id"]: gift for gift in (*rows.new, *rows.changed)}
    # A sum that somebody can have donated stays theirs, unless the plan has something for them or asks them.
    served = [gift["id"] for gift in rows.changed if gift["product_id"] or gift["recipient_id"] in asides]
    free_asides(session, served, at, values=True)
    promise(session, campaign.id, written, asides.values())
    drop_outside_rule(session, campaign, rows.kept)
    campaign.current_match_run_id = run.id
    session.flush()
    return run


def add_gift(session: Session, campaign: Campaign, recipient: Recipient, at: datetime) -> RecipientGift:
    """A gift for one more person of a campaign, with nothing chosen yet; the caller has it decided in the same transaction."""
    row = _new_gift(campaign, recipient.id, recipient.account_id, new_codes(), at)
    gift = RecipientGift(**row, **NO_COST, unmatched_reasons=[])
    session.add(gift)
    session.flush()
    return gift


_Row = dict[str, Any]
"""One row's columns."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """A plan's rows, collected and put down in a statement for each table: everybody else waits for the database meanwhile."""

    new: list[_Row] = field(default_factory=list)
    changed: list[_Row] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Ids of planned gifts that were chosen by hand: they stay as they are, and are in no wave."""
    alternatives: list[_Row] = field(default_factory=list)
    decisions: list[_Row] = field(default_factory=list)

    def put_down(self, session: Session) -> None:
        gifts = _table(RecipientGift)
        if self.new:
            session.execute(insert(gifts), self.new)
        if self.changed:
            own: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _PLANNED_COLUMNS}
            those = [
                {"own_id": gift["id"], **{f"new_{name}": gift[name] for name in _PLANNED_COLUMNS}}
                for gift in self.changed
            ]
            session.execute(update(gifts).where(gifts.c.id == bindparam("own_id")).values(own), those)
        for some in in_chunks(self.kept):
            session.execute(update(gifts).where(gifts.c.id.in_(some)).values(wave=None))
        for table, rows in ((GiftAlternative, self.alternatives), (DecisionRecord, self.decisions)):
            if rows:
                session.execute(insert(_table(table)), rows)
        for loaded in list(session.identity_map.values()):
            if isinstance(loaded, RecipientGift):
                session.expire(loaded)


def _table(of: type[Base]) -> Table:
    """The table itself: rows go past the session, which would look at each of them several times."""
    return cast(Table, of.__table__)


def _is_fixed(gift: _Row) -> bool:
    return gift["is_overridden"] or gift["locked_at"] is not None or gift["status"] not in PLANNED


def _without(plan: Plan, fixed: Collection[str]) -> Plan:
    """The plan less the people whose gift stays as it is, launched or chosen by hand, also while it was made."""
    chosen = {key: one for key, one in plan.chosen.items() if key not in fixed}
    return replace(
        plan,
        chosen=chosen,
        held=tuple(one for one in plan.held if one.candidate_id not in fixed),
        unmatched=tuple(one for one in plan.unmatched if one.candidate_id not in fixed),
        spend_minor=sum(one.landed_minor for one in chosen.values()),
    )


def _match_run(
    session: Session, campaign: Campaign, plan: Plan, kept: Sequence[_Row], remedies: Iterable[PlanRemedy], at: datetime
) -> MatchRun:
    """The run's totals, with the gifts that it keeps as they are at their own prices: what is asked today is not theirs."""
    kept_minor = sum(gift["price_minor"] + gift["extra_minor"] for gift in kept)
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
        spend_minor=plan.spend_minor + kept_minor,
        chosen=len(plan.chosen) + len(kept),
        held=len(plan.held),
        unmatched=len(plan.unmatched),
        products_considered=considered or 0,
        reserved_pieces=plan.reserved_pieces,
        reasons={**_reasons(plan), "kept": {"gifts": len(kept), "spend_minor": kept_minor}},
        swap_short=dict(plan.short_of_swaps),
        openings=[as_document(one) for one in remedies],
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


def _gifts_of(session: Session, campaign: Campaign) -> dict[str, _Row]:
    """By recipient: what is to be known of the gifts that are there already, locked in the order of their ids."""
    columns = (getattr(RecipientGift, name) for name in _KNOWN_COLUMNS)
    rows = session.execute(
        select(*columns)
        .where(RecipientGift.campaign_id == campaign.id)
        .order_by(RecipientGift.id)
        .with_for_update(of=RecipientGift)
    ).mappings()
    return {row["recipient_id"]: dict(row) for row in rows}


def _clear(session: Session, ids: Sequence[str]) -> None:
    """Takes every product away first: two colleagues who change places would otherwise hold the same one for a moment."""
    for those in in_chunks(ids):
        session.execute(
            update(RecipientGift)
            .where(RecipientGift.id.in_(those))
            .values(product_id=None, product_family=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(delete(GiftAlternative).where(GiftAlternative.gift_id.in_(those)))


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


def _families(session: Session, campaign: Campaign) -> dict[str, str]:
    """Product id -> family."""
    rows = session.execute(select(Product.id, Product.family).where(Product.workspace_id == campaign.workspace_id))
    return {product_id: family for product_id, family in rows}


def _decided_at(session: Session, campaign: Campaign, at: datetime) -> datetime:
    """When the plan's decisions were made: never before an earlier one for the same people."""
    last = select(func.max(DecisionRecord.created_at)).join(RecipientGift, RecipientGift.id == DecisionRecord.gift_id)
    return decided_after(session.scalar(last.where(RecipientGift.campaign_id == campaign.id)), at)


def _people(session: Session, campaign: Campaign, named: Collection[str]) -> list[tuple[str, str]]:
    """(recipient, account) of everybody the plan names, in the order of the upload."""
    rows = session.execute(
        select(Recipient.id, Recipient.account_id)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    )
    return [(recipient_id, account_id) for recipient_id, account_id in rows if recipient_id in named]


def _new_gift(campaign: Campaign, recipient_id: str, account_id: str, codes: GiftCodes, at: datetime) -> _Row:
    return {
        **codes,
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "recipient_id": recipient_id,
        "account_id": account_id,
        "unique_within": campaign.id if campaign.uniqueness == "campaign" else account_id,
        "status": FIRST,
        "wave": None,
        "currency": campaign.currency,
        "content_version": 1,
        "created_at": at,
    }


def _write(
    rows: _Rows,
    gift: _Row,
    became: Chosen | Held | Unmatched,
    prices: Prices,
    run: MatchRun,
    fact_ids: list[str],
    cost: Mapping[str, Any],
    at: datetime,
) -> None:
    if isinstance(became, Chosen):
        _choose(rows, gift, became, cost)
        body = _why(became, run, prices, fact_ids)
    else:
        gift |= {
            "product_id": None,
            "original_product_id": None,
            "first_price_minor": None,
            **NO_COST,
            "hold_reason": became.hold_reason.value if isinstance(became, Held) else None,
            "unmatched_reasons": [reason.value for reason in became.reasons] if isinstance(became, Unmatched) else [],
        }
        body = {
            "match_run_id": run.id,
            "hold_reason": gift["hold_reason"],
            "reasons": gift["unmatched_reasons"],
            "excluded": _counts(became.reasons),
            "fact_ids": fact_ids,
        }
    rows.decisions.append(decision_row(gift["workspace_id"], gift["id"], "plan", body, at))


def _choose(rows: _Rows, gift: _Row, chosen: Chosen, cost: Mapping[str, Any]) -> None:
    gift |= {
        "wave": None,
        "product_id": chosen.product_id,
        "original_product_id": chosen.product_id,
        "first_price_minor": chosen.price_minor,
        **cost,
        "hold_reason": None,
        "unmatched_reasons": [],
    }
    rows.alternatives.extend(
        {"gift_id": gift["id"], "rank": rank, "workspace_id": gift["workspace_id"], "product_id": product_id}
        for rank, product_id in enumerate(chosen.alternatives, start=1)
    )


def _why(chosen: Chosen, run: MatchRun, prices: Prices, fact_ids: list[str]) -> dict[str, Any]:
    return {
        "match_run_id": run.id,
        "product_id": chosen.product_id,
        "price_minor": chosen.price_minor,
        **({"extra_minor": chosen.extra_minor} if chosen.extra_minor else {}),
        "score": {
            "propensity": chosen.score.propensity,
            "context": chosen.score.context,
            "value": chosen.score.value,
            "lever": chosen.score.lever,
            "deduction": chosen.score.deduction,
            "total": chosen.score.total,
        },
        "price": {
            "product": prices.products.get(chosen.product_id, 0.0),
            "budget": prices.budget,
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
