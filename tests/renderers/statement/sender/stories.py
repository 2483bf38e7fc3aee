"""A campaign that happened: a ledger of `people` gifts that adds up, and what they answered."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from renderers.context import Sender
from renderers.statement.sender.context import AccountOutcome, Movement, SenderStory

BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
ACCOUNTS = ("Vltava Instruments", "Hafblik ehf.", "Carpați Mobilă", "Алатау Софт", "Null & Sons")
SENDER = Sender(
    "Nora Whitfield", "Account Executive", "Fjord & Loom AS", "Nedre gate 7", "0551 Oslo", "Org. no. 912 345 678"
)
ENDS = ("captured", "captured", "released", "open")


def campaign(people: int = 12, account: str | None = None) -> SenderStory:
    """Every gift is set aside; then by turns charged, charged, freed or left open; one in twelve is paid back."""
    movements, stages = [], {name: Counter[str]() for name in ACCOUNTS}
    for number in range(people):
        name, amount, end = ACCOUNTS[number % 5], 1900 + 100 * (number % 9), ENDS[number % 4]
        gift = f"HP-2026-11-02-{number:04d}"
        stages[name][end] += 1
        movements.append(Movement(BEGAN + timedelta(minutes=number), gift, name, "reserved", amount))
        if end != "open":
            movements.append(Movement(BEGAN + timedelta(days=9, minutes=number), gift, name, end, amount))  # type: ignore[arg-type]
        if number % 12 == 0 and end == "captured":
            movements.append(Movement(BEGAN + timedelta(days=20), gift, name, "refunded", amount))
    chosen = [entry for entry in sorted(movements, key=lambda entry: entry.at) if account in {None, entry.account}]
    outcomes = tuple(
        AccountOutcome(name, told.total(), told.total(), told["captured"], 0, told["released"], 0, told["open"])
        for name, told in stages.items()
        if told and account in {None, name}
    )
    sums: Counter[str] = Counter()
    for entry in chosen:
        sums[entry.kind] += entry.amount_minor
    is_whole = account is None
    return SenderStory(
        number="ST-2026-11-22-7KQ4",
        campaign="Spring thank-you",
        account=account,
        sender=SENDER,
        currency="EUR",
        as_of=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        budget_minor=3000 * people if is_whole else None,
        set_aside_minor=sums["reserved"] - sums["captured"] - sums["released"] if is_whole else None,
        charged_minor=sums["captured"] - sums["refunded"] if is_whole else None,
        movements=tuple(chosen),
        outcomes=outcomes,
    )
