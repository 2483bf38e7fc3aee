"""The results as tables of text: what stands on the page, by the same rule for small numbers, as CSV, workbook and paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import IO

from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.decisions.forecasting.confidence import Share
from service.decisions.forecasting.small_numbers import TOO_FEW
from service.insights.results.narrow import FILTERS, KINDS
from service.insights.results.read import Results, share_words
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act
from service.written import no_formula


@dataclass(frozen=True, slots=True)
class Table:
    """One question: its title, headings and rows of text."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def first_line(campaign: Campaign, found: Results, at: datetime) -> tuple[str, ...]:
    """What every file begins with: the campaign, the filter, and the minute it was read."""
    part = found.part
    shown = "Everyone" if part.kind is None else f"{FILTERS[part.kind]}: {part.label}"
    return (campaign.name, f"{shown}, {part.people} people", f"read {at:%Y-%m-%d %H:%M} UTC")


def tables_of(found: Results, currency: str) -> list[Table]:
    """Everything that the page shows, in its order."""
    return [table for table in _tables(found, currency) if table.rows]


def _tables(found: Results, currency: str) -> Iterator[Table]:
    funnel = found.funnel
    yield Table(
        "How far people came",
        ("Stage", "People"),
        (
            ("Launched", str(funnel.launched)),
            ("Reached", str(funnel.reached) if found.opened is not None else TOO_FEW),
            ("Opened", str(found.opened) if found.opened is not None else TOO_FEW),
            ("Decided", str(funnel.decided)),
            ("Kept a gift", str(funnel.kept)),
            ("Donated", str(funnel.donated)),
            ("Declined", str(funnel.declined)),
            ("Ran out of time", str(funnel.expired)),
            ("Swapped", str(funnel.swapped)),
        ),
    )
    glad = funnel.glad
    yield Table(
        "Figures",
        ("Figure", "Value", "Note"),
        (
            ("Kept or donated", f"{glad.part} of {glad.whole}", share_words(glad) if glad.whole else ""),
            (f"Charged, {currency} minor units", str(found.charged), ""),
            ("Kept again", _of(found.came_back.again), "who kept a gift of an earlier campaign"),
            (
                "Bought since",
                _of(found.bought) if found.bought else TOO_FEW,
                "as you told us; not an effect of the gift",
            ),
            (
                "Bought again",
                _of(found.bought_again) if found.bought_again else TOO_FEW,
                "of those who had bought before; not an effect of the gift",
            ),
            ("Lost after a yes", _of(found.lost), "taken back, stopped, failed or returned"),
            ("Median time to answer a person, hours", _hours(found), "from 20 answers"),
            ("Different gifts", f"{found.alike.distinct} of {found.alike.people}", ""),
            ("An experience of their own", _of(found.alike.alone), ""),
        ),
    )
    yield Table(
        "Forecast, and what came",
        ("Measure", "Forecast", "Came", "Stands"),
        tuple(
            (one.words, f"{one.low} to {one.high}", TOO_FEW if one.came is None else str(one.came), one.stands)
            for one in found.expected
        ),
    )
    yield Table(
        "Week by week",
        ("Week from", "Kept or donated", "Share of who decided"),
        tuple((f"{one.monday:%Y-%m-%d}", _of(one.taken), share_words(one.taken)) for one in found.weeks),
    )
    yield Table(
        "What we tested",
        ("Question", "Figure", "With", "Without", "Difference", "95 % interval", "What can be said"),
        tuple(one.row for one in found.tested),
    )
    yield Table(
        "What swaps taught",
        ("Rather", "Than", "Chosen", "Interval"),
        tuple((one.first, one.second, _of(one.chose), share_words(one.chose)) for one in found.rather),
    )
    yield Table(
        "What people said",
        ("Question", "Answers", "Score"),
        tuple((one.words, str(one.answered or TOO_FEW), one.figure) for one in found.scores),
    )
    yield Table(
        "Did somebody care?",
        ("Month", "Yes", "Share"),
        tuple(
            (one.month, _of(one.cared) if one.cared else TOO_FEW, share_words(one.cared) if one.cared else "")
            for one in found.care
        ),
    )
    if found.waste is not None:
        low, middle, high = found.waste.one_for_all
        yield Table(
            "Waste avoided",
            ("", "Gifts"),
            (
                ("One gift for all would have wasted (a calculation)", f"{middle}; {low} to {high}"),
                ("This campaign", str(found.waste.ours)),
                ("Spared", str(found.waste.spared)),
                (f"Spared at the mean price, {currency} minor units", str(found.waste.spared_minor)),
            ),
        )
    yield Table(
        f"By {KINDS[found.kind].lower()}",
        (KINDS[found.kind], "People", "Kept or donated", "Swapped", "Declined"),
        tuple(
            (one.label, str(one.kept.whole), str(one.kept.part), str(one.swapped), str(one.declined))
            for one in (*found.groups, *([found.everybody] if found.groups else []))
        ),
    )


