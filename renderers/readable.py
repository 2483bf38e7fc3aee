"""What a person reads or hears of an HTML page: every word in order, a line for each block. This is what the proof reads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from renderers.errors import ProofFailed

_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "head",
        "header",
        "html",
        "input",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "textarea",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
    ]
)
_SILENT: Final = frozenset({"style", "script", "svg"})
_VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_NEVER_EMPTY: Final = frozenset(
    [
        "title",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "li",
        "dt",
        "dd",
        "a",
        "button",
        "summary",
        "legend",
        "label",
        "figcaption",
        "caption",
        "bdi",
        "option",
    ]
)
_SPOKEN: Final = ("alt", "aria-label", "title", "placeholder", "data-label", "label")
_ADDRESSES: Final = ("href", "src", "action", "poster")


def readable(html: str, where: str = "page") -> str:
    """The words of a page, one line a block, spaces as they stand in its text.

    Raises ProofFailed for an element that has nothing to read where there should be something, and for an empty address.
    """
    reader = _Reader(where)
    reader.feed(html)
    reader.close()
    return reader.words()


class _Reader(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__(convert_charrefs=True)
        self._where = where
        self._lines: list[str] = [""]
        self._open: list[tuple[str, bool]] = []
        self._silent = 0

    def words(self) -> str:
        lines = (re.sub(r"\s*\n\s*", " ", line).strip() for line in self._lines)
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self._check_addresses(tag, known)
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._lines.append("")
        for name in _SPOKEN:
            if known.get(name):
                self._lines += [str(known[name]), ""]
                self._mark_read()
        if tag == "img" and known.get("alt"):
            self._mark_read()
        if tag not in _VOID:
            self._open.append((tag, bool(known.get("aria-label"))))
        elif tag == "input":
            self._mark_read()
            if known.get("type") in (None, "text") and known.get("value"):
                self._lines += [str(known["value"]), ""]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        while self._open:
            name, read = self._open.pop()
            if name in _NEVER_EMPTY and not read:
                raise ProofFailed(f"An empty <{name}> after “{self.words()[-60:]}”.", where=self._where)
            if name == tag:
                break
        if tag in _BLOCKS:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._lines[-1] += data
            if data.strip():
                self._mark_read()

    def _mark_read(self) -> None:
        self._open = [(name, True) for name, _ in self._open]

    def _check_addresses(self, tag: str, attributes: dict[str, str | None]) -> None:
        for name in _ADDRESSES:
            if name in attributes and not (attributes[name] or "").strip():
                raise ProofFailed(f"A <{tag}> has an empty {name}.", where=self._where)
