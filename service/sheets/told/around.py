"""What is told of what surrounds a list in its file: lines above and below it, rows nobody sees, other sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.sheets.refusals import Question

_SHOWN: Final = 12
_WORDS_BELOW: Final = 60


def describe_above(above: Sequence[Sequence[str]], header_number: int) -> Question:
    """The lines over the headings that were left out."""
    words = next(cell.strip() for cells in above for cell in cells if cell.strip())
    lines = "line is" if len(above) == 1 else "lines are"
    return Question(
        None,
        None,
        "lines_above_header",
        f"The headings were found in row {header_number}. {len(above)} {lines} above them (“{words[:60]}”) and "
        f"{'was' if len(above) == 1 else 'were'} left out.",
    )


def describe_below(below: Sequence[Sequence[str]], first_number: int) -> Question:
    """The lines under the list that were left out, from row `first_number` on."""
    words = " … ".join(
        " ".join(cell.strip() for cell in cells if cell.strip())[:_WORDS_BELOW] for cells in below[:_SHOWN]
    )
    one = len(below) == 1
    return Question(
        None,
        None,
        "lines_below_list",
        f"{len(below)} {'line' if one else 'lines'} below the list, after an empty one, {'has' if one else 'have'} nothing but "
        f"a first cell and {'was' if one else 'were'} left out, from row {first_number} on: “{words}”.",
    )


def describe_hidden(sheet: str, hidden: Sequence[int], follows: str) -> Question:
    """The rows that nobody sees in the sheet, and what follows from that."""
    numbers = ", ".join(map(str, hidden[:_SHOWN])) + (" and more" if len(hidden) > _SHOWN else "")
    one = len(hidden) == 1
    return Question(
        None,
        None,
        "hidden_rows",
        f"{'1 row is' if one else f'{len(hidden)} rows are'} hidden in the sheet “{sheet}”, by a filter or by hand, and "
        f"{'was' if one else 'were'} left out: row {numbers}. {follows} "
        "If they should be, show all rows, save the sheet, and upload it again.",
    )


def describe_others(sheet: str, others: Sequence[str], active: str | None, elsewhere: str) -> Iterator[Question]:
    """A question where other sheets hold something, or where another one was open when the workbook was saved."""
    if not others and active is None:
        return
    sentences = [f"We read the sheet “{sheet}”."]
    if active is not None:
        sentences.append(f"The workbook was saved with “{active}” open.")
    if others:
        names = ", ".join(f"“{other}”" for other in others[:_SHOWN])
        one = len(others) == 1
        what = "1 other sheet holds something" if one else f"{len(others)} other sheets hold something"
        sentences.append(f"{what} and {'was' if one else 'were'} not read: {names}.")
    sentences.append(f"If {elsewhere} are on another sheet, put them on one sheet or upload the other separately.")
    yield Question(None, None, "other_sheet", " ".join(sentences))