def as_csv(first: Sequence[str], tables: Sequence[Table]) -> bytes:
    """One file, a blank line before each table. No cell is computed by a spreadsheet."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow([no_formula(cell) for cell in first])
    for table in tables:
        lines.writerow([])
        lines.writerow([table.title])
        lines.writerow(table.headings)
        lines.writerows([no_formula(cell) for cell in row] for row in table.rows)
    # With a mark in front, spreadsheets read it as UTF-8.
    return text.getvalue().encode("utf-8-sig")


def as_workbook(first: Sequence[str], tables: Sequence[Table]) -> IO[bytes]:
    """A sheet a table; whole numbers are numbers, everything else is text: nothing is a formula or a link."""
    # Only whoever downloads a workbook needs its writer.
    from xlsxwriter import Workbook  # noqa: PLC0415

    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for number, table in enumerate(tables, start=1):
        sheet = book.add_worksheet(f"{number} {table.title}".replace("?", "")[:31])
        sheet.set_column(0, 8, 26)
        for place, cell in enumerate(first):
            sheet.write_string(0, place, cell)
        for place, heading in enumerate(table.headings):
            sheet.write_string(2, place, heading, bold)
        for line, row in enumerate(table.rows, start=3):
            for place, cell in enumerate(row):
                if cell.isascii() and cell.isdigit():
                    sheet.write_number(line, place, int(cell))
                elif cell:
                    sheet.write_string(line, place, cell)
    book.close()
    file.seek(0)
    return file


def record_download(
    session: Session, actor: Actor, at: datetime, campaign_id: str | None = None, **of: str | int
) -> None:
    """The line of the audit log, before anything leaves: which form, which filter, or of how many campaigns."""
    record_act(session, actor, "campaign.results_downloaded", at, subject_id=campaign_id, body=dict(of))


def tables_of_lines(lines: Sequence[Sequence[str]]) -> list[Table]:
    """An experiment's lines (what may be said, the headings of its groups, their lines, how it is read) as tables."""
    if not lines:
        return []
    (_, verdict), headings, *rows = lines
    *rows, (method,) = rows
    width = max(len(row) for row in (headings, *rows))
    return [
        Table("What can be said", ("Verdict",), ((verdict,),)),
        Table("Figures", _padded(headings, width), tuple(_padded(row, width) for row in rows)),
        Table("How it is read", ("Method",), ((method,),)),
    ]


def _padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    return (*row, *("" for _ in range(width - len(row))))


def as_html(first: Sequence[str], tables: Sequence[Table], what: str = "Results") -> str:
    """The same for paper: one document of plain tables. `first`: a name, whose it is of, and when it was read."""
    parts = [_html_table(table) for table in tables]
    name, *said = (escape(one) for one in first)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(what)}, {name}</title><style>{_PRINT}</style></head><body>"
        f"<h1>{name}</h1><p>{'; '.join(said)}</p>{''.join(parts)}</body></html>"
    )


_PRINT = (
    "@page{size:A4;margin:18mm}body{font-family:'Print Inter','Noto Sans',sans-serif;font-size:9.5pt;line-height:1.4}"
    "h1{font-size:18pt;margin:0 0 2mm}"
    "h2{font-size:12pt;margin:7mm 0 2mm}table{width:100%;border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:1.2mm 2mm 1.2mm 0;border-bottom:.3pt solid #ccc}"
)


def _html_table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in table.headings)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in table.rows
    )
    title = escape(table.title)
    return f"<h2>{title}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _of(share: Share) -> str:
    return f"{share.part} of {share.whole}" if share.whole else "none yet"


def _hours(found: Results) -> str:
    median = found.times.median
    return "under 20" if median is None else f"{median.total_seconds() / 3600:.1f}"
