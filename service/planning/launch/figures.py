"""What a launch or a close would do, in figures that are shown before the press and compared in the moment of the act."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.writing.chunks import in_chunks
from service.errors import Conflict
from service.gifting.hold import ASKING
from service.gifting.models import RecipientGift
from service.gifting.set_aside import promised_minor
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.jobs.models import OPEN, Job


class FiguresChanged(Conflict):
    """What was agreed to is not what would happen now; it has to be looked at and pressed again."""

    code = "figures_changed"


@dataclass(frozen=True, slots=True)
class LaunchFigures:
    """A wave before it sets out. Money in minor units: `reserve_minor` would be set aside, `left_minor` of the budget stays free.
    `asked` are people for whom nothing can be chosen until they answer, and who are asked with this wave."""

    people: int
    products: int
    reserve_minor: int
    left_minor: int
    currency: str
    asked: int
    films: str
    match_run_id: str | None
    aside_minor: int = 0
    """Set aside with this wave until those answer who are asked; on top of `reserve_minor`."""


@dataclass(frozen=True, slots=True)
class CloseFigures:
    """A campaign before it is closed. `open` people can still answer, of whom `uninvited` have no invitation yet; `answered` have
    a gift that goes on; `unlaunched` people are planned and get nothing. `held_minor` stays set aside, `free_minor` never was."""

    open: int
    uninvited: int
    answered: int
    unlaunched: int
    held_minor: int
    free_minor: int
    currency: str
    is_setting_out: bool


def stamp_of(figures: LaunchFigures | CloseFigures) -> str:
    """Names these figures: another figure, another stamp. That a wave is just setting out is told, but whether it has is none."""
    told = json.dumps([type(figures).__name__, asdict(figures) | {"is_setting_out": None}], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def require_seen(figures: LaunchFigures | CloseFigures, seen: str | None) -> None:
    """Raises FiguresChanged where other figures were looked at. None: nobody was shown any, as on the command line."""
    if seen is not None and seen != stamp_of(figures):
        raise FiguresChanged(
            "The figures have changed since you opened this page. Nothing was done; these are the current figures."
        )


def launch_figures(session: Session, campaign: Campaign, gift_ids: Sequence[str]) -> LaunchFigures:
    """What launching these gifts would do."""
    products: set[str | None] = set()
    reserve = 0
    for some in in_chunks(gift_ids):
        for product_id, cost in session.execute(
            select(RecipientGift.product_id, RecipientGift.cost_minor).where(RecipientGift.id.in_(some))
        ):
            products.add(product_id)
            reserve += cost
    aside = promised_minor(session, campaign.id)
    return LaunchFigures(
        people=len(gift_ids),
        products=len(products),
        reserve_minor=reserve,
        left_minor=campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor - reserve - aside,
        currency=campaign.currency,
        asked=_count(
            session, campaign, RecipientGift.status.in_(PLANNED), RecipientGift.product_id.is_(None),
            RecipientGift.hold_reason.in_(ASKING), RecipientGift.wave.is_(None),
        ),
        films=campaign.films,
        match_run_id=campaign.approved_match_run_id,
        aside_minor=aside,
    )  # fmt: skip


def close_figures(session: Session, campaign: Campaign) -> CloseFigures:
    """What closing the campaign would do."""
    return CloseFigures(
        open=_count(session, campaign, RecipientGift.status.in_(ANSWERABLE), RecipientGift.product_id.is_not(None)),
        uninvited=_count(session, campaign, RecipientGift.status == "created", RecipientGift.product_id.is_not(None)),
        answered=_count(session, campaign, RecipientGift.status.in_(("accepted", "donated", "ordered", "shipped"))),
        unlaunched=_count(session, campaign, RecipientGift.status.in_(PLANNED)),
        held_minor=campaign.reserved_minor,
        free_minor=campaign.budget_minor - campaign.reserved_minor - campaign.captured_minor,
        currency=campaign.currency,
        is_setting_out=session.scalar(
            select(Job.id)
            .where(Job.kind == "planning.launch", Job.subject_id == campaign.id, Job.state.in_(OPEN))
            .limit(1)
        )
        is not None,
    )


def _count(session: Session, campaign: Campaign, *those: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).where(RecipientGift.campaign_id == campaign.id, *those)) or 0
