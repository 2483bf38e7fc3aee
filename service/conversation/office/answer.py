"""What an ethics office answers to a statement: keep, share or return this gift, and rules for everybody at the company.

The answer stands on the statement and moves the gift as far as the office can move it; the rules bind every later plan, whatever
somebody of the sender's sets. Nobody is named in either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.content.declining.presses import read_sum
from service.conversation.afterwards.office import WayClosed, office_says_no, way_now
from service.errors import InvalidInput
from service.gifting.company_rule import lock_account, look_at_account
from service.gifting.events import EventKind, write_event
from service.gifting.lock import lock_gift
from service.gifting.models import RecipientGift
from service.gifting.request_statement import restate
from service.gifting.transitions import ANSWERABLE
from service.gifting.value import is_donated_value
from service.recipients.lock import lock_person
from service.recipients.stated.keep import Said, say_rules
from service.recipients.stated.models import CompanyPolicy
from service.recipients.stated.rules import plain, says_something
from service.workspaces.actor import system
from service.workspaces.audit import record_act

Answer = Literal["keep", "share", "return"]
Came = Literal["keep", "share", "return", "rules", "both"]
_FLAGS: Final = ("no_gifts", "no_alcohol", "no_food")
"""What the form has boxes for."""
_PASSABLE: Final = ANSWERABLE | {"accepted", "ordered", "shipped", "delivered"}
"""Where there is a gift that can be kept or shared."""


@dataclass(frozen=True, slots=True)
class OfficeForm:
    """What was pressed: `answer` about this gift, `way` as the page said what a return does, and `rules` for everybody; None for
    none."""

    answer: Answer | None
    way: str
    rules: Mapping[str, Any] | None


def read_form(form: Mapping[str, str], currency: str) -> OfficeForm:
    """Raises InvalidInput, whose `param` is `answer` where nothing was chosen and `limit` for a sum that is none."""
    answer = form.get("answer", "")
    flags = {flag: form.get(flag) == "yes" for flag in _FLAGS}
    typed = form.get("limit", "").strip()
    cap = read_sum(typed, currency) if typed else None
    if typed and (cap is None or cap <= 0):
        raise InvalidInput("Write the value in digits, for example 30.", param="limit")
    rules = plain({**flags, "cap_minor": cap, "currency": None if cap is None else currency})
    said = rules if says_something(rules) else None
    if answer not in {"keep", "share", "return"}:
        if said is None or answer not in {"", "none"}:
            raise InvalidInput("Choose an answer or a rule.", param="answer")
        return OfficeForm(None, "", said)
    return OfficeForm(cast("Answer", answer), form.get("way", ""), said)


def answer_as_office(session: Session, gift: RecipientGift, form: OfficeForm, nonce: str, at: datetime) -> Came:
    """Carries it out, all of it or nothing. Raises WayClosed where the gift is not where the page said, SofterRules for a rule that
    asks for less than this link said before, and what declining raises."""
    account = lock_account(session, gift.account_id)
    person = lock_person(session, gift.recipient_id)
    lock_gift(session, gift)
    if form.answer is not None:
        _answer(session, gift, form, person.locale, nonce, at)
    if form.rules is not None:
        said = Said("office", form.rules, gift_id=gift.id)
        is_new = say_rules(session, account, said, at)
        body = {"origin": "office", "rules": dict(form.rules)}
        record_act(session, system(gift.workspace_id), "account.rule_stated", at, subject_id=account.id, body=body)
        if is_new:
            look_at_account(session, account)
    if form.answer is None:
        return "rules"
    return form.answer if form.rules is None else "both"


def may_pass(gift: RecipientGift) -> bool:
    """Whether there is a gift that can be kept or shared."""
    return gift.status in _PASSABLE and gift.product_id is not None and not is_donated_value(gift)


def rules_said(session: Session, gift_id: str) -> Mapping[str, Any] | None:
    """The rules that this gift's link said last and that still stand; None for none."""
    return session.scalar(
        select(CompanyPolicy.rules).where(CompanyPolicy.gift_id == gift_id, CompanyPolicy.ended_at.is_(None))
    )


def _answer(session: Session, gift: RecipientGift, form: OfficeForm, locale: str, nonce: str, at: datetime) -> None:
    if gift.office_answer == "return":
        raise WayClosed("The office has answered that this gift is to be returned.", param="answer")
    product_id = gift.product_id
    if form.answer == "return":
        if way_now(session, gift, at) is None:
            raise WayClosed("There is nothing left to return.", param="way")
        office_says_no(session, gift, form.way, locale, nonce, at, by_office=True)
    elif not may_pass(gift):
        raise WayClosed("There is no gift any more that could be kept.", param="answer")
    elif (gift.office_answer, gift.office_product_id) == (form.answer, product_id):
        return
    gift.office_answer, gift.office_answered_at, gift.office_product_id = form.answer, at, product_id
    session.flush()
    body = {"answer": form.answer, "product_id": product_id}
    write_event(session, gift, EventKind.OFFICE_ANSWERED, body, at)
    restate(session, gift, at)
