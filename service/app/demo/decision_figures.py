"""What was decided for the sample's people besides their gifts: how different the factors are, and how often nothing was best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.deciding.models import CappedMessage, NextDecision
from service.campaigns.models import Campaign

_DIGITS: Final = 4
"""Figures that are the same to so many digits are one."""


@dataclass(frozen=True)
class DecisionFigures:
    """`c_values`, `v_values`, `l_values`: how many different C, V and L the actions had that were weighed against doing nothing.
    `nothing_won`: decisions that leave somebody in peace, `nothing_why` by reason. `capped`: messages for which a limit had no
    room."""

    decisions: int
    p_values: int
    c_values: int
    v_values: int
    l_values: int
    nothing_won: int
    nothing_why: dict[str, int]
    capped: int


def decision_figures(session: Session, campaign: Campaign) -> DecisionFigures:
    """Of every decision in the campaign's workspace."""
    mine = NextDecision.workspace_id == campaign.workspace_id
    seen: dict[str, set[float]] = {part: set() for part in "pcvl"}
    number = 0
    for said in session.scalars(select(NextDecision.said).where(mine)):
        number += 1
        for one in said["ranked"]:
            if one["kind"] != "nothing":
                for part, values in seen.items():
                    values.add(round(one[part], _DIGITS))
    why = session.execute(
        select(NextDecision.why, func.count()).where(mine, NextDecision.kind == "nothing").group_by(NextDecision.why)
    )
    nothing = {code: count for code, count in why}
    capped = session.scalar(
        select(func.count(CappedMessage.id)).where(CappedMessage.workspace_id == campaign.workspace_id)
    )
    return DecisionFigures(
        decisions=number,
        p_values=len(seen["p"]),
        c_values=len(seen["c"]),
        v_values=len(seen["v"]),
        l_values=len(seen["l"]),
        nothing_won=sum(nothing.values()),
        nothing_why=nothing,
        capped=capped or 0,
    )


def as_written(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures as the file has them: those of decisions and of what is told stand beside the others."""
    parts = ("decided", "telling")
    own = {name: value for name, value in figures.items() if name not in parts}
    return own | {name: value for part in parts for name, value in figures.get(part, {}).items()}
