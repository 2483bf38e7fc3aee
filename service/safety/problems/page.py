"""What a person can say of a gift that has arrived, as they see it now. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Reader
from renderers.microsite.afterwards.problem import ProblemPage, Said, Stage, problem_page
from service.catalog.models import Product
from service.content.pages.language import Look
from service.conversation.afterwards.read_pages import frame_of
from service.gifting.fulfil import LEFT
from service.gifting.incidents import REPORTED
from service.gifting.models import Incident, RecipientGift
from service.gifting.report_problem import may_replace
from service.gifting.transitions import TERMINAL
from service.outreach.warnings.recalls import sent_notice

_STANDS: Final[dict[tuple[str, str | None], Said]] = {
    ("ill", None): "ill_open",
    ("ill", "cleared"): "ill_cleared",
    ("ill", "recalled"): "ill_recalled",
    ("broken", "replaced"): "broken_replaced",
    ("broken", "refunded"): "broken_refunded",
    ("wrong", None): "wrong_open",
    ("wrong", "returned"): "wrong_returned",
}


def read_problem(
    session: Session, gift: RecipientGift, at: datetime, reader: Reader, look: Look, *, notice: str | None
) -> bytes:
    """The page's HTML. Raises ProofFailed or TemplateError."""
    stage = _stage(gift)
    product = session.get(Product, gift.product_id) if gift.product_id and stage == "open" else None
    return problem_page(
        ProblemPage(
            frame=frame_of(session, gift, at, reader, look, notice),
            stage=stage,
            said=tuple(_said(gift, _reports(session, gift))),
            may_replace=product is not None and may_replace(session, gift, product, at),
            has_notice=sent_notice(session, gift.id) is not None,
            is_on_the_way=gift.status in {"accepted", "ordered", "shipped"},
        )
    )


def _stage(gift: RecipientGift) -> Stage:
    if gift.status in LEFT and gift.product_id is not None:
        return "open"
    return "ended" if gift.status in TERMINAL else "early"


def _reports(session: Session, gift: RecipientGift) -> Sequence[Incident]:
    return session.scalars(
        select(Incident)
        .where(Incident.gift_id == gift.id, Incident.kind.in_(REPORTED))
        .order_by(Incident.opened_at.desc(), Incident.id.desc())
    ).all()


def _said(gift: RecipientGift, reports: Sequence[Incident]) -> list[Said]:
    """The newest of each kind. That another one is being sent is over once that has arrived."""
    said: dict[str, Said] = {}
    for report in reports:
        if report.remedy == "replaced" and gift.status in LEFT | TERMINAL:
            continue
        stands = _STANDS.get((report.kind, report.remedy))
        if stands is not None:
            said.setdefault(report.kind, stands)
    return list(said.values())
