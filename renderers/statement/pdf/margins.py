"""Heads and feet of pages as artifacts: a screen reader is not told the number of the page in the middle of a sentence.

WeasyPrint 70.0 gives the words in a page's margins a place in the structure and then leaves that place out of the tree, so they are
neither content nor artifact (Matterhorn 01-005, 18-001, 18-002). Here they become artifacts of pagination, and the elements that
nothing leads to are emptied.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from renderers.errors import TemplateError

_KINDS: Final = {"@top": "/Header", "@bottom": "/Footer"}


def mark_margins(document: Any, pdf: Any) -> None:
    """Marks all that stands in the margins of a document that WeasyPrint has just drawn, before it is written. Raises TemplateError
    where the drawing is not what this module knows."""
    elements: dict[bytes, Any] = {
        cast("Any", thing).reference: thing
        for thing in pdf.objects
        if isinstance(thing, dict) and thing.get("Type") == "/StructElem"
    }
    in_tree = set(_below(elements, _root_of(pdf)))
    astray = [thing for reference, thing in elements.items() if reference not in in_tree]
    numbers = _by_number(pdf)
    parents = numbers[_number(_structure_of(pdf)["ParentTree"])]["Nums"]
    for place, page in enumerate(document.pages):
        theirs = pdf.page_references[place]
        marks = [mark for one in astray if one["Pg"] == theirs for mark in one["K"] if isinstance(mark, int)]
        kinds = list(_kinds(page))
        if len(marks) != len(kinds):
            raise TemplateError(f"Page {place + 1} has {len(kinds)} texts in its margins and {len(marks)} marks.")
        stream, held = numbers[_number(numbers[_number(theirs)]["Contents"])].stream, parents[2 * place + 1]
        for mark, kind in zip(marks, kinds, strict=True):
            _make_artifact(stream, mark, kind)
            held[mark] = "null"
    for one in astray:
        one.clear()


def _below(elements: dict[bytes, Any], reference: bytes) -> Iterator[bytes]:
    """An element and all that it leads to."""
    yield reference
    for kid in elements[reference]["K"]:
        if not isinstance(kid, int) and kid in elements:
            yield from _below(elements, kid)


def _kinds(page: Any) -> Iterator[str]:
    """What each text in a page's margins is, in the order in which WeasyPrint numbers them."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415 - loads Pango

    for margin in page._page_box.children:
        if isinstance(margin, boxes.MarginBox):
            kind = next((kind for side, kind in _KINDS.items() if margin.at_keyword.startswith(side)), "")
            yield from (kind for box in margin.descendants() if isinstance(box, boxes.TextBox))


def _make_artifact(stream: list[Any], mark: int, kind: str) -> None:
    """Opens the marked content as an artifact. As many operators as before, so that places in the stream stay true."""
    import pydyf  # noqa: PLC0415

    for at, item in enumerate(stream):
        if isinstance(item, dict) and item.get("MCID") == mark and stream[at + 1] == b"BDC":
            told = {"Type": "/Pagination"} | ({"Subtype": kind} if kind else {})
            stream[at - 1 : at + 1] = ["/Artifact", pydyf.Dictionary(told)]
            return
    raise TemplateError(f"The text marked {mark} in a page's margin is not on its page.")


def _by_number(pdf: Any) -> dict[int, Any]:
    return {thing.number: thing for thing in pdf.objects}


def _structure_of(pdf: Any) -> Any:
    return _by_number(pdf)[_number(pdf.catalog["StructTreeRoot"])]


def _root_of(pdf: Any) -> bytes:
    root: bytes = _structure_of(pdf)["K"][0]
    return root


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
