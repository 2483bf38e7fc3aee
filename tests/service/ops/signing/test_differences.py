"""Every difference between two books of a campaign has a cause, and all of them add up."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.gifting.transitions import KEPT
from service.ops.signing.differences import ALARMS, EXPLAINED, GiftBooks, Told, charged_of, compare

ORDERED = (("reserved", 5000), ("captured", 5000))
DELIVERED = Told("delivered", True, 4400, 600, ORDERED)
GIFT = GiftBooks("HP-1", DELIVERED, ORDERED, (5000, "Kept"), "Kept", 4400)

minors = st.integers(0, 9_000)
entries = st.lists(st.tuples(st.sampled_from(["reserved", "captured", "released", "refunded"]), minors), max_size=4)
tolds = st.builds(
    Told,
    st.sampled_from(["created", "accepted", "delivered", "donated", "declined", "returned", "failed", "draft"]),
    st.booleans(), minors, minors, entries, minors, minors, st.booleans(),
)  # fmt: skip
books = st.builds(
    GiftBooks,
    st.sampled_from(["HP-1", "HP-2", "HP-3"]), tolds, entries, st.none() | st.tuples(minors, st.sampled_from(["Kept", "Donated"])),
    st.sampled_from(["Kept", "Donated"]), minors, st.none() | minors, st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip


def causes(*gifts: GiftBooks, total: int | None = None) -> dict[str, tuple[int, int]]:
    """Cause -> (minor units, gifts)."""
    total = sum(charged_of(one.ledger) for one in gifts) if total is None else total
    return {one.cause: (one.minor, one.gifts) for one in compare(gifts, total, KEPT).differences}


def test_what_the_history_explains_is_named_with_its_sum_and_is_no_alarm() -> None:
    accepted = replace(
        GIFT, told=Told("accepted", True, 4400, 600, ORDERED[:1]), ledger=ORDERED[:1], crm=(0, "Kept")
    )  # fmt: skip
    donated = Told("donated", True, 4400, 0, (("reserved", 4400), ("captured", 4400)))
    gifts = [
        GIFT,
        accepted,
        replace(GIFT, told=donated, ledger=donated.entries, crm=(4400, "Donated"), outcome="Donated", tax=0),
        replace(
            GIFT,
            told=replace(DELIVERED, status="failed", pieces=5000),
            crm=(5000, "No answer"),
            outcome="No answer",
            tax=0,
        ),
        replace(GIFT, crm=None, is_erased=True),
    ]
    assert causes(*gifts) == {
        "besides_price": (-1200, 2),
        "not_charged_yet": (4400, 1),
        "donated": (-4400, 1),
        "piece_stopped": (-5000, 1),
        "erased": (-5000, 1),
    }
    assert compare(gifts, sum(charged_of(one.ledger) for one in gifts), KEPT).alarms == []


@pytest.mark.parametrize(
    ("planted", "cause", "minor"),
    [
        ({"ledger": ORDERED[:1], "crm": (0, "Kept")}, "ledger_missing", -5000),
        ({"ledger": (*ORDERED, ("refunded", 100)), "crm": (4900, "Kept")}, "ledger_extra", -100),
        ({"ledger": (ORDERED[0], ("captured", 5001)), "crm": (5001, "Kept")}, "ledger_amount", 1),
        ({"crm": None}, "crm_missing", -5000),
        ({"crm": (4999, "Kept")}, "crm_amount", -1),
        ({"crm": (5000, "Donated")}, "crm_outcome", 0),
        ({"tax": 4500}, "tax_row", 100),
        ({"journal": 4000}, "journal_amount", -1000),
        ({"matches_row": False}, "row_changed", 0),
        ({"is_held_out": True}, "held_out_given", 0),
        ({"told": replace(DELIVERED, is_broken=True)}, "history_broken", 0),
    ],
)
def test_a_planted_difference_is_named_with_its_cause_and_its_sum(
    planted: dict[str, object], cause: str, minor: int
) -> None:
    clean = causes(GIFT)
    assert clean == {"besides_price": (-600, 1)}
    assert causes(replace(GIFT, **planted)) == clean | {cause: (minor, 1)}  # type: ignore[arg-type]


def test_a_running_total_that_moved_and_a_gift_that_was_never_launched_are_named() -> None:
    assert causes(GIFT, total=5001)["total_moved"] == (1, 0)
    planned = Told("draft", False, 4400, 600, ())
    assert causes(replace(GIFT, told=planned, ledger=(), crm=(0, "Kept"), tax=0)) == {"crm_extra": (0, 1)}
    assert causes(replace(GIFT, told=planned, ledger=(), crm=None, tax=0)) == {}


@given(st.lists(books, max_size=6), minors)
@settings(max_examples=40, deadline=None)
def test_between_any_two_books_the_differences_add_up_to_what_their_sums_differ_by(
    gifts: list[GiftBooks], total: int
) -> None:
    with_journal = [replace(one, journal=one.journal or 0) for one in gifts]
    signed = compare(with_journal, total, KEPT)
    between: dict[tuple[str, str], int] = defaultdict(int)
    for one in signed.differences:
        between[one.pair] += one.minor
        assert (one.cause in EXPLAINED) is one.is_explained
        assert (one.cause in ALARMS) is not one.is_explained
    for pair in (
        ("history", "ledger"),
        ("ledger", "total"),
        ("ledger", "crm"),
        ("history", "tax"),
        ("ledger", "journal"),
    ):
        if pair[1] in signed.sums:
            assert between[pair] == signed.sums[pair[1]] - signed.sums[pair[0]]
