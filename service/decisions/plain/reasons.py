"""Why a choice is not for a person."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """Why a choice is not for a person. The order is the order in which reasons are listed; the values are stored."""

    FROZEN = "frozen"
    RECALLED = "recalled"
    HALTED = "halted"
    UNSETTLED = "unsettled"
    RETIRED = "retired"
    POLICY_BLOCKED = "policy_blocked"
    CURRENCY = "currency"
    DIETARY = "dietary"
    MATERIAL = "material"
    ALCOHOL = "alcohol"
    UNDER_AGE = "under_age"
    DIETARY_UNKNOWN = "dietary_unknown"
    AGE_CHECK_REQUIRED = "age_check_required"
    REGION_UNAVAILABLE = "region_unavailable"
    NOT_PREPAID = "not_prepaid"
    OUTSIDE_BAND = "outside_band"
    OVER_CAP = "over_cap"
    ALREADY_HAS = "already_has"
    DISLIKED = "disliked"
    AWAY = "away"
    TOO_LATE = "too_late"
    OUT_OF_STOCK = "out_of_stock"
    TAKEN_IN_ACCOUNT = "taken_in_account"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    FONT_MISSING = "font_missing"


WAITING: Final = frozenset({Reason.DIETARY_UNKNOWN, Reason.AGE_CHECK_REQUIRED, Reason.AWAY})
"""Reasons that an answer or a later day can lift: the person is held, not given up."""
SAFETY: Final = frozenset(
    {
        Reason.RECALLED,
        Reason.HALTED,
        Reason.UNSETTLED,
        Reason.DIETARY,
        Reason.MATERIAL,
        Reason.ALCOHOL,
        Reason.UNDER_AGE,
        Reason.DIETARY_UNKNOWN,
        Reason.AGE_CHECK_REQUIRED,
    }
)
"""Reasons that no wish and no price outweighs."""
