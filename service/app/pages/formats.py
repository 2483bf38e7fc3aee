"""How figures are written in the console: money, days, times, shares. One way for every page."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision
from flask import Flask

from service import said
from service.campaigns.transitions import allows
from service.db.base import utc_now

LOCALE: Final = "en_GB"
_HALVES: Final = re.compile("[\ud800-\udfff]")


def register_words(app: Flask) -> None:
    """Makes the functions of `WORDS` filters of every template, and functions of `now` and of what a campaign `allows`."""
    app.jinja_env.filters.update(WORDS)
    app.jinja_env.globals.update(now=utc_now, allows=allows)
    app.jinja_env.finalize = printable


def printable(value: object) -> object:
    """A value as it is, but for halves of signs: no page can be sent with one, and an older version may have stored some."""
    return (
        _HALVES.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) and _HALVES.search(value) else value
    )


def money(amount_minor: int, currency: str) -> str:
    """791840, "EUR" -> "€7,918.40"."""
    digits = get_currency_precision(currency)
    return str(format_currency(amount_minor / 10**digits, currency, locale=LOCALE))


def amount(amount_minor: int, currency: str) -> str:
    """791840, "EUR" -> "7918.40", as a field takes it."""
    digits = int(get_currency_precision(currency))
    return f"{amount_minor / 10**digits:.{digits}f}"


def day(moment: date) -> str:
    """ "Thu 18 Mar 2027"."""
    return str(format_date(moment, "EEE d MMM y", locale=LOCALE))


def clock(moment: datetime) -> str:
    """ "Thu 18 Mar, 09:00 UTC"."""
    return str(format_datetime(moment.astimezone(UTC), "EEE d MMM, HH:mm 'UTC'", locale=LOCALE))


def clock_with_year(moment: datetime) -> str:
    """ "Wednesday 9 June 2027, 10:40 UTC"."""
    return str(format_datetime(moment.astimezone(UTC), "EEEE d MMMM y, HH:mm 'UTC'", locale=LOCALE))


def hour(moment: datetime) -> str:
    """ "09:00:07 UTC"."""
    return moment.astimezone(UTC).strftime("%H:%M:%S UTC")


def iso(moment: datetime) -> str:
    """For the `datetime` attribute."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def count(number: int) -> str:
    """1000 -> "1,000"."""
    return f"{number:,}"


def people(number: int) -> str:
    """ "1 person", "24 people"."""
    return f"{number:,} {'person' if number == 1 else 'people'}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """(1, "cell") -> "1 cell"; (3, "company", "companies") -> "3 companies"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def share(part: float, whole: float) -> str:
    """ "66%"; "none yet" where there is no whole to take a share of."""
    return f"{100 * part / whole:.0f}%" if whole else "none yet"


def country(code: str) -> str:
    """ "IS" -> "Iceland (IS)"; what is no code stays as it is."""
    name = Locale.parse(LOCALE).territories.get(code)
    return f"{name} ({code})" if name else code


def language(code: str) -> str:
    """ "is" -> "Icelandic"; what is no code stays as it is."""
    return str(Locale.parse(LOCALE).languages.get(code.replace("_", "-").split("-")[0], code))


def doublings(factor: float) -> float:
    """2.0 -> 1.0, 0.5 -> -1.0: where a factor is on a scale of doublings."""
    return math.log2(factor)


def axis_top(number: float) -> int:
    """The round figure, of one digit and zeros, at which an axis ends that holds `number`: 2297 -> 3000."""
    step = 10 ** max(0, math.floor(math.log10(max(number, 1))))
    return int(step * math.ceil(number / step)) or 1


def percent(ratio: float, digits: int = 0) -> str:
    """0.66 -> "66%"."""
    return f"{100 * ratio:.{digits}f}%"


def category(code: str) -> str:
    """ "textile" -> "Textiles"; a workspace's own as it is written there."""
    return said.category(code)


def mail_kind(code: str) -> str:
    """ "safety_notice" -> "safety notice"."""
    return said.MAILS[code]


def merge_field(code: str) -> str:
    """ "given_name" -> "given name"."""
    return said.FIELDS[code]


def span(seconds: float | None) -> str:
    """4.21 -> "4.2 s", 660 -> "11 min"; None -> "none"."""
    if seconds is None:
        return "none"
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min"
    if seconds < 86400:
        return f"{seconds / 3600:.1f} h"
    return f"{timedelta(seconds=seconds).days} days"


def hour_or_day(moment: datetime, over: str) -> str:
    """The end of a chart's axis: "09:00" over an hour, "Thu 09:00" over a day, "Thu 18 Mar" over a week."""
    pattern = {"week": "EEE d MMM", "day": "EEE HH:mm"}.get(over, "HH:mm")
    return str(format_datetime(moment.astimezone(UTC), pattern, locale=LOCALE))


def at_step(point: object, name: str) -> object:
    """What was read at a step of a history; None where nothing was."""
    return None if point is None else getattr(point, name)


WORDS: Final[dict[str, Callable[..., object]]] = {
    function.__name__: function
    for function in (
        money,
        amount,
        day,
        clock,
        clock_with_year,
        hour,
        iso,
        count,
        people,
        counted,
        share,
        percent,
        doublings,
        axis_top,
        span,
        country,
        language,
        category,
        mail_kind,
        merge_field,
        hour_or_day,
        at_step,
    )
}
