"""What reading a sheet answers where something is wrong with it: a whole file, a cell, or how a thing was read.

An error stops the file until it is fixed. A question stops nothing: it says how something was read, or what will be asked, so that
nothing is ever read in silence. Which codes there are is said by each kind of sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a list leaves open, or that was read otherwise than it stands. `row` None: it concerns the whole file.

    `column` is the heading as written, `text` the cell as far as a page shows it, `words` the words in question in it.
    """

    row: int | None
    column: str | None
    code: str
    sentence: str
    words: tuple[str, ...] = ()
    text: str = ""


class ListRefused(InvalidInput):
    """A file that cannot be read as a whole. `list_code` is a code that stays the same once it is out."""

    def __init__(self, list_code: str, sentence: str) -> None:
        super().__init__(sentence, param="file")
        self.list_code = list_code


class CellError(Exception):
    """What is wrong with a cell, why it matters, and the likely answer where there is one. `code` stays the same once it is out."""

    def __init__(self, sentence: str, suggestion: str | None = None, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.suggestion = suggestion
        self.code = code
