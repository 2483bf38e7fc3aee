"""`gift-policy.json` has one meaning or is refused, with the place and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.errors import InvalidInput
from service.recipients.stated.policy_file import LARGEST, read_policy

EUR_30 = {"amount": "30.00", "currency": "EUR"}


def file(**told: Any) -> bytes:
    return json.dumps({"gift_policy": "1", "company": "Example", "accepts": "within_limits"} | told).encode()


def test_a_whole_file_becomes_rules_in_codes_days_and_minor_units() -> None:
    found = read_policy(
        file(
            limit=EUR_30,
            approval_above={"amount": "25.50", "currency": "EUR"},
            periods=[{"months": 12, "worth": {"amount": "100", "currency": "EUR"}, "gifts": 2}],
            categories={"not_accepted": ["alcohol", "cash", "food"]},
            quiet=[{"first": "2026-12-01", "last": "2027-01-06", "why": "year end"}],
            contact={"email": "ethics@example.com"},
        )
    )
    assert found.rules == {
        "no_gifts": False, "no_food": True, "no_alcohol": True, "consumables_only": False, "public_sector": False,
        "cap_minor": 2550, "yearly_cap_minor": None, "currency": "EUR", "barred": ["cash", "food"],
        "periods": [{"minor": 10_000, "gifts": 2, "months": 12, "currency": "EUR"}],
        "quiet": [["2026-12-01", "2027-01-06"]],
    }  # fmt: skip
    assert (found.company, found.contact) == ("Example", '{"email": "ethics@example.com"}')


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "The file isn’t JSON: look at line 1, character 2."),
        (b"[]", 'This isn’t a gift policy. It begins with {"gift_policy": "1"}.'),
        (file(gift_policy="2"), "gift_policy: we read version 1 only. Ask the company for a file of that version."),
        (b'{"gift_policy": "1", "gift_policy": "1"}', "gift_policy: it stands there twice. Keep one of them."),
        (b" " * (LARGEST + 1), "The file is too large. A gift policy has at most 64 KB."),
        (b"[" * 40, "The file is nested too deeply to be a gift policy."),
        (b"\xff{}", "The file isn’t UTF-8 text. Save it as JSON in UTF-8."),
        (b'{"gift_policy": NaN}', "NaN isn’t a number."),
        (b'{"gift_policy": 12345678901234}', "123456789012… is too large a number."),
        (file(accepts="some"), "accepts: it isn’t one of the words that may stand there."),
        (file(limits=EUR_30), "limits: we don’t know it. Check its spelling, or leave it out."),
        (file(limit={"amount": 30, "currency": "EUR"}), "limit.amount: it isn’t of the right kind."),
        (file(limit={"amount": "-3", "currency": "EUR"}), "limit.amount: it isn’t written as it should be."),
        (file(limit={"amount": "3", "currency": "ZZZ"}),
         "limit.currency: there’s no currency ZZZ. Write its three letters, for example EUR."),
        (file(limit={"amount": "3.005", "currency": "EUR"}), "limit.amount: it is more exact than this currency."),
        (file(accepts="none", limit=EUR_30),
         "accepts: it says none, and limits follow. Leave out the limits, or write within_limits."),
        (file(limit=EUR_30, approval_above={"amount": "31", "currency": "EUR"}),
         "approval_above: it is higher than the limit, so nothing can need approval. Change one of them."),
        (file(limit=EUR_30, periods=[{"months": 12, "worth": {"amount": "29", "currency": "EUR"}}]),
         "periods[0].worth: it is lower than the limit of one gift. Change one of them."),
        (file(limit=EUR_30, approval_above={"amount": "3", "currency": "USD"}),
         "limit, periods: they name several currencies. Use one."),
        (file(periods=[{"months": 12}]), "periods[0]: it limits nothing. Give worth, gifts or both."),
        (file(quiet=[{"first": "2027-02-30", "last": "2027-03-01"}]),
         "quiet[0]: there’s no such day. Write days as 2027-01-31."),
        (file(quiet=[{"first": "2027-03-02", "last": "2027-03-01"}]), "quiet[0]: it ends before it begins."),
        (file(categories={"not_accepted": ["weapons"]}),
         "categories.not_accepted[0]: it isn’t one of the words that may stand there."),
        (file(categories={"not_accepted": ["food", "cosmetics"], "consumables_only": True}),
         "categories: only consumables are accepted, and no consumable is. Write accepts: none."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(data: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_policy(data)
    assert refused.value.sentence == sentence


def test_of_many_faults_the_first_five_are_told() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_policy(file(**{f"x{number}": 1 for number in range(7)}))
    assert refused.value.sentence.endswith("And 2 more.")
