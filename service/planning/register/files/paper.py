"""The gift register on paper, for an ethics office: what its page says, whoever is above a limit first."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from renderers.context import Money
from renderers.language.money import money
from renderers.language.translations import babel_locale
from renderers.proof import proof, recording, verified
from renderers.statement.pdf.html_to_pdf import print_pdf
from service.planning.register.read import Line, Register
from service.planning.register.sums import Sum

MOST: Final = 300
"""Lines on paper; the file beside it has all of them."""
STATES: Final = {"above": "Above", "near": "Near", "within": "Within", "unknown": "Not known"}
TITLES: Final = {"people": "People", "companies": "Companies", "public": "Public bodies"}
_STYLE: Final = (
    "@page{size:A4 landscape;margin:15mm;@bottom-right{content:counter(page) ' / ' counter(pages);"
    "font:8pt 'Print Inter'}}"
    "body{font-family:'Print Inter','Noto Sans',sans-serif;font-size:8.5pt;line-height:1.4}"
    "h1{font-size:18pt;margin:0 0 1mm}p{margin:0 0 2mm}table{width:100%;border-collapse:collapse;margin-top:5mm}"
    "th,td{text-align:left;vertical-align:top;padding:1.2mm 3mm 1.2mm 0;border-bottom:.3pt solid #ccc}"
    "thead th{font-size:7.5pt}tr{break-inside:avoid}.n{text-align:right;white-space:nowrap}small{font-size:7.5pt}"
)


def register_pdf(register: Register, made: str) -> bytes:
    """A tagged PDF; `made`: the minute at which it was read, in words. Raises ProofFailed, and what `print_pdf` does."""
    span = f"{register.span.first.isoformat()} to {register.span.last.isoformat()}"
    shown = register.lines[:MOST]
    with recording() as inserted:
        rows = "".join(_row(line) for line in shown)
        over = ", ".join(escape(verified(name)) for name in register.workspaces)
        proof(_text(register, shown), inserted, "gift register")
    left = len(register.lines) - len(shown)
    rest = f"<p>{left} more are in the file that comes with this paper.</p>" if left else ""
    heads = "".join(
        f'<th scope="col"{mark}>{word}</th>'
        for word, mark in (
            ("Name", ""), ("Offered", ' class="n"'), ("Took", ' class="n"'), ("Declined", ' class="n"'),
            ("Waiting", ' class="n"'), ("Limit", ""),
        )
    )  # fmt: skip
    return print_pdf(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Gift register, {span}</title>'
        f"<style>{_STYLE}</style></head><body><h1>Gift register: {TITLES[register.of].lower()}</h1>"
        f"<p>{span}, read {escape(made)}. It counts all campaigns of: {over}.</p>"
        "<p>Offered counts on the day a gift set out, taken on the day of the yes, declined on the day of the no. Values are "
        "those on the shelf, as each statement tells them.</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}</body></html>",
        f"gift register {register.of} {span} {made}",
    )


def limit_words(line: Line) -> str:
    """How somebody stands to the limit that matters most, with its source and day; "" where no limit is known."""
    if line.verdict is None:
        return ""
    limit = line.verdict.limit
    currency = limit.currency or line.sums[0].currency
    since = "" if limit.source_on is None else f", {limit.source_on.isoformat()}"
    what = "a gift" if limit.by_gift else f"{limit.span.first.isoformat()} to {limit.span.last.isoformat()}"
    return f"{_money(limit.minor, currency)} ({what}): {limit.source}{since}"


def _row(line: Line) -> str:
    title = line.name if line.name is not None else ("Deleted person" if line.is_erased else "No name")
    below = ", ".join(part for part in (line.company if line.name != "" else "", _country(line.country)) if part)
    cells = "".join(f'<td class="n">{"<br>".join(found)}</td>' for found in zip(*map(_counts, line.sums), strict=True))
    state = "No limit known" if line.verdict is None else STATES[line.verdict.state]
    words = limit_words(line)
    return (
        f'<tr><th scope="row">{escape(verified(title or line.company))}<br><small>{escape(verified(below))}</small></th>{cells}'
        f"<td>{state}{f'<br><small>{escape(verified(words))}</small>' if words else ''}</td></tr>"
    )


def _counts(one: Sum) -> Iterator[str]:
    pairs = (
        (one.offered, one.offered_minor), (one.took, one.took_minor), (one.declined, one.declined_minor),
        (one.waiting, one.waiting_minor),
    )  # fmt: skip
    for number, minor in pairs:
        yield escape(f"{number} · {_money(minor, one.currency)}") if number else "0"


def _text(register: Register, lines: object) -> str:
    told = [*register.workspaces]
    for line in register.lines[:MOST]:
        told += [line.name or "", line.company, limit_words(line)]
    return "\n".join(part for part in told if part) or str(lines)


def _country(code: str) -> str:
    return str(babel_locale("en").territories.get(code, code))


def _money(minor: int, currency: str) -> str:
    return str(money("en", Money(minor, currency)))
