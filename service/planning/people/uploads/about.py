"""What is kept of an upload beside its rows, as JSON and back: its headings and columns, and what somebody said about them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast, get_args

from service.folding import fold
from service.planning.people.likeness.installed import is_installed
from service.planning.people.lists.columns import Columns, Field
from service.planning.people.lists.mapping.answers import Answers
from service.planning.people.lists.mapping.profile import ColumnSeen, Profile, Repair
from service.planning.people.lists.mapping.stream import Asking, Closed, Opened, guess_columns
from service.planning.people.models import PendingUpload
from service.sheets.dates import OrderFound
from service.sheets.read_table import SheetFound
from service.sheets.refusals import Question

_NOTHING_SEEN = Profile(0, 0, (), {}, month_is_usual=False, repairs=(), repaired=0)


@dataclass(frozen=True, slots=True)
class About:
    """An upload as a whole. `told`: of the file; `checked`: what the check found of it, once it is done.

    `first`: (row number, what it says as text) of the first rows to fix, found while the rest was still being read.
    """

    header: tuple[str, ...]
    header_number: int = 1
    sheet: str | None = None
    sheets: tuple[SheetFound, ...] = ()
    profile: Profile = _NOTHING_SEEN
    told: tuple[Question, ...] = ()
    guessed: tuple[tuple[int, Field], ...] = ()
    first: tuple[tuple[int, str], ...] = ()
    checked: tuple[Question, ...] = ()
    unknown_interests: tuple[str, ...] = ()
    accounts: int = 0
    """Companies of all rows, once they are checked."""
    is_known: bool = False
    """Whether answers about these headings were remembered."""

    @property
    def shape(self) -> str:
        """The same for every list with these headings in this order."""
        return hashlib.sha256("\n".join(map(fold, self.header)).encode()).hexdigest()

    def columns(self, answers: Answers) -> Columns:
        """What the columns are, as far as anybody said or can tell."""
        return guess_columns(self.header, (), answers)

    def asking(self, answers: Answers, today: date) -> Asking:
        """What reading one of its rows needs to know. `today`: the day on which the list came."""
        return Asking(self.header, self.profile, answers, today, is_installed())


def opened(said: Opened) -> About:
    """How a list begins."""
    return About(said.header, said.header_number, said.sheet, said.sheets)


def closed(about: About, said: Closed) -> About:
    """The same when all of it was read."""
    return replace(about, profile=said.profile, told=said.questions, guessed=said.guessed)


def about_of(pending: PendingUpload) -> About:
    """What is kept of the upload as a whole."""
    kept: dict[str, Any] = json.loads(pending.about)
    profile = kept.get("profile")
    return About(
        tuple(kept.get("header", ())),
        kept.get("header_number", 1),
        kept.get("sheet"),
        tuple(SheetFound(*sheet) for sheet in kept.get("sheets", ())),
        _profile_of(profile) if profile else _NOTHING_SEEN,
        _questions_of(kept.get("told", ())),
        tuple((place, name) for place, name in kept.get("guessed", ())),
        tuple((number, text) for number, text in kept.get("first", ())),
        _questions_of(kept.get("checked", ())),
        tuple(kept.get("unknown_interests", ())),
        kept.get("accounts", 0),
        kept.get("is_known", False),
    )


def about_text(about: About) -> str:
    """As it is kept."""
    profile = about.profile
    return json.dumps(
        {
            "header": about.header,
            "header_number": about.header_number,
            "sheet": about.sheet,
            "sheets": [[sheet.name, sheet.rows, sheet.is_visible] for sheet in about.sheets],
            "profile": {
                "rows": profile.rows,
                "hidden": profile.hidden,
                "columns": [_column(seen) for seen in profile.columns],
                "often": {place: sorted(words) for place, words in profile.often.items()},
                "month_is_usual": profile.month_is_usual,
                "repairs": [[one.number, one.before, one.after] for one in profile.repairs],
                "repaired": profile.repaired,
            },
            "told": _questions(about.told),
            "guessed": about.guessed,
            "first": about.first,
            "checked": _questions(about.checked),
            "unknown_interests": about.unknown_interests,
            "accounts": about.accounts,
            "is_known": about.is_known,
        },
        ensure_ascii=False,
    )


def answers_of(pending: PendingUpload) -> Answers:
    """What somebody said about the columns."""
    return answers_from(json.loads(pending.answers))


def answers_from(kept: dict[str, Any]) -> Answers:
    """The same from plain values; a field that is no longer known counts as not said."""
    known = get_args(Field)
    return Answers(
        tuple(
            (int(place), cast("Field | None", name))
            for place, name in kept.get("fields", ())
            if name is None or name in known
        ),
        tuple(kept.get("asked", ())),
        tuple((int(place), order) for place, order in kept.get("orders", ())),
        frozenset(kept.get("kept", ())),
        bool(kept.get("hidden", False)),
        bool(kept.get("is_said", False)),
        tuple((int(place), how, day) for place, how, day in kept.get("told", ())),
    )


def answers_kept(answers: Answers) -> dict[str, Any]:
    """Answers as plain values."""
    return {
        "fields": [list(one) for one in answers.fields],
        "asked": list(answers.asked),
        "orders": [list(one) for one in answers.orders],
        "kept": sorted(answers.kept),
        "hidden": answers.hidden,
        "is_said": answers.is_said,
        "told": [list(one) for one in answers.told],
    }


def _column(seen: ColumnSeen) -> list[Any]:
    order = seen.order
    found = [order.order, order.is_sure, order.doubtful, sorted(order.seen)]
    return [seen.samples, seen.filled, seen.foods, seen.looked_at, found]


def _profile_of(kept: dict[str, Any]) -> Profile:
    return Profile(
        kept["rows"],
        kept["hidden"],
        tuple(
            ColumnSeen(tuple(samples), filled, foods, looked_at, OrderFound(order, sure, doubtful, frozenset(seen)))
            for samples, filled, foods, looked_at, (order, sure, doubtful, seen) in kept["columns"]
        ),
        {int(place): frozenset(words) for place, words in kept["often"].items()},
        kept["month_is_usual"],
        tuple(Repair(*one) for one in kept["repairs"]),
        kept["repaired"],
    )


def _questions(questions: Sequence[Question]) -> list[list[Any]]:
    return [[one.row, one.column, one.code, one.sentence] for one in questions]


def _questions_of(kept: Sequence[Sequence[Any]]) -> tuple[Question, ...]:
    return tuple(Question(row, column, code, sentence) for row, column, code, sentence in kept)
