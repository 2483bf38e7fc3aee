"""What a company's own rules leave to one of its people: within its periods, by worth and by number, and in its quiet times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from service.campaigns.models import Campaign
from service.gifting.past_gifts import Earlier, History
from service.recipients.stated.rules import is_quiet_on


def lowest_of_periods(campaign: Campaign, policy: Mapping[str, Any], history: History) -> int | None:
    """The most that this gift may cost in minor units, so that no period's sum is passed; None for no limit. Nothing may cost
    anything where the sums cannot be compared: money names its currency, and nobody has given a rate."""
    left = [
        _left(period, _within(campaign, history, period["months"]), campaign.currency)
        for period in policy.get("periods", ())
        if period["minor"] is not None
    ]
    return min(left, default=None)


def bars_more(campaign: Campaign, policy: Mapping[str, Any], history: History) -> bool:
    """Whether a period has had as many gifts as it may, or the campaign's day lies in a quiet time."""
    return is_quiet_on(policy, campaign.deliver_on) or any(
        len(_within(campaign, history, period["months"])) >= period["gifts"]
        for period in policy.get("periods", ())
        if period["gifts"] is not None
    )


def _left(period: Mapping[str, Any], given: Sequence[Earlier], currency: str) -> int:
    if currency != period["currency"] or any(gift.currency != currency for gift in given):
        return 0
    return max(0, int(period["minor"]) - sum(gift.cost_minor for gift in given))


def _within(campaign: Campaign, history: History, months: int) -> list[Earlier]:
    """What counts of their other gifts, less than so many months before or after the day of this one: whatever stretch of that
    length is looked at, calendar years too, this gift and those of its own stretch are among them."""
    return [one for one in history.earlier if one.counts and _apart(one.deliver_on, campaign.deliver_on) < months]


def _apart(first: date, second: date) -> int:
    """Months between two days, begun ones left out: 0 within the first month."""
    early, late = sorted((first, second))
    return (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
