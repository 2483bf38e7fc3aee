"""What leaves a sandbox as a file says inside that its people are made up: a column, a field, a category, a line on each page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Final

INVENTED: Final = "Invented"
"""A column, and a category; nothing else is called so."""
PREFIX: Final = "invented-"
_BOM: Final = "\ufeff"


def mark_csv(body: bytes) -> bytes:
    """A column more, with yes in every row. A file that says in its first line that everyone is made up stays as it is."""
    text = body.decode("utf-8")
    bom, text = (_BOM, text.removeprefix(_BOM)) if text.startswith(_BOM) else ("", text)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if not rows or any(INVENTED.casefold() in cell.casefold() for cell in rows[0]):
        return body
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\r\n", delimiter=",")
    lines.writerow([*rows[0], INVENTED])
    lines.writerows([*row, "yes"] if row else row for row in rows[1:])
    return (bom + out.getvalue()).encode()


def mark_json(body: bytes) -> bytes:
    """`"sandbox": true` first, where it is an object."""
    told = json.loads(body)
    if not isinstance(told, dict) or "sandbox" in told:
        return body
    return json.dumps({"sandbox": True, **told}, ensure_ascii=False, indent=2).encode()


def mark_pdf(body: bytes) -> bytes:
    """A line on each page. Raises RenderError where it is no PDF."""
    # Only whoever downloads a paper of a sandbox needs what writes on it.
    from renderers.statement.pdf.stamp import stamp  # noqa: PLC0415

    return stamp(body)


def _category(kind: str) -> Callable[[bytes], bytes]:
    end = f"END:{kind}\r\n"
    one = re.compile(rf"BEGIN:{kind}\r\n.*?{end}", re.DOTALL)

    def marked(found: re.Match[str]) -> str:
        has = f"\r\nCATEGORIES:{INVENTED}\r\n" in found[0]
        return found[0] if has else found[0].removesuffix(end) + f"CATEGORIES:{INVENTED}\r\n{end}"

    return lambda body: one.sub(marked, body.decode()).encode()


MARKS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "text/csv": mark_csv,
    "application/json": mark_json,
    "text/calendar": _category("VEVENT"),
    "text/vcard": _category("VCARD"),
    "application/pdf": mark_pdf,
}
"""Media type -> how a file of it is marked. Workbooks and films are marked where they are made."""
