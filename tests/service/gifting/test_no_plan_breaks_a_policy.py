"""No plan ever breaks what a company states: real and made-up policies, judged by the file and not by what we read of it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from service.campaigns.drawn import AS_USUAL
from service.campaigns.models import Campaign
from service.config import ASSETS
from service.decisions.solve import choose_gifts
from service.decisions.values import Candidate, Choice
from service.gifting.candidate import _candidate, _Things
from service.gifting.past_gifts import Earlier, History
from service.recipients.gift_policy import hear_company, set_rules, whole
from service.recipients.models import Account, Recipient
from service.recipients.stated.policy_file import read_policy
from service.recipients.stated.rules import SORTS, all_of
from tests.factories import AT
from tests.service.decisions.people_and_products import TERMS, campaign, tea, vase

REAL: Final = {path.stem: path.read_bytes() for path in sorted((ASSETS / "samples" / "policies").rglob("*.json"))}
CURRENCIES: Final = ("EUR", "GBP", "USD")
DAY: Final = date(2026, 12, 10)


def test_twenty_one_public_policies_are_read_each_with_its_address_and_its_sentences() -> None:
    assert len(REAL) == 21
    for told in map(json.loads, REAL.values()):
        assert told["source"]["page"].startswith("http")
        assert all(len(sentence) > 20 for sentence in told["source"]["sentences"])


def money(amount: Mapping[str, str] | None, currency: str) -> Decimal | None:
    """What a sum of a file allows, in minor units; nothing in other money."""
    if amount is None:
        return None
    return Decimal(amount["amount"]) * 100 if amount["currency"] == currency else Decimal(0)


def breaks(
    file: Mapping[str, Any], gift: Choice, currency: str, day: date, given_before: Sequence[Earlier]
) -> list[str]:
    """Which sentences of a file a gift breaks; written apart from all that plans are made with."""
    found = ["none"] if file["accepts"] == "none" else []
    for name in ("limit", "approval_above"):
        most = money(file.get(name), currency)
        if most is not None and gift.price_minor > most:
            found.append(name)
    shut = set(file.get("categories", {}).get("not_accepted", ()))
    if "alcohol" in shut and gift.alcohol:
        found.append("alcohol")
    if "food" in shut and gift.kind == "edible":
        found.append("food")
    if gift.sort in shut or (shut - {"alcohol"} and not gift.sort):
        found.append("sort")
    if file.get("categories", {}).get("consumables_only") and gift.kind == "neither":
        found.append("lasting")
    for period in file.get("periods", ()):
        since, until = day - timedelta(days=30 * period["months"]), day + timedelta(days=30 * period["months"])
        near = [one for one in given_before if since < one.deliver_on < until]
        most = money(period.get("worth"), currency)
        if most is not None and sum(one.price_minor for one in near) + gift.price_minor > most:
            found.append("worth")
        if period.get("gifts") is not None and len(near) >= period["gifts"]:
            found.append("gifts")
    if any(one["first"] <= day.isoformat() <= one["last"] for one in file.get("quiet", ())):
        found.append("quiet")
    return found


def made_up(chance: random.Random) -> dict[str, Any]:
    """A policy with a few limits of every kind."""
    currency = chance.choice(CURRENCIES)
    limit = chance.randrange(5, 90)
    told: dict[str, Any] = {"gift_policy": "1", "company": "Made up", "accepts": "within_limits"}
    if chance.random() < 0.6:
        told["limit"] = {"amount": f"{limit}.00", "currency": currency}
    if chance.random() < 0.4:
        worth = {"amount": f"{limit + chance.randrange(60)}.50", "currency": currency}
        told["periods"] = [{"months": chance.choice([3, 12, 24]), "worth": worth, "gifts": chance.choice([None, 1, 2])}]
    if chance.random() < 0.5:
        shut = chance.sample(["alcohol", *SORTS], chance.randrange(1, 4))
        is_only = chance.random() < 0.1 and not {"food", "cosmetics"} <= set(shut)
        told["categories"] = {"not_accepted": shut, "consumables_only": is_only}
    if chance.random() < 0.15:
        first = DAY + timedelta(days=chance.randrange(-9, 9))
        told["quiet"] = [{"first": first.isoformat(), "last": (first + timedelta(days=5)).isoformat()}]
    if chance.random() < 0.05:
        return {"gift_policy": "1", "company": "Made up", "accepts": "none"}
    return told


def past(chance: random.Random, currency: str) -> Earlier:
    price = chance.randrange(500, 4000)
    return Earlier(
        status=chance.choice(["delivered", "accepted", "ordered"]), family=None, original_family=None, price_minor=price,
        cost_minor=price + 900, currency=currency, is_swapped=False, is_reserved=False, decline_reason=None,
        deliver_on=DAY + timedelta(days=chance.randrange(-900, 300)),
    )  # fmt: skip


def product(chance: random.Random, name: str, currency: str) -> Choice:
    edible = chance.random() < 0.4
    make = tea if edible else vase
    return make(
        name, price_minor=chance.randrange(600, 8900, 50), currency=currency, stock=3,
        alcohol=edible and chance.random() < 0.4, sort="food" if edible else chance.choice([*SORTS, "", "household"]),
    )  # fmt: skip


def person(number: int, files: Sequence[Mapping[str, Any]], history: History, currency: str) -> Candidate:
    """Somebody at a company that states all of these, and whose softer rule a seller has set besides."""
    account = Account(id=f"acc_{number}", workspace_id="wsp", name="A", country="NO", gift_policy={}, listed_policy={},
                      set_policy={}, proposed_policy={}, stated_policy={})  # fmt: skip
    hear_company(account, all_of(read_policy(json.dumps(file).encode()).rules for file in files), AT)
    set_rules(account, whole({"cap_minor": 900_000, "currency": currency}), "usr_seller", AT)
    asked = Campaign(
        currency=currency, deliver_on=DAY, public_cap_minor=100_000, yearly_cap_minor=None, purpose="mixed"
    )
    recipient = Recipient(id=f"rcp_{number}", account_id=account.id, country="NO")
    found = _candidate(asked, recipient, account, (), history, _Things({}, {}), AS_USUAL)
    return replace(found, diet_known=True, age_from=30)


def require_kept(seed: int, files: Sequence[Mapping[str, Any]], people: int) -> int:
    """Plans for some people, each at a company of their own; answers how many were given something."""
    chance = random.Random(seed)
    currency = chance.choice(CURRENCIES)
    states = [[chance.choice(files) for _ in range(chance.choice([1, 1, 2]))] for _ in range(people)]
    histories = [
        History(None, tuple(past(chance, currency) for _ in range(chance.choice([0, 0, 1, 3])))) for _ in range(people)
    ]
    candidates = [
        person(number, theirs, history, currency)
        for number, (theirs, history) in enumerate(zip(states, histories, strict=True))
    ]
    choices = [product(chance, f"p{number}", currency) for number in range(12)]
    plan = choose_gifts(campaign(candidates, choices, terms=replace(TERMS, currency=currency, deliver_on=DAY)))
    by_id = {choice.id: choice for choice in choices}
    for number, candidate in enumerate(candidates):
        pick = plan.chosen.get(candidate.id)
        if pick is None:
            continue
        for product_id in (pick.product_id, *pick.alternatives):
            for file in states[number]:
                assert breaks(file, by_id[product_id], currency, DAY, histories[number].earlier) == []
    return len(plan.chosen)


@examples(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_plan_ever_breaks_a_stated_policy(seed: int) -> None:
    require_any_kept(seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
@examples(max_examples=500, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_plan_of_five_hundred_breaks_a_stated_policy(seed: int) -> None:
    require_any_kept(seed)


def require_any_kept(seed: int) -> None:
    chance = random.Random(seed)
    require_kept(seed, [*map(json.loads, REAL.values()), *(made_up(chance) for _ in range(20))], 10)


def test_whoever_may_be_given_something_is() -> None:
    files = [json.loads(told) for told in REAL.values() if json.loads(told)["accepts"] != "none"]
    assert sum(require_kept(seed, files, 10) for seed in range(6)) > 10


@pytest.mark.parametrize("guard", ["barred", "cap_minor", "no_alcohol"])
def test_with_a_guard_off_the_judge_finds_what_breaks(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what is not read of a policy is broken by some plan, and told."""
    plain: dict[str, Any] = {"barred": [], "cap_minor": None, "no_alcohol": False}
    real = all_of
    monkeypatch.setitem(globals(), "all_of", lambda stated: {**real(stated), guard: plain[guard]})
    files = [json.loads(told) for told in REAL.values() if json.loads(told)["accepts"] != "none"]
    with pytest.raises(AssertionError):
        for seed in range(60):
            require_kept(seed, files, 10)


def test_the_schema_in_the_docs_is_the_one_that_files_are_read_by() -> None:
    from service.recipients.stated.policy_file import schema

    docs = Path(__file__).parents[3] / "docs" / "gift-policy.schema.json"
    assert json.loads(docs.read_text()) == schema()
