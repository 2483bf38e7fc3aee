"""The figures of a sender's statement, computed once for paper, page and machines."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from babel.dates import format_datetime

from renderers.context import Money
from renderers.errors import TooLarge
from renderers.language.money import money
from renderers.statement.attached import as_files
from renderers.statement.pdf.edition import Attached
from renderers.statement.sender.context import AccountOutcome, SenderStory
from renderers.statement.sender.ledger import balances, require_balanced

VERSION: Final = "1"
LOCALE: Final = "en"
"""The console speaks English, and so does what it prints."""
MOST_LINES: Final = 8_000
"""About 220 pages, 90 seconds of work and 1.5 GB while it is drawn."""
KINDS: Final = {"reserved": "Set aside", "captured": "Charged", "released": "Freed", "refunded": "Refunded"}


@dataclass(frozen=True, slots=True)
class Line:
    """One movement in words, with the two balances it leaves."""

    day: str
    gift: str
    account: str
    kind: str
    what: str
    amount: str
    set_aside: str
    charged: str


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of the money table; `is_result` where a rule stands above it."""

    name: str
    how: str
    amount: str
    is_result: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """How many people came how far; `share` of those launched, or None where nobody was."""

    name: str
    people: int
    share: str | None


@dataclass(frozen=True, slots=True)
class SenderFigures:
    """Everything both versions print."""

    number: str
    title: str
    campaign: str
    account: str | None
    as_of: str
    charged: str
    set_aside: str
    free: str | None
    sums: tuple[Sum, ...]
    stages: tuple[Stage, ...]
    accounts: tuple[AccountOutcome, ...]
    everybody: AccountOutcome
    lines: tuple[Line, ...]

    @property
    def fingerprint(self) -> str:
        """The first 16 hex digits of the figures' SHA-256, in groups of four."""
        digits = hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]
        return " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def too_long() -> TooLarge:
    """The refusal of a ledger that no paper should hold."""
    return TooLarge(
        f"The ledger has more than {MOST_LINES:,} lines, the most that a statement holds. "
        "Make one for each company instead.",
        where="statement",
    )


def sender_figures(story: SenderStory) -> SenderFigures:
    """The figures. Raises ContextError for a ledger that does not add up, TooLarge for one that no paper should hold."""
    if len(story.movements) > MOST_LINES:
        raise too_long()
    sums = require_balanced(story)
    everybody = _together(story.outcomes)
    free = None if story.budget_minor is None else story.budget_minor - sums.set_aside - sums.charged
    return SenderFigures(
        number=story.number,
        title="Campaign statement" if story.account is None else "Account statement",
        campaign=story.campaign,
        account=story.account,
        as_of=moment(story.as_of),
        charged=_sum(story, sums.charged),
        set_aside=_sum(story, sums.set_aside),
        free=None if free is None else _sum(story, free),
        sums=tuple(
            Sum(name, how, _sum(story, amount), is_result)
            for name, how, amount, is_result in (
                ("Set aside", "reserved when gifts were launched or swapped", sums.reserved, False),
                ("Freed", "declined, not answered, swapped away or withdrawn", -sums.released, False),
                ("Charged", "kept or donated, past the undo window", -sums.captured, False),
                ("Still set aside", "launched, not yet settled", sums.set_aside, True),
                ("Charged", "as above", sums.captured, False),
                ("Refunded", "returned or not delivered", -sums.refunded, False),
                ("Total charged", "cost so far", sums.charged, True),
                *(
                    ()
                    if story.budget_minor is None or free is None
                    else (
                        ("Budget", "of the campaign", story.budget_minor, False),
                        ("Free", "budget less what is set aside or charged", free, True),
                    )
                ),
            )
        ),
        stages=_stages(everybody),
        accounts=tuple(sorted(story.outcomes, key=lambda row: row.account.casefold())),
        everybody=everybody,
        lines=tuple(
            Line(
                day=_day(entry.at),
                gift=entry.gift,
                account=entry.account,
                kind=entry.kind,
                what=KINDS[entry.kind],
                amount=_sum(story, entry.amount_minor),
                set_aside=_sum(story, after.set_aside),
                charged=_sum(story, after.charged),
            )
            for entry, after in zip(story.movements, balances(story.movements), strict=True)
        ),
    )


def sender_attached(story: SenderStory, figures: SenderFigures) -> tuple[Attached, Attached]:
    """figures.json and figures.csv: the whole ledger in minor units."""
    told = {
        "document": "campaign_statement" if story.account is None else "account_statement",
        "template_version": VERSION,
        "number": story.number,
        "campaign": story.campaign,
        "account": story.account,
        "as_of": story.as_of.astimezone(UTC).isoformat(timespec="seconds"),
        "currency": story.currency,
        "budget_minor": story.budget_minor,
        "totals_minor": asdict(require_balanced(story)),
        "outcomes": [asdict(row) for row in figures.accounts],
        "fingerprint": figures.fingerprint,
    }
    rows = [
        (
            entry.at.astimezone(UTC).isoformat(timespec="seconds"),
            entry.gift,
            entry.account,
            entry.kind,
            str(entry.amount_minor),
            story.currency,
            str(after.set_aside),
            str(after.charged),
        )
        for entry, after in zip(story.movements, balances(story.movements), strict=True)
    ]
    head = ("at", "gift", "account", "kind", "amount_minor", "currency", "set_aside_minor", "charged_minor")
    return as_files(told, head, rows, story.as_of)


def moment(at: datetime) -> str:
    """22 November 2026, 09:00 UTC."""
    return str(format_datetime(at.astimezone(UTC), "d MMMM y, HH:mm 'UTC'", locale="en_GB"))


def _day(at: datetime) -> str:
    return str(format_datetime(at.astimezone(UTC), "d MMM y", locale="en_GB"))


def _sum(story: SenderStory, amount_minor: int) -> str:
    words = money(LOCALE, Money(abs(amount_minor), story.currency), exact=True)
    return f"−{words}" if amount_minor < 0 else words


def _together(outcomes: tuple[AccountOutcome, ...]) -> AccountOutcome:
    return AccountOutcome(
        "All",
        *(
            sum(getattr(row, name) for row in outcomes)
            for name in ("launched", "opened", "kept", "donated", "declined", "expired", "open")
        ),
    )


def _stages(all_: AccountOutcome) -> tuple[Stage, ...]:
    stages = (
        ("Launched", all_.launched),
        ("Opened", all_.opened),
        ("Kept a gift", all_.kept),
        ("Donated", all_.donated),
        ("Declined", all_.declined),
        ("Ran out of time", all_.expired),
        ("Still open", all_.open),
    )
    return tuple(
        Stage(name, people, f"{100 * people / all_.launched:.0f}%" if all_.launched else None)
        for name, people in stages
    )
