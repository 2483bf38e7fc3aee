"""What a person reads or hears of an HTML page: every word in order, a line for each block. This is what the proof reads.

It reads what our own templates write, and nothing looser: tags whose attributes stand in double quotes, `<` in words always
escaped. That is a fraction of HTML and a fraction of a parser's time, which a reader of the page would wait for.
"""

from __future__ import annotations

import re
from html import unescape
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
_RAW: Final = frozenset({"style", "script"})
_TOKEN: Final = re.compile(
    r"""
    <!--.*?--> | <!doctype\ html> |
    <(?P<end>/?) (?P<tag>[a-zA-Z][a-zA-Z0-9]*) (?P<attributes>(?:\s+[^\s=<>"'/]+(?:="[^"]*")?)*) \s* (?P<void>/?)>
    """,
    re.DOTALL | re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(rf'\s({"|".join((*_SPOKEN, *_ADDRESSES, "type", "value"))})="([^"]*)"')
_END_OF_PART: Final = "<!--/part:"
"""Only one of two parts is ever shown, so the words of the one are not read into those of the other."""
_LINE_ENDS: Final = re.compile(r"\s*\n\s*")


def readable(html: str, where: str = "page") -> str:
    """The words of a page, one line a block, spaces as they stand in its text.

    Raises ProofFailed for an element that has nothing to read where there should be something, for an empty address, and for a
    tag that is none of ours: then something entered the page unescaped.
    """
    reader, at, raw = _Reader(where), 0, ""
    for token in _TOKEN.finditer(html):
        if raw:
            if token["end"] and token["tag"] == raw:
                raw, at = "", token.end()
                reader.end(token["tag"])
            continue
        if token.start() > at:
            reader.words(html[at : token.start()])
        at = token.end()
        if token["tag"] is None:
            if token[0].startswith(_END_OF_PART):
                reader.end_line()
            continue
        tag = token["tag"].lower()
        if token["end"]:
            reader.end(tag)
        else:
            reader.start(tag, dict(_ATTRIBUTE.findall(token["attributes"])) if token["attributes"] else {})
            if token["void"] and tag not in _VOID:
                reader.end(tag)
            elif tag in _RAW:
                raw = tag
    reader.words(html[at:])
    return reader.read()


class _Reader:
    def __init__(self, where: str) -> None:
        self._where = where
        self._lines: list[str] = [""]
        self._open: list[str] = []
        self._read = 0
        """How many of the open elements, from the outermost, hold something to read by now."""
        self._silent = 0

    def read(self) -> str:
        lines = (_LINE_ENDS.sub(" ", line).strip() if "\n" in line else line.strip() for line in self._lines)
        return "\n".join(line for line in lines if line)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._lines.append("")
        if tag not in _VOID:
            self._open.append(tag)
        elif tag == "input":
            self._read = len(self._open)
        if attributes:
            self._say(tag, attributes)

    def end(self, tag: str) -> None:
        """Closes an element. Raises ProofFailed where one that must say something was empty."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        while self._open:
            name = self._open.pop()
            if name in _NEVER_EMPTY and self._read <= len(self._open):
                raise ProofFailed(f"An empty <{name}> after “{self.read()[-60:]}”.", where=self._where)
            self._read = min(self._read, len(self._open))
            if name == tag:
                break
        if tag in _BLOCKS:
            self._lines.append("")

    def end_line(self) -> None:
        self._lines.append("")

    def words(self, words: str) -> None:
        """Reads what stands between two tags. Raises ProofFailed for a `<` that begins no tag of ours."""
        if self._silent:
            return
        if "<" in words:
            raise ProofFailed(f"This is not one of our tags: “{words[words.index('<') :][:60]}”.", where=self._where)
        self._lines[-1] += unescape(words) if "&" in words else words
        if not words.isspace():
            self._read = len(self._open)

    def _say(self, tag: str, attributes: dict[str, str]) -> None:
        """What is heard instead of seen, and what was typed into a field."""
        for name in _ADDRESSES:
            if name in attributes and not attributes[name].strip():
                raise ProofFailed(f"A <{tag}> has an empty {name}.", where=self._where)
        spoken = [attributes[name] for name in _SPOKEN if attributes.get(name)]
        if tag == "input" and attributes.get("type", "text") == "text" and attributes.get("value"):
            spoken.append(attributes["value"])
        if spoken:
            for words in spoken:
                self._lines += [unescape(words), ""]
            self._read = len(self._open)
