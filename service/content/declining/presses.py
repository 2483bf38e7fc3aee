"""What the buttons around a no do: each answers the code that says where the reader is led, and what is told there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final
from unicodedata import decimal as digit_of

from babel.numbers import get_currency_precision
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from service.errors import InvalidInput
from service.gifting.company_rule import propose_for_company
from service.gifting.decline import say_why, stay_below
from service.gifting.decline_early import decline_early, waits_for_choice
from service.gifting.models import RecipientGift

Form = MultiDict[str, str]
CLOSED: Final = "closed_for_good"
"""The answer after which no page of the gift is left to lead to."""
ELSEWHERE: Final = {
    "said_no": "/no",
    "stopped_early": "/privacy?notice=unsubscribed",
    "nothing_else": "/no?notice=nothing_else",
    "rule_noted": "/no?notice=rule_noted",
    "own_rule": "/no?notice=own_rule",
    "rule_invalid": "/no?notice=invalid",
    "named_missing": "/give?notice=named_missing",
    "limit_nothing": "/limit?notice=nothing",
    "limit_invalid": "/limit?notice=invalid",
}
"""Code -> the page below the gift's where its reader is led; every other code is told on the gift's own page."""
_NOTED: Final = {"already_have": "noted_have", "not_interested": "noted_dislike"}
_LONGEST: Final = 20
_BELOW: Final = {"another": "noted_limit", "kept": "limit_kept", "nothing": "limit_nothing"}


def press_why(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    """A reason from the list. Raises InvalidInput for none, and LinkClosed or Conflict as `say_why` and `decline_early` do."""
    reason = form.get("reason", "").strip()
    if not reason:
        raise InvalidInput("No reason was chosen.", param="reason")
    if waits_for_choice(gift):
        decline_early(session, gift, reason, at)
        return CLOSED if reason == "wrong_person" else "stopped_early"
    if say_why(session, gift, reason, at) == "another":
        return _NOTED[reason]
    if reason == "wrong_person":
        return CLOSED
    return "nothing_else" if reason in _NOTED else "said_no"


def press_limit(session: Session, gift: RecipientGift, form: Form, at: datetime) -> str:
    """The most that is fine for the person, in the gift's currency."""
    minor = read_sum(form.get("limit", ""), gift.currency)
    if minor is None or minor <= 0:
        return "limit_invalid"
    return _BELOW[stay_below(session, gift, minor, at)]


def press_company_rule(session: Session, gift: RecipientGift, form: Mapping[str, str], at: datetime) -> str:
    """Whether the rule is everybody's at their company. Raises InvalidInput for an answer that is none."""
    rule = form.get("rule", "").strip()
    if rule in {"only_me", "unknown"}:
        return "own_rule"
    if rule == "no_gifts":
        propose_for_company(session, gift, None, at)
        return "rule_noted"
    if rule != "limit":
        raise InvalidInput("The answer didn’t reach us in full.", param="rule")
    minor = read_sum(form.get("limit", ""), gift.currency)
    if minor is None or minor <= 0:
        return "rule_invalid"
    propose_for_company(session, gift, minor, at)
    return "rule_noted"


def read_sum(typed: str, currency: str) -> int | None:
    """Minor units of a sum as somebody types it, in the digits of any script; None where it is none, or more exact than its money.
    A sum is below a hundred million of its unit; one separator before one or two digits is a decimal sign."""
    text = "".join(_plain(sign) for sign in typed.strip() if not sign.isspace())
    if not text or len(typed) > _LONGEST or any(sign not in "0123456789.,'" for sign in text):
        return None
    places = get_currency_precision(currency)
    whole, mark, rest = text, "", ""
    last = max(text.rfind("."), text.rfind(","))
    if last >= 0 and places and len(text) - last - 1 in range(1, places + 1):
        whole, mark, rest = text[:last], text[last], text[last + 1 :]
    groups = [part for sign in ".,'" for part in [sign] if part in whole]
    if len(groups) > 1 or (groups and groups[0] == mark) or (groups and not _is_grouped(whole, groups[0])):
        return None
    digits = whole.replace(groups[0], "") if groups else whole
    try:
        amount = Decimal(f"{digits or '0'}.{rest or '0'}")
    except InvalidOperation:
        return None
    return int(amount.scaleb(places)) if amount < Decimal(10) ** 8 else None


def _is_grouped(whole: str, sign: str) -> bool:
    first, *others = whole.split(sign)
    return 1 <= len(first) <= 3 and all(len(part) == 3 for part in others)


def _plain(sign: str) -> str:
    value = digit_of(sign, None)
    return (
        {"٫": ".", "٬": ",", "、": ",", "．": ".", "，": ",", "’": "'"}.get(sign, sign) if value is None else str(value)
    )
